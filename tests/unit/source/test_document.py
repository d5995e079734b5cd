import textwrap
from typing import Any

import pytest
import yaml

from generator.source import document, nodes
from generator.source.document import Document
from tests.builders import documents

PARSERS = [yaml.CSafeLoader, yaml.SafeLoader]


@pytest.fixture(params=PARSERS, ids=["libyaml", "pure"])
def loader(request: pytest.FixtureRequest) -> Any:
    return request.param


def parsed(text: str | bytes, loader: Any = yaml.CSafeLoader) -> Document:
    data = text if isinstance(text, bytes) else text.encode()
    return document.parse(data, "ml-project.yaml", loader=loader)


def said(found: Document) -> list[str]:
    return [
        f"{p.mark.line}:{p.mark.column}: {p.where}: {p.fact} / {p.hint} [{p.code}]".replace(": : ", ": ")
        for p in found.problems
    ]


ACCEPTED = {
    "scalars stay as written": ("a: 0.80\nb: on\nc: ~\nd:\n", {"a": "0.80", "b": "on", "c": "~", "d": ""}),
    "plain keys are text": ("12:30: a\non: b\n1_000: c\nyes: d\n", {"12:30": "a", "on": "b", "1_000": "c", "yes": "d"}),
    "a quoted null, an empty and a quoted merge key": (
        "'null': a\n'': b\n'<<': c\n",
        {"null": "a", "": "b", "<<": "c"},
    ),
    "flow": ("{a: [1, 'b'], c: {}}", {"a": ["1", "b"], "c": {}}),
    "a root that is no mapping": ("- a\n- b\n", ["a", "b"]),
    "start, end and version": ("%YAML 1.1\n---\na: 1\n...\n", {"a": "1"}),
    "comments around": ("# a\n---\n# b\na: 1 # c\n# d\n", {"a": "1"}),
    "anchors and aliases": (
        "a: &x {b: 1}\nc: *x\nd: [*x, &y 2, *y]\n",
        {"a": {"b": "1"}, "c": {"b": "1"}, "d": [{"b": "1"}, "2", "2"]},
    ),
    "an alias as key": ("&k a: 1\nb: {*k : 2}\n", {"a": "1", "b": {"a": "2"}}),
    "the last anchor of a name counts": ("a: &x 1\nb: &x 2\nc: *x\n", {"a": "1", "b": "2", "c": "2"}),
    "CRLF": ('a: |\r\n  b\r\n  c\r\nd: "e\r\n\r\n  f"\r\n', {"a": "b\nc\n", "d": "e\nf"}),
    "U+2028 and U+2029 in every style": (
        "a: x\u2028y\nb: 'x\u2029y'\nc: |\n  x\u2028\n  y\nd: \"\u2028 \\L\"\ne: >\n  x\u2029\n  y\n",
        {"a": "x\u2028y", "b": "x\u2029y", "c": "x\u2028\ny\n", "d": "\u2028 \u2028", "e": "x\u2029 y\n"},
    ),
    "private characters beside U+2028": ('a: "\ue000 \\ue001 \u2028"\n', {"a": "\ue000 \ue001 \u2028"}),
    "escapes that are text": ('a: "\\t\\n\\_\\ufeff\\U0001F600"\n', {"a": "\t\n\xa0\ufeff\U0001f600"}),
    "a tag inside quotes is text": ("a: '!x'\nb: x !y\n", {"a": "!x", "b": "x !y"}),
}


@pytest.mark.parametrize(("text", "value"), ACCEPTED.values(), ids=ACCEPTED)
def test_is_read_as_written_without_a_problem(text: str, value: Any, loader: Any) -> None:
    found = parsed(text, loader)
    assert (documents.texts(found.root), said(found)) == (value, [])


TAG = "is not allowed / remove it; the field decides the type [yaml-tag]"
CONTROL = "is a control character / remove it; only tab and newline are allowed [yaml-control]"

