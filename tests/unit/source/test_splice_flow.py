import pytest

from generator.source import nodes, splice_flow
from generator.source.splice_positions import CannotEdit
from tests.builders import documents


def flow(text: str) -> nodes.Mapping:
    node = documents.node(documents.parse(text), "a")
    assert isinstance(node, nodes.Mapping)
    return node


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: {}\n", "a: {n: 1}\n"),
        ("a: { }\n", "a: {n: 1}\n"),
        ("a: {b: 1}\n", "a: {b: 1, n: 1}\n"),
        ("a: {b: 1,}\n", "a: {b: 1, n: 1,}\n"),
        ("a: {\n  b: 1\n}\n", "a: {\n  b: 1,\n  n: 1\n}\n"),
        ("a: {\n  b: 1 # one\n}\n", "a: {\n  b: 1, # one\n  n: 1\n}\n"),
        ("a: {\n  b: 1,\n}\n", "a: {\n  b: 1,\n  n: 1,\n}\n"),
        ("a: {\r\n  b: 1\r\n}\r\n", "a: {\r\n  b: 1,\r\n  n: 1\r\n}\r\n"),
        ("a: { # none yet\n}\n", "a: { # none yet\n  n: 1\n}\n"),
    ],
)
def test_an_entry_comes_last_with_one_comma_and_on_a_line_of_its_own_where_others_have_one(
    before: str, after: str
) -> None:
    assert splice_flow.insert(before, flow(before), "n: 1") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: {b: 1}\n", "a: {}\n"),
        ("a: {b: 1, c: 2}\n", "a: {c: 2}\n"),
        ("a: {c: 2, b: 1}\n", "a: {c: 2}\n"),
        ("a: {c: 2, b: 1,}\n", "a: {c: 2,}\n"),
        ("a: {c: 2, b: 1, d: 3}\n", "a: {c: 2, d: 3}\n"),
        ("a: {\n  c: 2, # two\n  b: 1 # one\n}\n", "a: {\n  c: 2 # two\n}\n"),
        ("a: {\n  b: 1, # one\n  c: 2\n}\n", "a: {\n  c: 2\n}\n"),
    ],
)
def test_an_entry_goes_with_one_comma_and_with_the_comment_on_its_line(before: str, after: str) -> None:
    assert splice_flow.drop(before, flow(before), "b") == after


def test_a_key_after_a_question_mark_is_left_to_a_person() -> None:
    text = "a: {? b : 1}\n"
    with pytest.raises(CannotEdit, match="a key after `\\?` cannot be removed") as caught:
        splice_flow.drop(text, flow(text), "b")
    assert caught.value.hint == "remove it by hand"


LINES = "[\n  --a, # one\n  --b, # two\n  --c # three\n]"


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ("[--a, --b , --c]", [0, "--x", 2], "[--a, --x , --c]"),
        ("[--a, --b , --c]", [0, 2], "[--a, --c]"),
        ("[--a, --b , --c ]", [0], "[--a ]"),
        ("[--a, --b, ]", [0], "[--a, ]"),
        ("[--a, --b, ]", [0, 1, "--x"], "[--a, --b, --x, ]"),
        ("[--a,--b]", ["--x", 0, 1], "[--x, --a,--b]"),
        ("[--a, --b]", ["--x", "--y", "--z"], "[--x, --y, --z]"),
        ("[--a, --a]", [0], "[--a]"),
        ("[--a, --b]", [1, 0], "[--b, --a]"),
        ("[]", ["--x", "--y"], "[--x, --y]"),
        (LINES, [0, "--x", 2], LINES.replace("--b", "--x")),
        (LINES, [0, 1, "--x", 2], LINES.replace("--c", "--x,\n  --c")),
        (LINES, [0, 2], LINES.replace("--b, # two\n  ", "")),
        (LINES, [0, 1], LINES.replace("--b,", "--b").replace("  --c # three\n", "")),
        (LINES, [0, 1, 2, "--x"], LINES.replace("--c # three", "--c, # three\n  --x")),
    ],
)
def test_items_of_a_list_come_and_go_with_their_commas_and_the_others_keep_their_lines(
    before: str, new: list[str | int], after: str
) -> None:
    for newline in ("\n", "\r\n"):
        text = f"a: {before}\n".replace("\n", newline)
        old = documents.node(documents.parse(text), "a")
        assert isinstance(old, nodes.Sequence)
        assert splice_flow.items(text, old, new) == f"a: {after}\n".replace("\n", newline)


@pytest.mark.parametrize(
    ("text", "own"), [("a: [b, c]", True), ("a: [b, &x c]", False), ("x: &x c\na: [b, *x]", False), ("a: []", True)]
)
def test_aliases_and_anchors_are_not_written_in_the_list(text: str, own: bool) -> None:  # noqa: FBT001 - a parameter
    old = documents.node(documents.parse(text), "a")
    assert isinstance(old, nodes.Sequence)
    assert splice_flow.has_own_items(text, old) is own
