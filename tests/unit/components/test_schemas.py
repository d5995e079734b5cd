"""What the table of kinds fills into the schemas."""

from typing import Any

import pytest

from generator.components import schemas

JOB = {
    "x-summary": "a task",
    "properties": {"kind": True, "image": {"$ref": "../fields.json#/$defs/image"}, "run": {"type": "string"}},
}
CRAWLER = {
    "x-summary": "a walk",
    "properties": {"kind": True, "image": {"$ref": "../fields.json#/$defs/image"}, "depth": {"type": "integer"}},
}
KINDS = {"job": JOB, "crawler": CRAWLER}


@pytest.mark.parametrize(
    ("word", "filled"),
    [
        ("names", {"enum": ["job", "crawler"]}),
        ("list", {"items": {"type": "string", "enum": ["job", "crawler"]}}),
        (
            "dispatch",
            {
                "if": {"properties": {"kind": {"const": "job"}}, "required": ["kind"]},
                "then": {"$ref": "kinds/job.json"},
                "else": {
                    "if": {"properties": {"kind": {"const": "crawler"}}, "required": ["kind"]},
                    "then": {"$ref": "kinds/crawler.json"},
                    "else": {"$ref": "#/$defs/any"},
                },
            },
        ),
        (
            "fields",
            {
                "properties": {
                    "image": {"$ref": "fields.json#/$defs/image"},
                    "run": {"$ref": "kinds/job.json#/properties/run"},
                    "depth": {"$ref": "kinds/crawler.json#/properties/depth"},
                }
            },
        ),
    ],
)
def test_a_place_is_filled_from_the_kinds(word: str, filled: dict[str, Any]) -> None:
    held = {"properties": {"there": {"type": "object", "x-kinds": word}}}
    assert schemas.expanded(held, KINDS) == {"properties": {"there": {"type": "object", **filled}}}


def test_fields_join_the_properties_that_are_there() -> None:
    filled = schemas.expanded({"properties": {"kind": {"type": "string"}}, "x-kinds": "fields"}, {"job": JOB})
    assert list(filled["properties"]) == ["kind", "image", "run"]


def test_a_field_that_two_kinds_define_differently_takes_anything_until_the_kind_is_known() -> None:
    other = {**CRAWLER, "properties": {"kind": True, "run": {"type": "integer"}}}
    assert schemas.expanded({"x-kinds": "fields"}, {"job": JOB, "crawler": other})["properties"]["run"] is True


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("one of {names}", "one of job, crawler"),
        ("say {choices}", "say job (a task) or crawler (a walk)"),
        ("{summaries}.", "job: a task; crawler: a walk."),
    ],
)
def test_texts_beside_a_place_name_the_kinds(text: str, filled: str) -> None:
    assert schemas.expanded({"x-kinds": "names", "x-hint": text}, KINDS)["x-hint"] == filled
