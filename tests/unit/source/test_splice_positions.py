import pytest

from generator.source import splice_positions as positions
from generator.source.splice_positions import Change
from tests.builders import documents

TEXT = "a:\n  b: 1 # one\nc: &x {d: 2}\ne: *x\nf: |-\n  text\n\ng:\n"


def own(text: str, *path: str) -> str:
    """The value of an entry, as the edits see it."""
    start, end = positions.span(text, documents.entry(documents.parse(text), *path))
    return text[start:end]


def test_a_value_is_its_text_without_anchor_and_an_alias_its_name() -> None:
    assert [own(TEXT, *path) for path in (("a", "b"), ("c",), ("e",), ("g",))] == ["1", "{d: 2}", "*x", ""]


def test_an_entry_ends_behind_its_last_line_and_the_comment_there() -> None:
    parsed = documents.parse(TEXT)
    ends = [
        TEXT[: positions.entry_end(TEXT, documents.entry(parsed, *path))].splitlines()[-1]
        for path in (("a",), ("f",), ("g",))
    ]
    assert ends == ["  b: 1 # one", "  text", "g:"]


def test_changes_are_made_whatever_their_order_and_those_of_one_place_in_the_order_given() -> None:
    changes = [Change(3, 4, "X"), Change(0, 1, ""), Change(2, 2, "1"), Change(2, 2, "2")]
    assert positions.changed("abcde", changes) == "b12cXe"


@pytest.mark.parametrize(
    ("text", "at", "found"), [("a\r\nb", 3, "\r\n"), ("a\nb\r\nc", 2, "\n"), ("a\r\nb", 0, "\r\n"), ("ab", 1, "\n")]
)
def test_the_newline_is_that_of_the_line_before_else_of_the_next(text: str, at: int, found: str) -> None:
    assert positions.newline(text, at) == found


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_line_has_a_beginning_an_end_and_a_next(newline: str) -> None:
    text = f"ab{newline}cd{newline}"
    second = 2 + len(newline)
    assert (positions.line_start(text, second + 1), positions.line_end(text, second + 1)) == (second, second + 2)
    assert (positions.next_line(text, 0), positions.before_newline(text, second)) == (second, 2)


@pytest.mark.parametrize(
    ("text", "path", "found"),
    [
        ("a:\n    b: 1\n", (), "    "),
        ("a: 1\n", (), "  "),
        ("a:\n b:\n    c: 1\n", ("a",), " "),
        ("a:\n b:\n    c: 1\n", ("a", "b"), "   "),
        ("a: {b: 1}\n", ("a",), "  "),
    ],
)
def test_the_file_indents_as_it_does_nearest_to_the_path(text: str, path: tuple[str, ...], found: str) -> None:
    assert positions.step(documents.parse(text), path) == found


def test_a_key_after_a_question_mark_does_not_begin_its_line() -> None:
    assert positions.indent(TEXT, documents.entry(documents.parse(TEXT), "a", "b").key) == "  "
    text = "? a\n: 1\n"
    assert positions.indent(text, documents.entry(documents.parse(text), "a").key) is None


def test_what_aliases_repeat_is_shared() -> None:
    parsed = documents.parse(TEXT)
    assert positions.shared(documents.node(parsed)) == {id(documents.node(parsed, "c"))}


@pytest.mark.parametrize(
    ("text", "found"), [("a: |-\n  x\n", "|-"), ("a: >2\n   x\n", ">2"), ("a: x\n", ""), ("a: '|'\n", "")]
)
def test_the_header_of_a_block_scalar(text: str, found: str) -> None:
    assert positions.block_header(text, documents.node(documents.parse(text), "a")) == found


def test_one_line_has_no_break_and_no_comment() -> None:
    text = "a: {b: 1}\nc: {\n  d: 1}\ne: x\n"
    parsed = documents.parse(text)
    assert [positions.is_one_line(text, documents.node(parsed, key)) for key in "ace"] == [True, False, False]


@pytest.mark.parametrize(("text", "found"), [("a: 'x'", "'"), ('a: "x"', '"'), ("a: x", ""), ("a: |\n  'x'\n", "")])
def test_the_quotation_mark_of_a_text(text: str, found: str) -> None:
    assert positions.quote(text, documents.node(documents.parse(text), "a")) == found


def test_what_is_in_a_node_includes_itself() -> None:
    root = documents.root("a: {b: 1}\nc: [2]\n")
    each = [root, *(documents.node(root, *path) for path in (("a",), ("a", "b"), ("c",), ("c", 0)))]
    assert positions.inner(root) == {id(node) for node in each}
