from typing import Any

import pytest

from generator.manifest import object_fields


@pytest.mark.parametrize(
    ("node", "value"),
    [({"a": {"b": 1}}, 1), ({"a": {}}, None), ({"a": None}, None), ({"a": [{"b": 1}]}, None), ("text", None)],
)
def test_a_value_is_none_where_a_parent_is_not_there(node: Any, value: Any) -> None:
    assert object_fields.value_at(node, ("a", "b")) == value


@pytest.mark.parametrize(
    ("node", "items"), [([{"a": 1}, "b", None], [{"a": 1}]), (None, []), ({"a": 1}, []), ("text", [])]
)
def test_only_items_that_are_mappings_count(node: Any, items: Any) -> None:
    assert [*object_fields.items(node)] == items
