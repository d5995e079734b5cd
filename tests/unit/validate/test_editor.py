"""The schema for editors, held against the package jsonschema and every valid project that we have."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from generator.source import document, scalars
from generator.validation import editor_schema, project_check
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


def both(schema: Any, component: dict[str, Any]) -> tuple[bool, bool]:
    """Whether `validate` accepts a component, and whether an editor does."""
    text = yaml.safe_dump(project() | {"components": {"api": component}}, sort_keys=False)
    problems = project_check.check(text.encode(), "ml-project.yaml", platforms.load(None, str(ROOT))).problems
    return not any(each.severity == "error" for each in problems), errors(schema, yaml.safe_load(text)) == []


SERVICE = {"kind": "service", "image": "x/y:1", "ports": {"http": 8080}}
CRONJOB = {"kind": "cronjob", "image": "x/y:1", "schedule": "@daily"}
RIGHT: list[dict[str, Any]] = [
    SERVICE | {"image": "ghcr.io/acme/api:1.4.2"},
    SERVICE | {"image": "localhost:5000/api@sha256:" + "0" * 64},
    SERVICE | {"model": "s3://models/fraud/12"},
    SERVICE | {"model": {"uri": "models:/fraud/3", "env": "MODEL"}},
    SERVICE | {"resources": {"cpu": 2, "memory": "4Gi"}},
    SERVICE | {"resources": {"cpu": "500m", "memory": 1073741824}},
    SERVICE | {"resources": {"requests": {"cpu": "1", "memory": "1.5Gi"}, "limits": {"memory": "2Gi"}}},
    SERVICE | {"shutdown": "1h30m"},
    SERVICE | {"health": {"ready": "/ready?deep=1", "startup": "20m"}},
    SERVICE | {"expose": {"host": "{project}.acme.dev", "path": "/api"}},
    SERVICE | {"volumes": {"/data": {"scratch": "10Gi"}}},
    SERVICE | {"env": {"A-B": 1, "C": True}},
    SERVICE | {"env": {"A": {"secret": "fraud", "key": "token"}}},
    SERVICE | {"ports": {"http": 8080, "grpc-web": {"port": 9000, "targetPort": 9001}}},
    CRONJOB | {"schedule": "0 2 * * *"},
    CRONJOB | {"schedule": "@daily", "timeZone": "Europe/Berlin"},
    CRONJOB | {"schedule": "*/15 8-18 * JAN mon-fri"},
]
WRONG: list[dict[str, Any]] = [
    SERVICE | {"image": "ghcr.io/Acme/api:1.4.2"},
    SERVICE | {"image": "https://ghcr.io/acme/api"},
    SERVICE | {"image": "ghcr.io/acme/api:"},
    SERVICE | {"model": "s3:m"},
    SERVICE | {"model": "/models/fraud"},
    SERVICE | {"model": 12},
    SERVICE | {"model": {"uri": "fraud"}},
    SERVICE | {"resources": {"cpu": 5000}},
    SERVICE | {"resources": {"cpu": "500 m"}},
    SERVICE | {"resources": {"cpu": -1}},
    SERVICE | {"resources": {"memory": "512 Mi"}},
    SERVICE | {"resources": {"memory": "4GB"}},
    SERVICE | {"resources": {"memory": 4000}},
    SERVICE | {"resources": {"memory": "100m"}},
    SERVICE | {"shutdown": 60},
    SERVICE | {"shutdown": "1.5h"},
    SERVICE | {"shutdown": "30m1h"},
    SERVICE | {"health": {"ready": "ready"}},
    SERVICE | {"health": {"startup": "5 minutes"}},
    SERVICE | {"expose": {"host": "https://api.acme.dev"}},
    SERVICE | {"expose": {"host": "api.acme.dev", "path": "api"}},
    SERVICE | {"expose": {"host": "api.acme.dev", "timeout": 5}},
    SERVICE | {"volumes": {"data": {"scratch": "10Gi"}}},
    SERVICE | {"env": {"1A": "x"}},
    SERVICE | {"env": {"A": {"secret": "Fraud", "key": "token"}}},
    SERVICE | {"ports": {"HTTP": 8080}},
    SERVICE | {"strategy": 5},
    SERVICE | {"scale": {"min": 1, "max": 2, "metrics": {"rps": "many"}}},
    CRONJOB | {"schedule": "0 2 * *"},
    CRONJOB | {"schedule": "60 * * * *"},
    CRONJOB | {"schedule": "0 0 30 2 *"},
    CRONJOB | {"schedule": "@dayly"},
    CRONJOB | {"schedule": "@every 5s"},
    CRONJOB | {"schedule": 5},
    CRONJOB | {"timeZone": "Berlin"},
    CRONJOB | {"timeout": "2 h"},
    CRONJOB | {"startWithin": "0s"},
]


@pytest.mark.parametrize("component", RIGHT, ids=str)
def test_what_validate_accepts_an_editor_does(schema: Any, component: dict[str, Any]) -> None:
    assert both(schema, component) == (True, True)


@pytest.mark.parametrize("component", WRONG, ids=str)
def test_what_validate_refuses_of_a_value_an_editor_does(schema: Any, component: dict[str, Any]) -> None:
    assert both(schema, component) == (False, False)


@pytest.mark.parametrize(
    ("setting", "right"),
    [
        ({"network": {"egress": [{"cidr": "10.0.0.0/8"}]}}, True),
        ({"network": {"egress": [{"cidr": "10.0.0.0"}]}}, False),
        ({"machines": {"m": {"cpu": "4", "memory": "16Gi"}}}, True),
        ({"machines": {"m": {"cpu": "4 cores", "memory": "16Gi"}}}, False),
        ({"metrics": {"prometheus": "prometheus:9090"}}, False),
        ({"namespace": "{teem}"}, False),
        ({"defaults": {"shutdown": 60}}, False),
        ({"policy": {"images": {"registries": ["https://ghcr.io"]}}}, False),
    ],
    ids=str,
)
def test_an_editor_judges_the_values_of_a_platform(setting: dict[str, Any], *, right: bool) -> None:
    environment = {"apiVersion": "tidegate.dev/v1", **setting}
    assert (errors(json.loads(editor_schema.environment_schema()), environment) == []) is right


def test_our_own_words_are_not_in_it(schema: Any) -> None:
    assert [key for key in keys(schema) if key.startswith("x-") or key in {"$id", "format"}] == []


def keys(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        field = isinstance(node.get("format"), dict)  # a field of components, not the keyword
        yield from (key for key, value in node.items() if not (isinstance(value, bool) or (field and key == "format")))
        for value in node.values():
            yield from keys(value)
    for item in node if isinstance(node, list) else ():
        yield from keys(item)
