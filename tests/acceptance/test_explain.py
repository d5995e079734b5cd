"""`explain`: every settled value, and the line that it came from."""

import json
from pathlib import Path

import pytest

from generator.cli import main

FILE = """\
apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api:
    kind: service
    image: "ghcr.io/acme/api:1"
    ports: {http: 8080}
    machine: cpu-small
    scale: {min: 2, max: 6}
environments:
  dev:
  production:
    components:
      api: {scale: {min: 4}, strategy: blue-green}
    releases:
      api:
        active: {slot: blue, image: "ghcr.io/acme/api:1"}
        candidate: {image: "ghcr.io/acme/api:2"}
        step: 0
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ml-project.yaml").write_text(FILE)


def test_a_field_in_every_environment_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["explain", "api.scale"]) == 0
    assert capsys.readouterr().out == (
        "ENVIRONMENT  FIELD                     VALUE  FROM\n"
        "dev          components.api.scale.min  2      ml-project.yaml:10\n"
        "dev          components.api.scale.max  6      ml-project.yaml:10\n"
        "dev          components.api.scale.cpu  70     default\n"
        "production   components.api.scale.min  4      ml-project.yaml:15\n"
        "production   components.api.scale.max  6      ml-project.yaml:10\n"
        "production   components.api.scale.cpu  70     default\n"
    )


def test_a_slot_shows_what_differs_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["explain", "components.api.image", "-e", "production"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()[1:]] == [
        ["production", "components.api.image", "ghcr.io/acme/api:1", "ml-project.yaml:18"],
        ["production", "components.api", "(green,", "candidate).image", "ghcr.io/acme/api:2", "ml-project.yaml:19"],
    ]
    assert main.run(["explain", "-e", "production"]) == 0
    shown = [line.split("  ") for line in capsys.readouterr().out.splitlines() if "candidate" in line]
    assert [line[0] for line in shown] == ["production"]


def test_a_machine_shows_what_is_behind_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["explain", "api.resources", "-e", "dev", "--format", "json"]) == 0
    found = {row["field"]: row["value"] for row in json.loads(capsys.readouterr().out)}
    assert found == {"components.api.resources.cpu": "500m", "components.api.resources.memory": "1Gi"}


def test_a_field_that_nobody_set_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["explain", "api.model"]) == 0
    assert capsys.readouterr() == ("", "api.model is not set\nplatform: bundled\n")


def test_a_misspelt_field_gets_the_right_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["explain", "api.scale.mni"]) == 2
    assert capsys.readouterr().err == (
        'tidegate: there is no field "api.scale.mni"\n  hint: did you mean "api.scale.min"?\nplatform: bundled\n'
    )
    assert main.run(["explain", "api.imag"]) == 2
    assert capsys.readouterr().err == (
        'tidegate: there is no field "api.imag"\n  hint: did you mean "api.image"?\nplatform: bundled\n'
    )
