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
        "components.<component>.scale, in ml-project.yaml\n"
        "  Number of pods, or {min, max, cpu, memory, metrics, queue, concurrency, rps} for an autoscaler.\n"
        "  forms:    an integer, 1 to 10000; or {min, max, cpu, memory, metrics, concurrency, rps, queue}\n"
        "  default:  1\n"
        "  example:  scale: 2\n"
        "  example:  scale: {min: 2, max: 6, cpu: 70}\n"
        "  kinds:    service, worker, store, mlflow, inference, multinode\n"
        "  fields:   min, max, cpu, memory, metrics, concurrency, rps, queue\n"
        "\n"
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
    table = capsys.readouterr().out.partition("\n\n")[2]
    assert [line.split() for line in table.splitlines()[1:]] == [
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
    out, err = capsys.readouterr()
    assert out.startswith("components.<component>.model, in ml-project.yaml\n  URI of the model")
    assert err == "api.model is not set\nplatform: bundled\n"


def test_a_misspelt_field_gets_the_right_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["explain", "api.scale.mni"]) == 2
    assert capsys.readouterr().err == (
        'tidegate: there is no field "api.scale.mni"\n  hint: did you mean "api.scale.min"?\nplatform: bundled\n'
    )
    assert main.run(["explain", "api.imag"]) == 2
    assert capsys.readouterr().err == (
        'tidegate: there is no field "api.imag"\n  hint: did you mean "api.image"?\nplatform: bundled\n'
    )


def test_machines_are_a_list_to_choose_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["explain", "machines"]) == 0
    described, _, table = capsys.readouterr().out.partition("\n\n")
    assert described.startswith("machines, in environments/*.yaml\n")
    assert [line.split()[:3] for line in table.splitlines()[:2]] == [
        ["MACHINE", "CPU", "MEMORY"],
        ["cpu-small", "500m", "1Gi"],
    ]


def test_a_setting_of_the_platform_has_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["explain", "cluster.name", "-e", "dev"]) == 0
    assert "\ndev          cluster.name  dev    environments/dev.yaml:" in capsys.readouterr().out


def test_the_reference_needs_no_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    (tmp_path / "ml-project.yaml").unlink()
    assert main.run(["explain", "schedule"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("components.<component>.schedule, in ml-project.yaml\n")
    assert err == "schedule is not set\nplatform: bundled\n"


def test_a_project_with_problems_still_has_the_reference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ml-project.yaml").write_text("a: [")
    assert main.run(["explain", "schedule"]) == 3
    assert capsys.readouterr().out.startswith("components.<component>.schedule, in ml-project.yaml\n")


def test_nothing_is_cut_in_a_pipe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = "word " * 40
    (tmp_path / "ml-project.yaml").write_text(
        FILE.replace("    machine:", f"    description: {long.strip()}\n    machine:")
    )
    for arguments in (["explain"], ["explain", "api.description"]):
        assert main.run(arguments) == 0
        assert long.strip() in capsys.readouterr().out
