import pytest

from generator.source import nodes, splice_order
from generator.source import splice_positions as positions
from generator.source.splice_values import Source, Value
from tests.builders import documents


def mapping(text: str) -> nodes.Mapping:
    node = documents.node(documents.parse(text), "a")
    assert isinstance(node, nodes.Mapping)
    return node


@pytest.mark.parametrize(
    ("value", "counts"),
    [
        ({"A": "x", "B": 1}, False),
        ({"A": "$(B)", "B": "x"}, True),
        ({"A": Source(documents.root("x"))}, True),
        (Source(documents.root("{A: x}")), True),
        (["$(B)"], False),
        ("x", False),
    ],
)
def test_order_is_meant_by_another_version_and_by_references(value: Value, counts: bool) -> None:  # noqa: FBT001
    assert splice_order.counts(value) is counts


@pytest.mark.parametrize(
    ("new", "changes"),
    [
        ({"x": 1, "y": 2}, False),
        ({"y": 1, "z": 2}, False),
        ({"y": 1, "x": 2}, True),
        ({"z": 1, "x": 2}, True),
        ("text", False),
    ],
)
def test_order_changes_unless_new_keys_are_last(new: Value, changes: bool) -> None:  # noqa: FBT001
    assert splice_order.changes(mapping("a: {x: 1, y: 2}"), new) is changes


@pytest.mark.parametrize(
    ("text", "movable"),
    [
        ("a:\n  x: 1\n  y: 2\n", True),
        ("a: {x: 1, y: 2}\n", False),
        ("a:\n  x: &n 1\n  y: *n\n", False),
        ("b: &n 1\na:\n  x: *n\n", False),
        ("a:\n  x: {y: &n 1}\nb: *n\n", False),
        ("a:\n  x: |+\n    1\n\n  y: 2\n", False),
        ("a:\n  x: |\n    1\n\n  y: 2\n", True),
        ("a:\n  ? x\n  : 1\n", False),
    ],
)
def test_lines_are_movable_without_anchors_in_use_and_question_marks(text: str, movable: bool) -> None:  # noqa: FBT001
    root = documents.parse(text)
    node = documents.node(root, "a")
    assert isinstance(node, nodes.Mapping)
    shared = positions.shared(documents.node(root))
    assert splice_order.is_movable(text, node, shared) is movable
