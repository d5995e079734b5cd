"""The reader against the `jsonschema` package: over the same schemas both take the same data, and refuse the same."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from generator.components.kinds import KINDS
from generator.components.tables import TABLES
from generator.discovery import platform_folder
from generator.errors import Mark
from generator.source import document, reader
from tests.builders import documents
from tests.builders.documents import Data
from tests.properties import strategies
from tests.properties.bending import bent

WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})\Z")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")


class Plain(str):
    """A plain scalar: text where text is wanted, else what its words say."""

    __slots__ = ()


# What docs/formats.md#reading says of types, in jsonschema's terms: any plain scalar but null is a text too.


def _string(_: Any, value: Any) -> bool:
    return isinstance(value, str)


def _integer(_: Any, value: Any) -> bool:
    return isinstance(value, Plain) and WHOLE.match(value) is not None


def _number(_: Any, value: Any) -> bool:
    return isinstance(value, Plain) and NUMBER.match(value) is not None


def _boolean(_: Any, value: Any) -> bool:
    return isinstance(value, Plain) and value in {"true", "false"}


def _minimum(validator: Any, least: int, value: Any, _: Any) -> Iterator[jsonschema.ValidationError]:
    if validator.is_type(value, "number") and float(value) < least:
        yield jsonschema.ValidationError(f"{value} is less than {least}")


def _maximum(validator: Any, most: int, value: Any, _: Any) -> Iterator[jsonschema.ValidationError]:
    if validator.is_type(value, "number") and float(value) > most:
        yield jsonschema.ValidationError(f"{value} is more than {most}")


def _format(_: Any, name: str, value: Any, __: Any) -> Iterator[jsonschema.ValidationError]:
    if isinstance(value, str) and TABLES.formats[name](value) is not None:
        yield jsonschema.ValidationError(f"{value} is no {name}")


CHECKER = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine_many(
    {"string": _string, "integer": _integer, "number": _number, "boolean": _boolean}
)
Oracle: Any = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator,
    {"minimum": _minimum, "maximum": _maximum, "format": _format},
    type_checker=CHECKER,
)


def as_yaml(data: Any) -> Any:
    """What the oracle is given: the data with plain scalars as such, as `documents.dump` writes them."""
    match data:
        case dict():
            return {key: as_yaml(value) for key, value in data.items()}
        case list():
            return [as_yaml(value) for value in data]
        case bool() | int() | float():
            return Plain(json.dumps(data))
        case _:
            return data


def schemas() -> Mapping[str, Any]:
    return platform_folder.bundled()


def expanded(name: str) -> Any:
    """A schema without references; what `x-partial` and `x-nullable` say of all below is written out."""
    return _expand(schemas()[name], name, partial=False, nullable=False)


def _expand(schema: Any, base: str, *, partial: bool, nullable: bool) -> Any:
    if not isinstance(schema, dict):
        return schema
    partial, nullable = partial or schema.get("x-partial", False), nullable or schema.get("x-nullable", False)
    held: Data = {"allOf": []}
    for key, value in schema.items():
        match key:
            case "$ref":
                target, where = _follow(base, value)
                held["allOf"].append(_expand(target, where, partial=partial, nullable=nullable))
            case "required" | "minProperties" | "x-one-of" if partial:
                continue
            case "anyOf" if partial and "x-one-of" in schema:
                continue
            case "if":
                held[key] = value  # a condition asks what is there, it does not demand it
            case "properties" | "patternProperties":
                held[key] = {n: _expand(v, base, partial=partial, nullable=nullable) for n, v in value.items()}
            case "items" | "additionalProperties" | "then" | "else":
                held[key] = _expand(value, base, partial=partial, nullable=nullable)
            case "$id" | "$schema" | "$defs" | "default" | "examples" | "description" | "title" | "x-summary":
                continue
            case _:
                held[key] = value
    null_allowed = nullable or "null" in (schema.get("type") or ())
    return {"anyOf": [{"type": "null"}, held]} if null_allowed else held


def _follow(base: str, reference: str) -> tuple[Any, str]:
    name, _, pointer = reference.partition("#")
    folder = base.split("/")[:-1]
    while name.startswith("../"):
        folder, name = folder[:-1], name[3:]
    where = "/".join([*folder, name]) if name else base
    found: Any = schemas()[where]
    for part in pointer.split("/")[1:]:
        found = found[part]
    return found, where


@cache
def oracle(name: str) -> Any:
    return Oracle(expanded(name))


def findings(name: str, data: Any) -> list[Any]:
    """What the reader finds, each checked to have a place in the file and words."""
    text = documents.dump(data)
    parsed = document.parse(text.encode(), "file.yaml")
    assert not parsed.problems
    assert parsed.root is not None
    walk = reader.Reader(TABLES)
    walk.read(platform_folder.schemas().rule(name), parsed.root, mark=Mark("file.yaml", 1, 1))
    lines = parsed.text.splitlines()
    for found in walk.findings:
        assert found.fact
        assert found.code
        assert found.mark.file == "file.yaml"
        assert 1 <= found.mark.line <= len(lines)
        assert 1 <= found.mark.column <= len(lines[found.mark.line - 1]) + 1
    return walk.findings


def agree(name: str, data: Any) -> None:
    refused = findings(name, data)
    error = next(oracle(name).iter_errors(as_yaml(data)), None)
    note(f"reader: {[(f.path, f.fact) for f in refused]}")
    note(f"jsonschema: {error and (list(error.absolute_path), error.message[:100])}")
    assert bool(refused) is (error is not None)


many = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@given(st.data())
@settings(many, max_examples=100)
def test_a_project_is_read_as_jsonschema_judges_it(data: st.DataObject) -> None:
    case = data.draw(strategies.cases())
    agree("project.json", data.draw(bent(case.project)))


ENVIRONMENT: Data = {
    "apiVersion": "tidegate.dev/v1", "abstract": False, "name": "dev", "extends": "defaults", "namespace": "{team}-x",
    "cluster": {"name": "dev", "kubernetes": "1.34"},
    "gitops": {"tool": "flux", "version": "2.9", "source": {"kind": "GitRepository", "name": "x"}, "interval": "5m"},
    "engine": "native", "traffic": "ingress", "gateway": {"name": "x", "namespace": "y"}, "ingress": {"class": "nginx"},
    "autoscaler": "hpa", "metrics": {"prometheus": "http://x:9090", "namespace": "m"}, "secrets": {"provider": "none"},
    "images": {"pullSecrets": ["x"]}, "network": {"egress": [{"cidr": "10.0.0.0/8", "ports": [1]}]},
    "machines": {"m": {"cpu": "1", "memory": "1Gi", "gpu": {"nvidia.com/gpu": 1}, "nodeSelector": {"a": "b"},
                       "tolerations": [{"key": "a", "operator": "Exists", "tolerationSeconds": 3}], "hourlyCost": 0.5}},
    "quota": {"cpu": "10", "gpu": {"nvidia.com/gpu": 2}},
    "defaults": {"shutdown": "60s", "strategy": {"type": "canary"}, "env": {"A": {"secret": "x"}}, "scale": {"min": 2}},
    "policy": {"strategies": ["rolling"], "kinds": ["job"], "images": {"registries": ["ghcr.io/x"], "requireDigest": True},
               "minReplicas": 2, "patches": False},
}  # fmt: skip


@given(bent(ENVIRONMENT))
@many
def test_an_environment_is_read_as_jsonschema_judges_it(data: Any) -> None:
    agree("environment.json", data)


@given(st.data(), st.sampled_from(sorted(KINDS)))
@many
def test_a_settled_component_is_read_as_jsonschema_judges_it(data: st.DataObject, kind: str) -> None:
    agree(f"kinds/{kind}.json", data.draw(bent(data.draw(strategies.component(kind)))))


@pytest.mark.parametrize("name", sorted(schemas()))
def test_every_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas()[name])


def test_the_data_that_is_bent_is_whole() -> None:
    assert findings("environment.json", ENVIRONMENT) == []