REFUSED = {
    "a duplicate key": (
        "a:\n  b: 1\n  'b': 2\n",
        ["3:3: a.b: the key is already in line 2 / keep one of the two [yaml-duplicate-key]"],
    ),
    "a merge key": (
        "a: &x {b: 1}\nc:\n  <<: *x\n",
        [
            (
                '3:3: c["<<"]: merge keys are not allowed '
                "/ write the fields out, or use an alias as a value [yaml-merge-key]"
            ),
        ],
    ),
    "null keys": (
        "a: {null: 1}\n~: 2\n",
        [
            "1:5: a.null: null cannot be a key / write a text as the key, or quote it [yaml-key]",
            '2:1: ["~"]: null cannot be a key / write a text as the key, or quote it [yaml-key]',
        ],
    ),
    "keys that are mappings and lists": (
        "? {a: 1}\n: 1\n? [b]\n: 2\n",
        [
            '1:3: ["?"]: a mapping or list cannot be a key / write a text as the key [yaml-key]',
            '3:3: ["?"]: a mapping or list cannot be a key / write a text as the key [yaml-key]',
        ],
    ),
    "tags": (
        "!!map\na: !!str 1\nb: [! 2, &x !y/z {}]\nc: !!python/name:os.system ''\n",
        [
            f"1:1: the tag !!map {TAG}",
            f"2:4: a: the tag !!str {TAG}",
            f"3:5: b[0]: the tag ! {TAG}",
            f"3:13: b[1]: the tag !y/z {TAG}",
            f"4:4: c: the tag !!python/name:os.system {TAG}",
        ],
    ),
    "a tag directive": ("%TAG ! tag:x,2000:\n---\na: 1\n", [f"1:1: %TAG {TAG}"]),
    "a second document": (
        "a: 1\n---\nb: [\n",
        ["2:1: a second document starts here / a file is one document; move it to a file of its own [yaml-documents]"],
    ),
    "raw control characters": (
        "a: x\x07\nb: ['\x7f', \"\x85\"] # \x1b\n",
        [
            f"1:5: a: U+0007 {CONTROL}",
            f"2:6: b[0]: U+007F {CONTROL}",
            f"2:11: b[1]: U+0085 {CONTROL}",
            f"2:17: U+001B {CONTROL}",
        ],
    ),
    "escaped control characters": (
        'a: "x\\0"\nb: "\\N"\nc: "\\r\\n"\nd: "\\u009f"\n',
        [
            f"1:4: a: U+0000 {CONTROL}",
            f"2:4: b: U+0085 {CONTROL}",
            "3:4: c: U+000D is a carriage return / end lines with LF or CRLF [yaml-control]",
            f"4:4: d: U+009F {CONTROL}",
        ],
    ),
    "a lone carriage return": (
        "a: 1\rb: 2\n",
        ["1:5: U+000D is a carriage return / end lines with LF or CRLF [yaml-control]"],
    ),
    "a byte order mark within": (
        "a: b\ufeff\n",
        ["1:5: a: U+FEFF is a byte order mark, which may only start the file / remove it [yaml-control]"],
    ),
    "characters that are none": (
        'a: \ufffe\nb: "\\uffff"\n',
        [
            "1:4: a: U+FFFE is not a character / remove it [yaml-control]",
            "2:4: b: U+FFFF is not a character / remove it [yaml-control]",
        ],
    ),
    "an alias without its anchor": (
        "a: &x 1\nb: *y\n",
        ["2:4: b: *y has no anchor / anchors defined before it: &x [yaml-alias]"],
    ),
    "an alias without any anchor": (
        "a: *y\n",
        ["1:4: a: *y has no anchor / write &y before the value that it repeats [yaml-alias]"],
    ),
    "a secret that looks like an alias": (
        "env: {DB_PASSWORD: *hunter2}\n",
        ["1:20: env.DB_PASSWORD: **** has no anchor / write &*** before the value that it repeats [yaml-alias]"],
    ),
    "a secret that looks like a tag": (
        "env: {DB_PASSWORD: {value: !hunter2 a}}\n",
        [f"1:28: env.DB_PASSWORD.value: the tag *** {TAG}"],
    ),
    "an alias inside itself": (
        "a: &x {b: [*x]}\n",
        ["1:12: a.b[0]: *x is inside the value of &x / write the value itself here [yaml-alias]"],
    ),
    "several at once, in the order of the file": (
        "a: \x01\nb: !x 1\nb: 2\nc: \x02\n",
        [
            f"1:4: a: U+0001 {CONTROL}",
            f"2:4: b: the tag !x {TAG}",
            "3:1: b: the key is already in line 2 / keep one of the two [yaml-duplicate-key]",
            f"4:4: c: U+0002 {CONTROL}",
        ],
    ),
}


