"""`init` and `schema`: the files that they write and print. What the schema says: tests/unit/validate/test_editor.py."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from generator.cli import main

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def schema() -> Any:
    from generator.validation import editor_schema
    from generator.validation import platform as platforms

    return json.loads(editor_schema.schema(platforms.load(None, str(ROOT / "examples" / "podinfo"))))


def errors(schema: Any, data: Any) -> list[str]:
    found = jsonschema.Draft202012Validator(schema).iter_errors(data)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in found]


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
