"""The answer is that of the package jsonschema, for every kind of object and for every keyword."""

import copy
from collections.abc import Mapping
from typing import Any

import jsonschema
import pytest

from generator.files import kubernetes_schemas
from generator.render import schema_acceptance
from tests.builders import golden_objects

OBJECTS = golden_objects.by_kind()


@pytest.mark.parametrize("kind", OBJECTS)
def test_objects_and_what_is_made_of_them_are_judged_alike(kind: str) -> None:
    content = max(OBJECTS[kind], key=lambda each: len(repr(each)))
    schema = kubernetes_schemas.schema("1.34", content["apiVersion"], kind)
    validator = jsonschema.Draft202012Validator(schema)
    assert schema_acceptance.accepts(schema, content)
    for number, steps in enumerate(golden_objects.leaves(content)):
        other = changed(content, steps, (1.5, [], {}, "x" * 300, None, True)[number % 6])
        if schema_acceptance.accepts(schema, other):
            assert validator.is_valid(other), steps


def changed(content: Mapping[str, Any], steps: tuple[str | int, ...], value: Any) -> Any:
    found: Any = copy.deepcopy(content)
    node = found
    for step in steps[:-1]:
        node = node[step]
    node[steps[-1]] = value
    return found


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        (True, 1, ...),
        (False, ..., 1),
        ({"type": ["integer", "null"]}, 1.0, True),
        ({"type": "number"}, 1.5, True),
        ({"properties": {"a": {"type": "string"}}, "required": ["a"]}, {"a": "x", "b": 1}, {"a": 1}),
        ({"required": ["a"]}, [], {"b": 1}),
        ({"additionalProperties": {"type": "string"}}, {"a": "x"}, {"a": 1}),
        ({"properties": {"a": {}}, "additionalProperties": False}, {"a": 1}, {"b": 1}),
        ({"items": {"type": "string"}}, ["a"], [1]),
        ({"enum": ["a"]}, "a", "b"),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, 1, None),
        ({"oneOf": [{"type": "number"}, {"type": "integer"}]}, 1.5, 1),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"b": 1}, {}),
        ({"not": {"required": ["a"]}}, {}, {"a": 1}),
        ({"pattern": "^a"}, "ab", "ba"),
        ({"minimum": 1, "maximum": 2}, 2, 3),
        ({"minLength": 1, "maxLength": 2}, "ab", ""),
        ({"minItems": 1, "maxItems": 2}, [1], []),
        ({"format": "date", "x-anything": 1, "default": 2, "type": "string"}, "never", 1),
    ],
)
def test_each_keyword(schema: Any, right: Any, wrong: Any) -> None:
    validator = jsonschema.Draft202012Validator(schema)
    for value, answer in ((right, True), (wrong, False)):
        if value is not ...:
            assert schema_acceptance.accepts(schema, value) is validator.is_valid(value) is answer


@pytest.mark.parametrize(
    "schema",
    [{"enum": [1]}, {"minProperties": 0}, {"patternProperties": {}, "additionalProperties": False}],
)
def test_what_is_not_known_is_left_to_the_package(schema: Any) -> None:
    assert not schema_acceptance.accepts(schema, 1 if "enum" in schema else {"a": 1})
