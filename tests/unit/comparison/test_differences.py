from typing import Any

import pytest

from generator.comparison import differences
from generator.manifest.field_path import ABSENT


def found(before: Any, after: Any) -> list[tuple[Any, ...]]:
    return [tuple(each)[:3] for each in differences.between({"x": before}, {"x": after})]


def test_the_order_of_keys_does_not_count() -> None:
    assert found({"a": 1, "b": 2}, {"b": 2, "a": 1}) == []


@pytest.mark.parametrize(("before", "after"), [("3", 3), (1, True), (0, False), (None, ""), ({}, []), (None, {})])
def test_values_of_other_types_differ(before: Any, after: Any) -> None:
    assert found(before, after) == [(("x",), before, after)]


def test_a_missing_value_is_not_null() -> None:
    assert found({}, {"a": None}) == [(("x", "a"), ABSENT, None)]


def test_lists_without_keys_are_compared_by_position() -> None:
    assert found(["a", "b"], ["a", "c", "d"]) == [(("x", 1), "b", "c"), (("x", 2), ABSENT, "d")]
