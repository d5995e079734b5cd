"""The hooks for pre-commit: their commands are run with the files that pre-commit would name."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.acceptance import team_repository
from tests.acceptance.team_repository import PROJECT, TAKES, Repository

FILE = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
HOOKS: dict[str, dict[str, Any]] = {hook["id"]: hook for hook in yaml.safe_load(FILE.read_text(encoding="utf-8"))}
BROKEN = PROJECT.replace("kind: service", "kind: servce")


def run(id_: str, changed: list[str], arguments: list[str], folder: Path) -> int | None:
    """The exit code of a hook; None if it is skipped, as no changed file concerns it."""
    hook = HOOKS[id_]
    excluded = hook.get("exclude", "^$")
    concerned = [path for path in changed if re.search(hook.get("files", ""), path) and not re.search(excluded, path)]
    if not concerned and not hook.get("always_run"):
        return None
    named = concerned if hook.get("pass_filenames", True) else []
    command = [*shlex.split(hook["entry"]), *arguments, *named]
    environment = team_repository.environment(folder)
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False).returncode


@pytest.mark.parametrize(("project", "code"), [(PROJECT, 0), (BROKEN, 3)])
def test_a_changed_project_is_validated(project: str, code: int, tmp_path: Path) -> None:
    repository = Repository(tmp_path, overlays=False)
    repository.write(project)
    changed = ["README.md", "teams/fraud/ml-project.yaml"]
    assert run("tidegate-validate", changed, ["--platform", "platform"], repository.folder) == code


@pytest.mark.parametrize("id_", ["tidegate-validate", "tidegate-platform"])
def test_other_files_concern_no_hook(id_: str, tmp_path: Path) -> None:
    changed = [
        "README.md",
        "teams/fraud/train.py",
        "ml-project.yaml.orig",
        "my-ml-project.yaml",
        "tidegate-platform.yaml.j2",
        "projects/risk-ml/fraud/overlays/production/kustomization.yaml",
    ]
    assert run(id_, changed, [], tmp_path) is None


@pytest.mark.parametrize(
    "path",
    [
        "platform/tidegate-platform.yaml",
        "platform/environments/production.yaml",
        "platform/overlays/service/deployment.yaml",
        "platform/schemas/kinds/service.json",
        "schemas/service.json",
    ],
)
def test_a_changed_platform_is_judged_by_all_projects(path: str, tmp_path: Path) -> None:
    repository = Repository(tmp_path, overlays=False)
    production = repository.folder / "platform" / "environments" / "production.yaml"
    arguments = ["--platform", "platform", "teams"]
    assert run("tidegate-platform", [path], arguments, repository.folder) == 0
    production.write_text(production.read_text().replace("traffic: gateway-api", "traffic: none"))
    assert run("tidegate-platform", [path], arguments, repository.folder) in {3, 4}


@pytest.mark.parametrize(
    "path", ["teams/fraud/ml-project.yaml", "teams/fraud/rules.txt", "platform/environments/x.yaml"]
)
def test_overlays_that_are_out_of_date_are_found(path: str, tmp_path: Path) -> None:
    repository = Repository(tmp_path, overlays=True)
    arguments = ["teams", "--into", ".", "--platform", "platform"]
    assert run("tidegate-generated", [path], arguments, repository.folder) == 0
    repository.write(PROJECT.replace(*TAKES))
    assert run("tidegate-generated", [path], arguments, repository.folder) == 1
