from typing import Any

import pytest

from generator.comparison import values
from generator.kubernetes.field_types import UNTYPED, FieldType

QUANTITY, DURATION = FieldType(scalar="quantity"), FieldType(scalar="duration")


@pytest.mark.parametrize(
    ("before", "after"), [("1", "1000m"), ("1Gi", "1024Mi"), (1, "1"), (0.5, "500m"), ("1e3", "1k"), ("+1", "1")]
)
def test_quantities_are_compared_as_numbers(before: Any, after: Any) -> None:
    assert values.equal(before, after, QUANTITY)


@pytest.mark.parametrize(
    ("before", "after"), [("1", "1m"), ("1Gi", "1G"), (1, True), ("x", "y"), ("1", None), ("1", ["1"])]
)
def test_other_quantities_differ(before: Any, after: Any) -> None:
    assert not values.equal(before, after, QUANTITY)


@pytest.mark.parametrize(
    ("before", "after"),
    [("90s", "1m30s"), ("1h", "60m"), ("1h0m0s", "1h"), ("1500ms", "1.5s"), ("0", "0s"), ("1d", "24h")],
)
def test_durations_are_compared_as_times(before: str, after: str) -> None:
    assert values.equal(before, after, DURATION)


@pytest.mark.parametrize(
    ("before", "after"), [("90s", "90m"), ("90", "90s"), ("1m", ["1m"]), ("soon", "later"), ("s" * 99, "m")]
)
def test_other_durations_differ(before: Any, after: Any) -> None:
    assert not values.equal(before, after, DURATION)


def test_numbers_are_equal_with_and_without_a_point() -> None:
    assert values.equal(1, 1.0, UNTYPED)


@pytest.mark.parametrize(
    ("before", "after"), [("3", 3), (1, True), (1.0, True), (None, ""), ("1", "1000m"), ("60s", "1m")]
)
def test_values_of_fields_without_a_type_are_compared_as_they_are(before: Any, after: Any) -> None:
    assert not values.equal(before, after, UNTYPED)
