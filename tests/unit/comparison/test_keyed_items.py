from typing import Any

import pytest

from generator.comparison import keyed_items
from generator.kubernetes import field_types
from generator.kubernetes.field_types import UNTYPED, FieldType
from generator.manifest.field_path import ABSENT, Step, Steps

VARIABLES = FieldType(keys=("name",))
PORTS = FieldType(keys=("port", "protocol"), items=FieldType(fields={"protocol": FieldType(default="TCP")}))
SET = FieldType(is_set=True)


@pytest.mark.parametrize(
    ("items", "step", "field", "number"),
    [
        ([{"name": "A", "value": "B"}, {"name": "B"}], ("B",), VARIABLES, 1),
        ([{"port": 80, "protocol": "UDP"}, {"port": 80}], ("80", "TCP"), PORTS, 1),
        ([{"name": "80", "port": 81}, {"port": 80}], ("80", "TCP"), PORTS, 1),
        (["a", {"b": 1}], ('{"b": 1}',), SET, 1),
        ([1, {"value": "A"}, {"name": ["A"]}], ("A",), VARIABLES, None),
        ([{"name": "A"}], ("A",), UNTYPED, None),
        (["a", "b"], 1, UNTYPED, 1),
        (["a", "b"], 2, UNTYPED, None),
    ],
)
def test_an_item_is_that_with_the_values_of_the_keys(
    items: list[Any], step: Step, field: FieldType, number: int | None
) -> None:
    assert keyed_items.position(items, step, field) == number


@pytest.mark.parametrize(
    ("items", "field", "keys"),
    [
        ([{"name": "A"}, {"name": "B"}], VARIABLES, [("A",), ("B",)]),
        ([{"name": "A"}, {"name": "A"}], VARIABLES, None),
        ([{"name": "A"}, {}], VARIABLES, None),
        (["b", "a"], SET, [("b",), ("a",)]),
        (["a"], UNTYPED, None),
    ],
)
def test_a_list_is_one_of_keys_if_they_tell_all_items_apart(
    items: list[Any], field: FieldType, keys: list[Any] | None
) -> None:
    found = keyed_items.by_key(items, field)
    assert (None if found is None else [*found]) == keys


@pytest.mark.parametrize(
    ("steps", "value"),
    [
        (("spec", "ports", ("80", "TCP"), "name"), "http"),
        (("spec", "ports", ("443", "TCP"), "name"), ABSENT),
        (("spec", "ports", 0, "port", "more"), ABSENT),
        (("spec", "externalIPs", 0), "10.0.0.1"),
    ],
)
def test_a_value_is_found_by_its_path(steps: Steps, value: Any) -> None:
    service = {"spec": {"ports": [{"name": "http", "port": 80}], "externalIPs": ["10.0.0.1"]}}
    assert keyed_items.value_at(service, steps, field_types.of("Service")) == value
