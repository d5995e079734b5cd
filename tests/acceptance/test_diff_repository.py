"""`tidegate diff --repo`: two revisions of a GitOps repository, with all that people and other tools have written there."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from generator.cli import main
from tests.acceptance.test_diff import ENVIRONMENT, MARKER, PROJECT
from tests.builders import commands, repositories
from tests.builders.commands import Run
from tests.builders.repositories import git, put, save

OVERLAY = "projects/risk/fraud/overlays/production"
DEPLOYMENT = f"{OVERLAY}/blue-green/fraud-api-blue.deployment.yaml"
ENTRY = "clusters/production-eu/production/risk.fraud.yaml"


class Deploy:
    """A GitOps repository with one project, generated and committed."""

    def __init__(self, top: Path, source: Path) -> None:
        self.top = repositories.init(top)
        self.source = source
        put(source, "ml-project.yaml", PROJECT.replace("    scale:", "    strategy: blue-green\n    scale:").encode())
        put(source, "tidegate-platform.yaml", MARKER.encode())
        for name in ("dev", "production"):
            put(source, f"environments/{name}.yaml", ENVIRONMENT.replace("NAME", name).encode())
        self.generate()
        save(top, "first")

    def generate(self, old: str = "", new: str = "") -> None:
        file = self.source / "ml-project.yaml"
        file.write_text(file.read_text().replace(old, new))
        assert main.run(["generate", str(file), "--into", str(self.top), "--allow-prune"]) == 0

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.top / path).read_text()
        assert old in text
        put(self.top, path, text.replace(old, new).encode())


@pytest.fixture
def deploy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deploy:
    repositories.home(tmp_path / "home", monkeypatch)
    monkeypatch.delenv("TIDEGATE_PLATFORM", raising=False)
    return Deploy(tmp_path / "deploy", tmp_path / "source")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    return commands.caller(capfd)


def compared(run: Run, deploy: Deploy, *arguments: str, code: int = 0) -> Any:
    got, out, err = run("diff", "--repo", str(deploy.top), "--format", "json", *arguments)
    assert got == code, out + err
    return json.loads(out)


def objects(found: Any) -> list[tuple[str, str, str]]:
    return [(each["change"], each["kind"], each["name"]) for one in found["environments"] for each in one["objects"]]


def test_the_folder_as_it_is_does_not_differ_from_its_last_commit(deploy: Deploy, run: Run) -> None:
    found = compared(run, deploy, "--exit-code")
    head = git(deploy.top, "rev-parse", "HEAD").strip()
    assert (found["base"], found["head"], found["environments"]) == (head, "working tree", [])


def test_a_hand_edit_is_seen_with_its_effect(deploy: Deploy, run: Run) -> None:
    deploy.edit(DEPLOYMENT, "value: info", "value: debug")
    found = compared(run, deploy)
    (environment,) = found["environments"]
    assert (environment["cluster"], environment["namespace"]) == ("production-eu", "risk-fraud-production")
    assert (environment["effect"], objects(found)) == ("restart", [("changed", "Deployment", "fraud-api-blue")])
    assert environment["objects"][0]["file"] == DEPLOYMENT
    assert environment["totals"]["peak"]["pods"] == 5
    assert environment["totals"]["peak"]["hourlyCost"] is None


def test_two_commits_are_compared(deploy: Deploy, run: Run) -> None:
    deploy.edit(DEPLOYMENT, "value: info", "value: debug")
    save(deploy.top, "second")
    shutil.rmtree(deploy.top / "projects")
    found = compared(run, deploy, "--base", "HEAD~1", "--head", "HEAD")
    assert objects(found) == [("changed", "Deployment", "fraud-api-blue")]


def test_a_repository_may_be_a_folder_of_another_one(deploy: Deploy, run: Run, tmp_path: Path) -> None:
    top = repositories.init(tmp_path / "mono")
    shutil.copytree(deploy.top / "projects", top / "gitops/projects")
    shutil.copytree(deploy.top / "clusters", top / "gitops/clusters")
    save(top, "first")
    deploy.top = top / "gitops"
    deploy.edit(DEPLOYMENT, "value: info", "value: debug")
    assert objects(compared(run, deploy)) == [("changed", "Deployment", "fraud-api-blue")]
    save(top, "second")
    assert objects(compared(run, deploy, "--base", "HEAD~1", "--head", "HEAD")) == [
        ("changed", "Deployment", "fraud-api-blue")
    ]


def test_an_object_that_is_taken_from_a_list_goes(deploy: Deploy, run: Run) -> None:
    deploy.edit(f"{OVERLAY}/blue-green/kustomization.yaml", "- fraud-api-blue.poddisruptionbudget.yaml\n", "")
    assert objects(compared(run, deploy)) == [("removed", "PodDisruptionBudget", "fraud-api-blue")]


def test_a_patch_that_a_person_added_to_a_kustomization_is_not_lost(deploy: Deploy, run: Run) -> None:
    with (deploy.top / OVERLAY / "kustomization.yaml").open("a") as file:
        file.write("images:\n- name: ghcr.io/acme/api\n  newTag: '9'\n")
    assert objects(compared(run, deploy)) == [("added", "Kustomization", OVERLAY)]


def test_an_address_that_a_person_added_to_a_kustomization_is_not_lost(deploy: Deploy, run: Run) -> None:
    deploy.edit(
        f"{OVERLAY}/kustomization.yaml", "components:\n", "resources: [https://example.org/x.yaml]\ncomponents:\n"
    )
    assert objects(compared(run, deploy)) == [("added", "Kustomization", OVERLAY)]


@pytest.mark.parametrize("name", ["dev-eu/dev/role.yaml", "dev-eu/kustomization.yaml", "dev-eu/Kustomization"])
def test_a_file_beside_the_entries_is_told(name: str, deploy: Deploy, run: Run) -> None:
    put(deploy.top, f"clusters/{name}", b"kind: ClusterRole\n")
    fact = "this file is no entry of a project, but the GitOps tool of the cluster applies what it holds"
    hint = "read it: nothing is said of what it does"
    told = f"clusters/{name}:1:1: warning: {fact}\n  hint: {hint}\n"
    assert run("diff", "--repo", str(deploy.top))[:2] == (0, told)
    put(deploy.top, "clusters/dev-eu/notes.md", b"x\n")
    assert len(compared(run, deploy)["problems"]) == 1


def test_a_changed_entry_is_seen(deploy: Deploy, run: Run) -> None:
    deploy.edit(ENTRY, "prune: true", "prune: false")
    assert objects(compared(run, deploy)) == [("changed", "Kustomization", "risk.fraud.production")]


def test_a_broken_file_leaves_other_environments_compared(deploy: Deploy, run: Run) -> None:
    put(deploy.top, DEPLOYMENT, b"a: {\n")
    deploy.edit(DEPLOYMENT.replace("production", "dev"), "value: info", "value: debug")
    found = compared(run, deploy, code=3)
    assert [each["environment"] for each in found["environments"]] == ["dev"]
    assert [(each["file"], each["code"]) for each in found["problems"]] == [(DEPLOYMENT, "overlay-file")]


def test_only_one_environment_is_compared(deploy: Deploy, run: Run) -> None:
    deploy.generate("LOG_LEVEL: info", "LOG_LEVEL: debug")
    assert [each["environment"] for each in compared(run, deploy, "-e", "dev")["environments"]] == ["dev"]


def test_a_transition_is_told_and_a_jump_refused(deploy: Deploy, run: Run) -> None:
    file = str(deploy.source / "ml-project.yaml")
    assert (
        main.run(["release", "api", "-e", "production", "-p", file, "--image", "ghcr.io/acme/api:2", "--offline"]) == 0
    )
    deploy.generate()
    headline = compared(run, deploy)["environments"][0]["headline"]
    assert "release api 2: green starts 4 pods, no traffic yet" in headline
    assert main.run(["advance", "api", "-e", "production", "-p", file]) == 0
    deploy.generate()
    found = compared(run, deploy, code=4)
    assert found["effect"] == "jump"
    assert [(each["code"], each["where"]) for each in found["problems"]] == [
        ("jump", "environments.production.releases.api")
    ]


def test_paths_are_not_for_a_repository(deploy: Deploy, run: Run) -> None:
    code, _, err = run("diff", "projects", "--repo", str(deploy.top))
    assert code == 2
    assert "--repo compares all projects of a GitOps repository: name no PATH with it" in err


def test_a_folder_in_no_repository_cannot_be_compared(run: Run, tmp_path: Path) -> None:
    code, _, err = run("diff", "--repo", str(tmp_path))
    assert (code, err) == (
        5,
        f"tidegate: {tmp_path} is in no Git repository\n  hint: diff compares two revisions of one\n",
    )
