"""Release commands that write overlays look at who else is in the folder, as `generate` does."""

import shutil
from pathlib import Path

import pytest

from tests.acceptance import deploying
from tests.acceptance.deploying import Told, project, tidegate
from tests.acceptance.machines import tree
from tests.builders.repositories import git

ENVIRONMENT = """\
apiVersion: tidegate.dev/v1
name: dev
namespace: shared
traffic: gateway-api
gateway: {name: public, namespace: gateways}
cluster: {name: one, kubernetes: '1.34'}
gitops: {tool: flux, version: '2.9'}
"""
TEXT = deploying.PROJECT.replace(
    "scale: {{min: 1, max: 2}}", "strategy: blue-green\n    expose: {{host: a.example.org}}"
)
RELEASE = ("release", "api", "-e", "dev", "--offline", "--image", "ghcr.io/acme/api:2")
TAKEN = '{}:10:20: components.api.expose: "a.example.org/" on cluster one is taken by risk/churn in the repository\n'
HINT = "  hint: choose another host or path\n"


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project beside which another one has its host already, in one repository with the overlays."""
    deploying.at_home(tmp_path / "home", monkeypatch)
    top = tmp_path / "top"
    (top / "environments").mkdir(parents=True)
    (top / "tidegate-platform.yaml").write_text("apiVersion: tidegate.dev/v1\n", encoding="utf-8")
    (top / "environments/dev.yaml").write_text(ENVIRONMENT, encoding="utf-8")
    assert tidegate("generate", project(top, "churn", TEXT), "--into", top / "deploy").code == 0
    file = project(top, "fraud", TEXT)
    git(top, "init", "--quiet", "--initial-branch=main", "--template=")
    git(top, "add", ".")
    git(top, "commit", "--quiet", "--message=first")
    return file


def moved(file: Path, *arguments: str) -> Told:
    return tidegate(*arguments, "--project", file, "--into", file.parents[1] / "deploy")


def held(file: Path) -> dict[str, bytes]:
    """Everything in the repository, Git's own files too, but for our lock."""
    return {path: content for path, content in tree(file.parents[1]).items() if path != ".git/tidegate/lock"}


@pytest.mark.parametrize("commit", [(), ("--commit",), ("--commit", "--branch", "next")])
def test_a_neighbours_host_is_taken(commit: tuple[str, ...], mine: Path) -> None:
    before = held(mine)
    assert moved(mine, *RELEASE, *commit) == Told(3, "", TAKEN.format(mine) + HINT)
    assert held(mine) == before


def test_where_nothing_is_new_nobody_is_waited_for(mine: Path) -> None:
    churn = mine.parents[1] / "churn/ml-project.yaml"
    assert [moved(churn, *command).code for command in (RELEASE, ("advance", "api", "-e", "dev"))] == [0, 0]
    lying = mine.parents[1] / "deploy/projects/risk"
    shutil.copytree(lying / "churn", lying / "people")
    assert moved(churn, "rollback", "api", "-e", "dev").code == 0


def test_a_command_whose_overlays_are_new_looks_too(mine: Path) -> None:
    assert tidegate(*RELEASE, "--project", mine).code == 0
    before = held(mine)
    assert moved(mine, "advance", "api", "-e", "dev") == Told(3, "", TAKEN.format(mine) + HINT)
    assert held(mine) == before


def test_a_name_that_another_component_has_is_taken(mine: Path) -> None:
    more = "  api-green: {kind: service, image: a/b:1, ports: {http: 80}}\nenvironments:"
    deploying.edit(mine, "environments:", more)
    deploying.edit(mine, "a.example.org", "b.example.org")
    told = tidegate(*RELEASE, "--project", mine)
    assert (told.code, told.out) == (3, "")
    assert told.err.splitlines()[:2] == [
        f'{mine}:11:3: components.api-green: Service "fraud-api-green" in dev is taken by components.api ({mine}:5)',
        "  hint: rename one of the components",
    ]


def test_whoever_was_there_first_goes_on(mine: Path) -> None:
    told = moved(mine.parents[1] / "churn/ml-project.yaml", *RELEASE)
    assert told.code == 0
    assert told.out.splitlines()[-2] == f"wrote 7 and removed 0 files in {mine.parents[1] / 'deploy'}"
