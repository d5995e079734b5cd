"""The schema for editors, held against the package jsonschema and every valid project that we have."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator.source import document, scalars
from generator.validation import editor_schema
from generator.validation import platform as platforms

ROOT = Path(__file__).parents[3]
VALID = sorted(
    [
        *(ROOT / "examples").glob("*/ml-project.yaml"),
        *(path.parent / "ml-project.yaml" for path in (ROOT / "tests" / "golden").glob("*/expected")),
    ]
)
PLATFORMED = "platform"


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads(editor_schema.schema(platforms.load(None, str(ROOT))))


def errors(schema: Any, data: Any) -> list[str]:
    found = jsonschema.Draft202012Validator(schema).iter_errors(data)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in found]


def project(**api: Any) -> dict[str, Any]:
    component = {"kind": "service", "image": "x/y:1", "ports": {"http": 80}, **api}
    return {
        "apiVersion": "tidegate.dev/v1",
        "name": "a",
        "team": "t",
        "components": {"api": component},
        "environments": {"dev": None},
    }


def test_it_is_a_json_schema(schema: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.parent.name)
def test_it_takes_what_validate_takes(schema: Any, path: Path) -> None:
    root = document.parse(path.read_bytes(), "ml-project.yaml").root
    assert root is not None
    data = scalars.raw(root)  # PyYAML cannot load a plain `=`
    if (path.parent / PLATFORMED).is_dir() or path.parents[1].name == "examples":
        # another platform has other names
        schema = json.loads(json.dumps(schema))
        del schema["properties"]["environments"]["propertyNames"]
        for name in ("fields-machineName", "fields-machineName-partial", "fields-machineName-partial-nullable"):
            schema["$defs"][name].pop("enum")
    assert errors(schema, data) == []


@pytest.mark.parametrize(
    ("api", "error"),
    [
        ({"imag": 1}, "components.api: Additional properties are not allowed ('imag' was unexpected)"),
        ({"machine": "huge"}, "components.api.machine: 'huge' is not one of ['cpu-large', 'cpu-small', 'gpu-small']"),
        ({"scale": {"min": 2}}, "components.api.scale: 'max' is a required property"),
        (
            {"strategy": "rollin"},
            "components.api.strategy: 'rollin' is not one of ['rolling', 'recreate', 'blue-green', 'canary']",
        ),
    ],
)
def test_it_underlines_mistakes(schema: Any, api: dict[str, Any], error: str) -> None:
    assert error in errors(schema, project(**api))


def test_it_knows_the_platforms_environments(schema: Any) -> None:
    data = project() | {"environments": {"prod": None}}
    assert errors(schema, data) == ["environments: 'prod' is not one of ['dev', 'production', 'staging']"]


def test_it_lets_an_environment_be_partial_and_null(schema: Any) -> None:
    changed = {"api": {"scale": {"cpu": None}, "env": {"A": None}}}
    assert errors(schema, project() | {"environments": {"dev": {"components": changed}}}) == []


def named(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "properties":
                yield from ((f"{path}.{name}", part) for name, part in value.items() if isinstance(part, dict))
            yield from named(value, f"{path}/{key}")


def test_every_key_is_explained(schema: Any) -> None:
    bare = [
        path
        for path, part in named(schema)
        if not part.get("description")
        and not schema["$defs"].get(part.get("$ref", "").removeprefix("#/$defs/"), {}).get("description")
        and "const" not in part
        and set(part) != {"enum"}
    ]
    assert bare == []


@pytest.mark.parametrize("api", [{"scale": 2}, {"env": {"A": 1, "B": True, "C": "x"}}, {"shutdown": "90s"}])
def test_a_text_may_have_whatever_type_yaml_gives_it(schema: Any, api: dict[str, Any]) -> None:
    assert errors(schema, project(**api)) == []


def test_our_own_words_are_not_in_it(schema: Any) -> None:
    assert [key for key in keys(schema) if key.startswith("x-") or key in {"$id", "format"}] == []


def keys(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (key for key, value in node.items() if not isinstance(value, bool))
        for value in node.values():
            yield from keys(value)
    for item in node if isinstance(node, list) else ():
        yield from keys(item)
