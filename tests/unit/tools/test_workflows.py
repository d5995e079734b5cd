"""The workflows have no more rights than they need, and only a tag that was tested is published."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

import generator

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / ".github"
WORKFLOWS = sorted((FOLDER / "workflows").glob("*.yml"))
FORMS = sorted((FOLDER / "ISSUE_TEMPLATE").glob("*.yml"))
WORDS = {"read", "none"}


def loaded(path: Path) -> dict[Any, Any]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def release_jobs() -> dict[str, Any]:
    jobs = loaded(FOLDER / "workflows" / "release.yml")["jobs"]
    assert isinstance(jobs, dict)
    return jobs


def needed(job: str) -> set[str]:
    """The jobs that have to succeed before this one."""
    jobs, pending, found = release_jobs(), [job], set[str]()
    while pending:
        needs = jobs[pending.pop()].get("needs", [])
        before = {needs} if isinstance(needs, str) else {*needs}
        pending += before - found
        found |= before
    return found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_has_no_rights_but_those_of_its_jobs(path: Path) -> None:
    workflow = loaded(path)
    assert workflow["permissions"] == {}
    assert [name for name, job in workflow["jobs"].items() if "timeout-minutes" not in job] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_job_that_may_write_runs_no_code_of_the_repository(path: Path) -> None:
    """What a checkout or a package brings must not get a token with which it could publish; comments are looked at below."""
    for name, job in loaded(path)["jobs"].items():
        rights = {right: word for right, word in job.get("permissions", {}).items() if right != "pull-requests"}
        if not WORDS.issuperset(rights.values()):
            ran = [step for step in job["steps"] if "run" in step or "actions/checkout" in step["uses"]]
            assert (name, ran) == (name, [])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_job_that_may_comment_runs_only_the_script_for_it_of_this_commit(path: Path) -> None:
    for job in loaded(path)["jobs"].values():
        if job.get("permissions", {}).get("pull-requests") == "write":
            (checkout,) = (each["with"] for each in job["steps"] if "actions/checkout@" in each.get("uses", ""))
            assert checkout["ref"] == "${{ fromJSON(toJSON(job)).workflow_sha }}"
            assert checkout["repository"] == "${{ fromJSON(toJSON(job)).workflow_repository }}"
            assert checkout["sparse-checkout"] == "pipelines"
            runs = [each["run"].partition(" review ")[0] for each in job["steps"] if "run" in each]
            assert runs == ["python3 .tidegate/pipelines/comment.py"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_checkout_leaves_its_token_in_the_work_tree(path: Path) -> None:
    steps = [step for job in loaded(path)["jobs"].values() for step in job["steps"]]
    checkouts = [step for step in steps if "actions/checkout@" in step.get("uses", "")]
    assert [step for step in checkouts if step.get("with", {}).get("persist-credentials") is not False] == []


def test_only_the_attested_wheel_that_was_tested_is_published() -> None:
    assert needed("publish") == {"attest", "wheel", "build"}
    assert release_jobs()["publish"]["permissions"] == {"id-token": "write"}
    assert release_jobs()["attest"]["permissions"] == {"id-token": "write", "attestations": "write"}


def test_a_release_runs_what_ci_runs() -> None:
    assert ".ci/run" in [step.get("run") for step in release_jobs()["build"]["steps"]]


def checked(tag: str, folder: Path, changelog: str) -> int:
    """The exit code of the step that compares a tag with the version, as GitHub runs it."""
    (step,) = (step["run"] for step in release_jobs()["build"]["steps"] if "the tag" in step.get("name", ""))
    (folder / "generator").mkdir()
    (folder / "generator" / "__init__.py").write_bytes((ROOT / "generator" / "__init__.py").read_bytes())
    (folder / "CHANGELOG.md").write_text(changelog)
    environment = {"PATH": os.environ["PATH"], "GITHUB_REF_NAME": tag}
    return subprocess.run(["bash", "-e", "-c", step], cwd=folder, env=environment, check=False).returncode


VERSION = generator.__version__


@pytest.mark.parametrize(
    ("tag", "changelog", "code"),
    [
        (f"v{VERSION}", f"# Changelog\n\n## {VERSION}\n", 0),
        (f"v{VERSION}.1", f"# Changelog\n\n## {VERSION}\n", 1),
        (VERSION, f"# Changelog\n\n## {VERSION}\n", 1),
        (f"v{VERSION}", "# Changelog\n\n## Unreleased\n", 1),
        (f"v{VERSION}", f"# Changelog\n\n## {VERSION}.1\n", 1),
    ],
)
def test_a_tag_is_the_version_that_the_changelog_describes(tag: str, changelog: str, code: int, tmp_path: Path) -> None:
    assert checked(tag, tmp_path, changelog) == code


@pytest.mark.parametrize("path", [path for path in FORMS if path.stem != "config"], ids=lambda path: path.name)
def test_a_form_for_issues_is_one_that_github_shows(path: Path) -> None:
    form = loaded(path)
    assert {"name", "description", "body"} <= form.keys()
    ids = [field["id"] for field in form["body"] if field["type"] != "markdown"]
    assert sorted(set(ids)) == sorted(ids)
    assert {field["type"] for field in form["body"]} <= {"markdown", "input", "textarea", "dropdown", "checkboxes"}
    assert [field for field in form["body"] if field["type"] != "markdown" and not field["attributes"]["label"]] == []
