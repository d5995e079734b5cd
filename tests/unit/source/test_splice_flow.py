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
