from typing import Any

import pytest

from generator.validate import platform_schemas
from tests.builders import documents
from tests.builders.documents import HERE

TEXT = "name: fraud\ncomponents:\n  api:\n    image: docker.io/x\n"


def check(schemas: dict[str, Any], name: str = "project.json") -> list[tuple[int, str]]:
    root = documents.root(TEXT)
    found = platform_schemas.check(schemas, name, documents.texts(root), root, HERE)
    return [(each.mark.line, message) for each in found for message in documents.messages([each])]


def test_a_platform_without_such_a_schema_narrows_nothing() -> None:
    assert check({"kinds/service.json": False}) == []


def test_what_it_refuses_is_told_where_it_stands_with_the_platforms_own_words() -> None:
    image = {"pattern": "^ghcr", "description": "images of ours alone"}
    api = {"properties": {"image": image}}
    schema = {"properties": {"name": {"const": "x"}, "components": {"additionalProperties": api}}}
    assert check({"project.json": schema}) == [
        (4, "'docker.io/x' does not match '^ghcr' -> images of ours alone"),
        (1, "'x' was expected -> see the platform's schemas/project.json, which restricts this field"),
    ]


def test_a_schema_may_refer_to_another_of_the_platform() -> None:
    assert check({"project.json": {"$ref": "more.json"}, "more.json": {"required": ["team"]}}) == [
        (1, "'team' is a required property -> see the platform's schemas/project.json, which restricts this field")
    ]


@pytest.mark.parametrize(
    "schema",
    [{"$ref": "nowhere.json"}, {"type": "mapping"}, {"properties": {"name": {"pattern": "["}}}, {"properties": 3}, 3],
)
def test_a_schema_that_is_broken_is_the_platforms_problem(schema: Any) -> None:
    [(line, message)] = check({"project.json": schema})
    assert line == 1
    assert message.startswith("the platform's schemas/project.json cannot be used: ")
    assert message.endswith(" -> correct the platform's schema")
