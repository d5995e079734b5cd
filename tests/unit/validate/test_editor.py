"""The schema for editors: what an editor would call wrong must be wrong."""

from typing import Any

import jsonschema
import pytest

from generator.discovery import platform_folder
from generator.validate import editor

SCHEMA = editor.schema(platform_folder.bundled(), ["dev", "prod"], ["gpu-small"])
SERVICE: dict[str, Any] = {"kind": "service", "image": "ghcr.io/acme/api:1", "ports": {"http": 8080}}


def faults(component: dict[str, Any], environments: Any = None, **project: Any) -> list[str]:
    data = {"apiVersion": "tidegate.dev/v1", "name": "fraud", "team": "risk", "components": {"api": component}}
    data |= {"environments": {"dev": None} if environments is None else environments, **project}
    return [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(data)]


def test_it_is_a_schema_of_the_standard_without_our_own_words() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    ours = [key for key in _keys(SCHEMA) if key.startswith("x-") or key in {"$id", "format"}]
    assert ours == []


def _keys(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [
            *(key for key, value in node.items() if not isinstance(value, bool)),
            *(k for value in node.values() for k in _keys(value)),
        ]
    return [key for item in node for key in _keys(item)] if isinstance(node, list) else []


@pytest.mark.parametrize(
    "component",
    [
        SERVICE,
        SERVICE | {"scale": 2, "machine": "gpu-small"},
        SERVICE | {"image": 1.4, "env": {"A": 1, "B": True, "C": "x"}},
        {"kind": "job", "image": "a:1", "timeout": "1h30m"},
    ],
)
def test_what_is_right_is_right_whatever_type_yaml_gives_a_text(component: dict[str, Any]) -> None:
    assert faults(component) == []


@pytest.mark.parametrize("change", [{"image": None}, {"ports": {"http": None}}, {"scale": {"min": 2}}, None])
def test_what_an_environment_changes_may_be_partial_and_null(change: Any) -> None:
    assert faults(SERVICE, {"dev": {"components": {"api": change}}}) == []


def test_names_are_those_of_the_platform() -> None:
    assert faults(SERVICE, {"staging": None}) != []
    assert faults(SERVICE | {"machine": "gpu-large"}) != []


def test_without_a_platforms_names_any_name_will_do() -> None:
    schema = editor.schema(platform_folder.bundled(), [], [])
    assert "enum" not in str(schema["properties"]["environments"].get("propertyNames", {}))


@pytest.mark.parametrize(
    "component",
    [{"kind": "service"}, SERVICE | {"replicas": 2}, SERVICE | {"ports": []}, SERVICE | {"shutdown": "soon"}],
)
def test_what_is_wrong_is_wrong(component: dict[str, Any]) -> None:
    assert faults(component) != []
