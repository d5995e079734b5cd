"""Texts that libyaml reads, and other readers read as something else or refuse; names are those of yaml-test-suite."""

import pytest

from generator.source import document

MARK = 'YAML readers differ on whether this "?" is a part of the text'
NAMES = 'YAML readers differ on whether this name is "{}" or "{}"'
NAME = "write letters, digits, - and _, and a space behind it"
COMMENT = 'YAML readers differ on whether this "#" begins a comment'
SPACE = "put a space before it"
DASH = 'a lone "-" is not a text for all YAML readers'
QUOTED = 'put it in quotes: "-"'
LINE = "this line belongs to the value above, and is not indented more than its key: YAML readers differ on it"
TWO = "indent it by 2 spaces"
BEGIN = "YAML readers differ on where the text of this block begins: blank lines before it are deeper"
LENIENT = {
    "652Z": (
        "a: { b: c, ?d: e}",
        12,
        MARK,
        'put the text in quotes: "?d"',
    ),
    "HM87": (
        "a: [?x y]",
        5,
        MARK,
        'put the text in quotes: "?x"',
    ),
    "Y2GN": (
        "a: &an:chor b",
        4,
        NAMES.format("an", "an:chor"),
        NAME,
    ),
    "alias": ("{b: &a c, *a: d}", 11, NAMES.format("a", "a:"), NAME),
    "9JBA": (
        "[ a, b ]#c",
        9,
        COMMENT,
        SPACE,
    ),
    "CVW2": ("[ a,#b\n c]", 5, COMMENT, SPACE),
    "SU5Z": ('a: "b"#c', 7, COMMENT, SPACE),
    "X4QW": ("a: >#b\n  c", 5, COMMENT, SPACE),
    "G5U8": ("[a, -]", 5, DASH, QUOTED),
    "YJV2": ("[-]", 2, DASH, QUOTED),
    "S98Z": (
        "a: >\n \n   \n # b",
        4,
        BEGIN,
        "take the spaces out of the blank lines at its start",
    ),
    "9C9N": (
        "a: [b,\nc]",
        1,
        LINE
        := "this line belongs to the value above, and is not indented more than its key: YAML readers differ on it",
        TWO,
    ),
    "DK95": ('a: "b\n\tc"', 1, LINE, TWO),
    "QB6E": ('a: "b\nc"', 1, LINE, TWO),
    "Y79Y": ("- [\n\ta,\n b\n ]", 1, LINE, TWO),
    "nested": ("a:\n  b: {c: d,\n  e: f}", 3, LINE, "indent it by 4 spaces"),
}


@pytest.mark.parametrize(("text", "column", "fact", "hint"), LENIENT.values(), ids=LENIENT)
def test_what_readers_differ_about_is_a_problem(text: str, column: int, fact: str, hint: str) -> None:
    (found,) = document.parse(text.encode(), "a.yaml").problems
    assert (found.mark.column, found.fact, found.hint, found.code) == (column, fact, hint, "yaml-ambiguous")


@pytest.mark.parametrize(
    "text",
    [
        "{ ? a : b, c: d }",
        "?a: b",
        'a: {"?b": c}',
        "a: &b-1_c d\ne: *b-1_c",
        "a: [&b c, *b]\nd: {e: &f g, h: *f}",
        "[ a, b ] # c",
        "[ a, # b\n c] # d",
        "a: b#c",
        "a: [b#c, '#d']",
        'a: "b" # c',
        "a: | # b\n  c",
        "a: |2-\n    b",
        "[- a, -1]",
        "[--]",
        "- - a",
        "a: |\n\n  b\n\n  c",
        "a: |\n  \n  b",
        "a: [\n  b\n]",
        "a:\n  b: {\n    c: d,\n\n    # e\n  }",
        'a: "b\n\n  c"',
        '{\n\t"a": 1,\n\t"b": [\n\t\t2\n\t]\n}',
        '"a\nb"',
    ],
)
def test_what_all_read_alike_is_none(text: str) -> None:
    assert [each for each in document.parse(text.encode(), "a.yaml").problems if each.code == "yaml-ambiguous"] == []
