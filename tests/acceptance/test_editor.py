"""`init` and `schema`: what editors are told, held against the package jsonschema and every valid project that we have."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from generator.cli import main
from generator.source import document, scalars

ROOT = Path(__file__).parent.parent.parent
VALID = sorted(
    [
        *(ROOT / "examples").glob("*/ml-project.yaml"),
        *(path.parent / "ml-project.yaml" for path in (ROOT / "tests" / "golden").glob("*/expected")),
    ]
)
PLATFORMED = "platform"


@pytest.fixture(scope="module")
def schema() -> Any:
    from generator.validation import editor_schema
    from generator.validation import platform as platforms

    return json.loads(editor_schema.schema(platforms.load(None, str(ROOT / "examples" / "podinfo"))))


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
    if (path.parent / PLATFORMED).is_dir():
        # the case's own platform has other names
        schema = json.loads(json.dumps(schema))
        del schema["properties"]["environments"]["propertyNames"]
        schema["$defs"]["fields-machine"].pop("enum")
        schema["$defs"]["fields-machine-partial-nullable"].pop("enum")
    assert errors(schema, data) == []


@pytest.mark.parametrize(
    ("api", "error"),
    [
        ({"imag": 1}, "components.api: Additional properties are not allowed ('imag' was unexpected)"),
        ({"machine": "huge"}, "components.api.machine: 'huge' is not one of ['cpu-large', 'cpu-small', 'gpu-small']"),
        ({"scale": {"min": 2}}, "components.api.scale: 'max' is a required property"),
        ({"strategy": "rollin"}, "components.api.strategy: 'rollin' is not one of ['rolling', 'blue-green', 'canary']"),
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


def test_init_writes_a_file_that_validates_and_its_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main.run(["init", "My Fraud", "--team", "risk-ml"]) == 0
    assert capsys.readouterr().out == "wrote My Fraud/ml-project.yaml\nwrote My Fraud/ml-project.schema.json\n"
    assert main.run(["validate", "My Fraud"]) == 0
    text = (tmp_path / "My Fraud" / "ml-project.yaml").read_text()
    data = yaml.safe_load(text)
    assert (data["name"], data["team"], list(data["environments"])) == (
        "my-fraud",
        "risk-ml",
        ["dev", "staging", "production"],
    )
    assert text.startswith("# yaml-language-server: $schema=./ml-project.schema.json\n")
    assert errors(json.loads((tmp_path / "My Fraud" / "ml-project.schema.json").read_text()), data) == []


def test_init_leaves_a_file_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ml-project.yaml").write_text("mine")
    assert main.run(["init"]) == 5
    assert capsys.readouterr().err == (
        "tidegate: ml-project.yaml is there already\n  hint: edit it, or name another folder: tidegate init DIR\n"
    )
    assert (tmp_path / "ml-project.yaml").read_text() == "mine"
    assert not (tmp_path / "ml-project.schema.json").exists()


def test_init_refuses_names_that_are_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["init", "--name", "My_Fraud"]) == 2
    assert capsys.readouterr().err.startswith("tidegate: --name: ")


def test_the_schema_is_printed(
    capsys: pytest.CaptureFixture[str], schema: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT / "examples" / "podinfo")
    assert main.run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == schema
