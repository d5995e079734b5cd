"""Training through the commands, on each operator: another run, its removal, releases, and what is said of them."""

import json
from pathlib import Path

import pytest

from tests.acceptance import deploying
from tests.acceptance.deploying import Told, bare, edit, show, tidegate, tree
from tests.builders import folders, repositories, trainings

PROJECT = """\
apiVersion: tidegate.dev/v1
name: vision
team: risk
components:
  train:
    kind: training
    image: ghcr.io/acme/train:1
    nodes: 2
    resources: {cpu: "4", memory: 8Gi}
environments:
  dev:
"""
DEV = """\
apiVersion: tidegate.dev/v1
name: dev
cluster: {{name: dev, kubernetes: "1.34"}}
gitops: {{tool: flux, version: "2.9", source: {{kind: GitRepository, name: deploy}}}}
operators: {{training: {{api: {api}, restricted: true}}}}
"""
KINDS = list(trainings.KINDS.items())


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deploying.at_home(tmp_path / "home", monkeypatch)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "vision").mkdir()
    monkeypatch.chdir(tmp_path / "vision")
    path = Path("ml-project.yaml")
    path.write_text(PROJECT)
    return path


def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: str) -> None:
    monkeypatch.setenv("TIDEGATE_PLATFORM", str(folders.platform(tmp_path / "ours", {"dev": DEV.format(api=api)})))


def path_of(kind: str) -> str:
    return f"projects/risk/vision/overlays/dev/training/vision-train.{kind.lower()}.yaml"


@pytest.mark.parametrize(("api", "kind"), KINDS)
def test_a_change_is_another_run_that_needs_no_consent(
    api: str, kind: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform(tmp_path, monkeypatch, api)
    deploy = bare(tmp_path / "deploy.git")
    assert tidegate("publish", file, "--repo", deploy).code == 0
    before = show(deploy, path_of(kind))
    edit(file, "train:1", "train:2")
    assert tidegate("publish", file, "--repo", deploy).code == 0
    after = show(deploy, path_of(kind))
    names = [next(line for line in text.splitlines() if line.startswith("  name: ")) for text in (before, after)]
    assert names[0] != names[1]
    assert "ghcr.io/acme/train:2" in after


@pytest.mark.parametrize(("api", "kind"), KINDS)
def test_the_review_of_another_run_says_that_it_ends_the_old_one(
    api: str, kind: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform(tmp_path, monkeypatch, api)
    repositories.init(Path.cwd())
    repositories.save(Path.cwd(), "one")
    edit(file, "train:1", "train:2")
    told = tidegate("diff", file, "--base", "HEAD", "--format", "json")
    assert told.code in {0, 1}, told
    (environment,) = json.loads(told.out)["environments"]
    (run,) = [each for each in environment["objects"] if each["kind"] == kind]
    assert (run["change"], run["effect"]) == ("renamed", "run")
    (name,) = [each for each in run["fields"] if each["path"] == "metadata.name"]
    assert name["reason"] == (
        f"the task runs again under its new name, {run['name']}; the old one is pruned, which ends a run that goes on"
    )
    assert environment["totals"]["peak"]["pods"] == 2
    assert environment["totals"]["peak"]["cpu"] == "8"


@pytest.mark.parametrize(("api", "kind"), KINDS)
def test_its_removal_needs_consent(
    api: str, kind: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform(tmp_path, monkeypatch, api)
    edit(file, "environments:", "  other:\n    kind: job\n    image: ghcr.io/acme/job:1\nenvironments:")
    deploy = bare(tmp_path / "deploy.git")
    assert tidegate("publish", file, "--repo", deploy).code == 0
    text = file.read_text()
    edit(file, text[text.index("  train:") : text.index("  other:")], "")
    assert tidegate("publish", file, "--repo", deploy) == Told(
        4,
        f"ml-project.yaml:1:1: {path_of(kind)} would be removed, and what it defines deleted from the cluster\n"
        "  hint: to allow this, write allowPrune: [dev/train], or add --allow-prune\n",
        "1 file, 1 problem\n",
    )


def test_what_is_kept_stays_when_its_file_goes(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    platform(tmp_path, monkeypatch, "jobset")
    edit(file, "environments:", "    run: keep\n  other:\n    kind: job\n    image: ghcr.io/acme/job:1\nenvironments:")
    deploy = bare(tmp_path / "deploy.git")
    assert tidegate("publish", file, "--repo", deploy).code == 0
    text = file.read_text()
    edit(file, text[text.index("  train:") : text.index("  other:")], "")
    assert tidegate("publish", file, "--repo", deploy) == Told(
        4,
        f"ml-project.yaml:1:1: {path_of('JobSet')} would be removed from Git; what it defines stays in the cluster "
        "until somebody deletes it\n"
        "  hint: to allow this, write allowPrune: [dev/train], or add --allow-prune\n",
        "1 file, 1 problem\n",
    )


def test_another_operator_is_another_object_which_needs_consent(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy = bare(tmp_path / "deploy.git")
    platform(tmp_path, monkeypatch, "job")
    assert tidegate("publish", file, "--repo", deploy).code == 0
    (tmp_path / "ours" / "environments" / "dev.yaml").write_text(DEV.format(api="jobset"))
    told = tidegate("publish", file, "--repo", deploy)
    assert (told.code, path_of("Job") in told.out) == (4, True)
    assert tidegate("publish", file, "--repo", deploy, "--allow-prune").code == 0
    assert path_of("JobSet") in tree(deploy)


@pytest.mark.parametrize(("api", "kind"), KINDS)
def test_a_release_is_one_line_and_another_run(
    api: str, kind: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform(tmp_path, monkeypatch, api)
    told = tidegate("release", "train", "-e", "dev", "--image", "ghcr.io/acme/train:2", "--offline")
    assert told.code == 0, told
    assert file.read_text() == PROJECT.replace("train:1", "train:2").replace(
        "  dev:\n", '  dev:\n    releases:\n      train:\n        active: {image: "ghcr.io/acme/train:2"}\n'
    )
    rendered = tidegate("render", "-e", "dev").out
    assert f"kind: {kind}" in rendered
    assert "ghcr.io/acme/train:2" in rendered


def test_status_shows_the_version_that_runs(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    platform(tmp_path, monkeypatch, "jobset")
    assert tidegate("status", file).out == (
        "ENVIRONMENT  COMPONENT  STRATEGY  SLOT  ROLE    IMAGE  MODEL  STEP  SHARE  NEXT\n"
        "dev          train      training        active  1      -                   release\n"
    )


@pytest.mark.parametrize("api", trainings.KINDS)
def test_bootstrap_lets_the_deployer_write_what_the_operator_reads(
    api: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform(tmp_path, monkeypatch, api)
    environment = tmp_path / "ours" / "environments" / "dev.yaml"
    edit(environment, "name: deploy}}", "name: deploy}, serviceAccount: deployer}")
    plurals = {"job": "jobs", "jobset": "jobsets", "trainjob": "trainjobs", "pytorchjob": "pytorchjobs"}
    printed = tidegate("bootstrap", file, "-e", "dev").out
    assert {each for each in plurals.values() if f"- {each}\n" in printed} == {"jobs", plurals[api]}


def test_explain_tells_the_operator_and_its_line(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    platform(tmp_path, monkeypatch, "jobset")
    assert "dev          operators.training.api" in tidegate("explain", "operators.training", file).out
