from typing import Any

from generator.render import patch_schema
from generator.render.patch_schema import SchemaViolation

SCHEMA: Any = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "properties": {
                "replicas": {"type": ["integer", "null"]},
                "paused": {"type": "boolean"},
                "ports": {"type": "array"},
            },
            "additionalProperties": False,
            "required": ["paused"],
        }
    },
    "additionalProperties": False,
}


def test_an_object_of_its_schema_has_no_faults() -> None:
    assert [*patch_schema.violations(SCHEMA, {"spec": {"replicas": None, "paused": True}})] == []


def test_faults_come_in_the_order_of_their_paths_with_what_was_meant() -> None:
    spec = {"replica": 1, "paused": "yes", "ports": {}}
    assert [*patch_schema.violations(SCHEMA, {"spec": spec, "extra": 1})] == [
        SchemaViolation(subject="extra", fact='the object has no field "extra"', hint="choose from: spec"),
        SchemaViolation(
            subject="spec.replica",
            fact='spec has no field "replica"',
            hint="choose from: paused, ports, replicas",
            meant="replicas",
        ),
        SchemaViolation(subject="spec.paused", fact="spec.paused is not true or false"),
        SchemaViolation(subject="spec.ports", fact="spec.ports is not a list"),
    ]


def test_null_is_no_type_that_a_person_is_told_of() -> None:
    assert [*patch_schema.violations(SCHEMA, {"spec": {"paused": True, "replicas": "x"}})] == [
        SchemaViolation(subject="spec.replicas", fact="spec.replicas is not a whole number")
    ]


def test_other_rules_are_told_in_the_validators_words_and_not_at_length() -> None:
    assert [*patch_schema.violations(SCHEMA, {"spec": {}})] == [
        SchemaViolation(subject="spec", fact="spec: 'paused' is a required property")
    ]
    [found] = patch_schema.violations({"properties": {"a": {"enum": ["b"]}}}, {"a": "x" * 500})
    assert len(found.fact) == len("a: ") + 200
    assert found.fact.endswith("…")