@pytest.mark.parametrize(("text", "problems"), REFUSED.values(), ids=REFUSED)
def test_is_refused_and_the_rest_is_read(text: str, problems: list[str], loader: Any) -> None:
    found = parsed(text, loader)
    assert (found.root is not None or len(problems) == 1, said(found)) == (True, problems)


EMPTY = "1:1: the file is empty / begin with apiVersion: tidegate.dev/v1; tidegate init writes a first project file [yaml-empty]"
UTF8 = "save the file as UTF-8 [yaml-encoding]"
HALF = (
    "this escape is half a character (a surrogate) or none / write the character itself, or \\UNNNNNNNN [yaml-control]"
)
TAB = "a tab cannot indent / indent with spaces [yaml-syntax]"
START = "cannot start a value / put the value in quotes [yaml-syntax]"
NOT_HERE = 'a "key: value" cannot start here / check the indentation; put a text with ": " in quotes [yaml-syntax]'
SAME_COLUMN = (
    "check quotes and indentation; the lines of one block, here since line 2, start in the same column [yaml-syntax]"
)
NO_YAML: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", EMPTY),
    "only a byte order mark": ("\ufeff", EMPTY),
    "only comments": ("# a\n\n# b\n", EMPTY),
    "only a document start": ("---\n", EMPTY),
    "not UTF-8": (b"a: \xc3\xa4\nb: x\xff\n", f"2:5: the byte 0xff is not UTF-8 / {UTF8}"),
    "not UTF-8 after a byte order mark": (b"\xef\xbb\xbfa\xff", f"1:2: the byte 0xff is not UTF-8 / {UTF8}"),
    "cut off within a character": (b"a: \xf0\x9f", f"1:4: the byte 0xf0 is not UTF-8 / {UTF8}"),
    "UTF-16": ("a: 1".encode("utf-16"), f"1:1: the file is UTF-16 or UTF-32, not UTF-8 / {UTF8}"),
    "UTF-16 without a mark": ("a: 1".encode("utf-16-be"), f"1:1: the file is UTF-16 or UTF-32, not UTF-8 / {UTF8}"),
    "a surrogate escape": ('a: ["\\t \\udc00"]', f"1:11: {HALF}"),
    "a pair of surrogates": ('a: "\\ud83d\\ude00"', f"1:7: {HALF}"),
    "an escape beyond Unicode": ('a: "\\U00110000"', f"1:7: {HALF}"),
    "an escape far beyond Unicode": ('a: "\\Uffffffff"', f"1:7: {HALF}"),
    "a control character before the error": ("a: \x01'\nb: c: d\n", f"1:4: a: U+0001 {CONTROL}"),
    "an unknown version": (
        "%YAML 1.9\n---\na: 1\n",
        "1:1: this directive is not known / remove the line [yaml-syntax]",
    ),
    "an unknown directive": ("%FOO x\n---\na: 1\n", "1:1: this directive is not known / remove the line [yaml-syntax]"),
    "an unknown tag handle": (
        "a: !e!x y\n",
        "1:4: tags are not allowed / remove the tag; the field decides the type [yaml-tag]",
    ),
    "a mapping in a value": (
        "a: b: c\n",
        '1:5: a "key: value" cannot start here / check the indentation; put a text with ": " in quotes [yaml-syntax]',
    ),
    "a list beside its key": (
        "a: - b\n",
        '1:4: a "- item" cannot start here / start the list on its own line, or write [a, b] [yaml-syntax]',
    ),
    "a tab": ("a:\n\tb: 1\n", "2:1: a tab cannot indent / indent with spaces [yaml-syntax]"),
    "an at sign": ("a: @b\n", '1:4: "@" cannot start a value / put the value in quotes [yaml-syntax]'),
    "an open quote": ("a: 'x\nb: 1\n", "1:4: this quote is never closed / close it with the same quote [yaml-syntax]"),
    "an open list": (
        "a:\n  [1, 2\nb: 3\n",
        '3:2: "," or "]" is missing before this / the list opened in line 2 is not closed [yaml-syntax]',
    ),
    "an open mapping": (
        "a: {x: 1\n",
        '2:1: "," or "}" is missing before this / the mapping opened in line 1 is not closed [yaml-syntax]',
    ),
    "an end where a value is wanted": (
        "a: [\n",
        "2:1: expected a value, found the end of the file / write a value, or put it in quotes [yaml-syntax]",
    ),
    "a secret behind its closing quote": (
        'env:\n  DB_PASSWORD: "it"hunter2"\n',
        f'2:20: unexpected "***" / {SAME_COLUMN}',
    ),
    "too much": ("{a: b}}", '1:7: unexpected "}" / the value of the file ended before it [yaml-syntax]'),
    "words after a quote": (
        "a: 1\nb: 'x' y\n",
        (
            '2:8: unexpected "y" / check quotes and indentation; '
            "the lines of one block, here since line 1, start in the same column [yaml-syntax]"
        ),
    ),
    "a key without its colon": (
        "a: 1\nb\nc: 2\n",
        '2:1: a ":" is missing after this key / write key: value [yaml-syntax]',
    ),
    "a star": (
        "a: *\n",
        "1:5: a name is missing after * or & / put a text that starts with * or & in quotes [yaml-syntax]",
    ),
    "a missing space in front of another key": (
        "a: 1\nkind:service\nb: 2\n",
        '2:6: a space is missing after the colon of "kind:" / write kind: ... [yaml-syntax]',
    ),
    "a missing space at the end of a block": (
        "a:\n  b: 1\n  c:[1, 2]\nd: 1\n",
        '3:5: a space is missing after the colon of "c:" / write c: ... [yaml-syntax]',
    ),
    "a missing space in the first key": (
        "name:a\nteam: b\n",
        '1:6: a space is missing after the colon of "name:" / write name: ... [yaml-syntax]',
    ),
    "a missing space above an empty line and a comment": (
        "name:a\n\n# c\nteam: b\n",
        '1:6: a space is missing after the colon of "name:" / write name: ... [yaml-syntax]',
    ),
    "a missing space in the first key of an item": (
        "a: # c\n  - name:x\n    value: y\n",
        '2:10: a space is missing after the colon of "name:" / write name: ... [yaml-syntax]',
    ),
    "a missing space below an anchor": (
        "a: &x\r\n  repo:x\r\n  tag: y\r\n",
        '2:8: a space is missing after the colon of "repo:" / write repo: ... [yaml-syntax]',
    ),
    "a tab below an image": ("args:\n- fraud:1.4\n\t- x\n", f"3:1: {TAB}"),
    "a tab below a missing space": ("a: 1\nb:c\n\td: 1\n", f"3:1: {TAB}"),
    "an at sign below an image": ("args:\n  - fraud:1.4\n  - @x\n", f'3:5: "@" {START}'),
    "a backtick below an image": ("args:\n  - fraud:1.4\n  - `x`\n", f'3:5: "`" {START}'),
    "words after a mapping below an image": (
        "a:\n  - fraud:1.4\n  - {a: 1} x\n",
        f'3:12: unexpected "x" / {SAME_COLUMN}',
    ),
    "an open quote below an address": (
        'a:\n  - localhost:8080\n  - "x\nb: 1\n',
        "3:5: this quote is never closed / close it with the same quote [yaml-syntax]",
    ),
    "a mapping in an item below an image": ("a:\n  - fraud:1.4\n  - tag: a: b\n", f"3:11: {NOT_HERE}"),
    "a mapping in the text of an address": ("a: b\n  localhost:8080\n  c: d\n", f"3:4: {NOT_HERE}"),
    "a key below an item that is an image": ("a:\n  - fraud:1.4\n  b: c\n", f'3:3: unexpected "b" / {SAME_COLUMN}'),
    "a key in a text that is a block": (
        "a: |\n  foo:bar\n b: c\n",
        (
            '3:2: "b" begins in column 2, where no block above it begins / begin it in column 3, as line 2, or in column '
            "1, as line 1 [yaml-syntax]"
        ),
    ),
    "text beside a block sign": (
        "a: | x\n  y\n",
        "1:6: the text must start on the next line / after | or > come only a digit, + or - [yaml-syntax]",
    ),
}


@pytest.mark.parametrize(("text", "problem"), NO_YAML.values(), ids=NO_YAML)
def test_is_no_yaml_and_says_so_once(text: str | bytes, problem: str, loader: Any) -> None:
    found = parsed(text, loader)
    assert (found.root, said(found)) == (None, [problem])


def test_a_file_over_one_mebibyte_is_not_parsed() -> None:
    assert said(parsed(b"\xff" * (1024 * 1024 + 1))) == [
        (
            "1:1: the file has 1,048,577 bytes, more than 1,048,576 / "
            "a YAML file may have at most 1 MiB; move data to other files [yaml-limit]"
        ),
    ]


def test_sixty_four_levels_are_read() -> None:
    assert said(parsed("[" * 64 + "]" * 64)) == []


def test_a_level_more_is_not() -> None:
    assert said(parsed("a: " + "[" * 64)) == [
        f"1:67: a{'[0]' * 63}: values are nested deeper than 64 / use fewer levels [yaml-limit]"
    ]


def test_levels_behind_an_alias_count() -> None:
    text = "a: &x " + "[" * 40 + "]" * 40 + "\nb: " + "[" * 24 + "*x" + "]" * 24 + "\n"
    assert said(parsed(text)) == [
        f"2:28: b{'[0]' * 24}: values are nested deeper than 64 / use fewer levels [yaml-limit]"
    ]


def test_aliases_of_aliases_are_counted_and_never_written_out() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [
        f"{name}: &{name} [{','.join(['*' + before] * 9)}]" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    assert said(parsed("\n".join(lines))) == [
        (
            "6:8: f[0]: the file has more than 100,000 values, aliases counted in full / "
            "split it, or use fewer aliases [yaml-limit]"
        ),
    ]


def test_at_most_a_thousand_problems_are_kept() -> None:
    assert len(parsed("a: 1\n" * 2000).problems) == 1000


def test_the_first_of_two_keys_stays() -> None:
    assert documents.texts(parsed("a: 1\na: 2\n").root) == {"a": "1"}


def test_a_byte_order_mark_is_taken_off_and_told() -> None:
    found = parsed("\ufeffa: 1\n")
    assert (found.bom, found.text, documents.node(found, "a").mark) == (True, "a: 1\n", ("ml-project.yaml", 1, 4))


def test_an_alias_gives_the_anchored_node_itself() -> None:
    found = parsed("a: &x {b: 1}\nc: *x\n")
    root = found.root
    assert isinstance(root, nodes.Mapping)
    assert root.get("a") is root.get("c")
    assert (root.entries["a"].aliased, root.entries["c"].aliased) == (False, True)


def test_an_alias_as_key_stands_where_it_is_written() -> None:
    root = parsed("&k a: 1\nb: {*k : 2}\n").root
    assert isinstance(root, nodes.Mapping)
    inner = root.get("b")
    assert isinstance(inner, nodes.Mapping)
    assert inner.entries["a"].key.mark == ("ml-project.yaml", 2, 5)


def test_style_is_kept() -> None:
    found = parsed("a: 1\nb: '1'\nc: \"1\"\nd: |\n  1\n")
    styles = [node.plain for key in "abcd" if isinstance(node := documents.node(found, key), nodes.Scalar)]
    assert styles == [True, False, False, False]


PLACES = textwrap.dedent("""\
    # comment
    a: &x 😀 b   # not this
    c:
    - "d"
    -   e: [1, {f: 2}]
        g:

    # not this either
    h: &y
      i: |
        text
    j:
""")
SPANS: list[tuple[tuple[str | int, ...], str, tuple[int, int]]] = [
    (("a",), "😀 b", (2, 7)),
    (("c",), '- "d"\n-   e: [1, {f: 2}]\n    g:', (4, 1)),
    (("c", 0), '"d"', (4, 3)),
    (("c", 1), "e: [1, {f: 2}]\n    g:", (5, 5)),
    (("c", 1, "e"), "[1, {f: 2}]", (5, 8)),
    (("c", 1, "e", 1), "{f: 2}", (5, 12)),
    (("c", 1, "e", 1, "f"), "2", (5, 16)),
    (("c", 1, "g"), "", (6, 7)),
    (("h",), "i: |\n    text\n", (10, 3)),
    (("h", "i"), "|\n    text\n", (10, 6)),
    (("j",), "", (12, 3)),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("path", "span", "place"), SPANS)
def test_a_node_knows_its_place_without_its_anchor(
    path: tuple[str | int, ...], span: str, place: tuple[int, int], newline: str, loader: Any
) -> None:
    found = parsed(PLACES.replace("\n", newline), loader)
    node = documents.node(found, *path)
    assert found.text[node.start : node.end] == span.replace("\n", newline)
    assert node.mark == ("ml-project.yaml", *place)


def test_lines_after_a_line_separator_are_those_of_an_editor(loader: Any) -> None:
    assert documents.node(parsed("a: '\u2028' # \u2029\nb: c\n", loader), "b").mark == ("ml-project.yaml", 2, 4)


WHERE: list[tuple[tuple[str | int, ...], str]] = [
    ((), ""),
    (("components", "api", "ports", "http"), "components.api.ports.http"),
    (("a", "b", 1), "a.b[1]"),
    (("a", "b", 1, "c-d"), "a.b[1].c-d"),
    (("we.ird",), '["we.ird"]'),
    (("files", '/e "x"', "8080"), 'files["/e \\"x\\""].8080'),
    (("shared",), "first"),
]


@pytest.mark.parametrize(("path", "words"), WHERE)
def test_where_is_the_dotted_path_of_a_node(path: tuple[str | int, ...], words: str) -> None:
    found = parsed(
        "components: {api: {ports: {http: 1}}}\na: {b: [x, {c-d: y}]}\nwe.ird: z\n"
        'files: {\'/e "x"\': {"8080": v}}\nfirst: &f {q: r}\nshared: *f\n'
    )
    assert document.node_path(found, documents.node(found, *path)) == words


def test_where_of_a_key_is_that_of_its_value() -> None:
    found = parsed("a: {b: 1}\n")
    inner = documents.node(found, "a")
    assert isinstance(inner, nodes.Mapping)
    assert document.node_path(found, inner.entries["b"].key) == "a.b"


def test_where_of_a_stranger_is_nowhere() -> None:
    assert document.node_path(parsed(""), documents.node(parsed("a: 1\n"), "a")) == ""


def test_a_very_long_key_is_cut_in_messages() -> None:
    found = parsed(f"? {'k' * 5000}\n: 1\n")
    assert document.node_path(found, documents.node(found, "k" * 5000)) == f'["{"k" * 120}…"]'
