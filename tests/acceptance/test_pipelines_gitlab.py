"""The template for GitLab CI: its lines are run, as GitLab CI runs them, on real repositories."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.acceptance import team_repository
from tests.acceptance.team_repository import PROJECT, SKIPS, TAKES, Repository, changed
from tests.builders import reports

TEMPLATE = Path(__file__).parents[2] / "pipelines" / "gitlab.yml"
HEADER, JOBS = yaml.safe_load_all(TEMPLATE.read_text(encoding="utf-8"))
INPUTS = {"package": "tidegate", "paths": "teams", "platform": "platform"}


def job(name: str, inputs: Mapping[str, str], repository: Repository) -> subprocess.CompletedProcess[str]:
    """Run the lines of a job but those that install."""
    defaults = {key: given["default"] for key, given in HEADER["spec"]["inputs"].items() if "default" in given}
    values = {**defaults, **inputs}
    variables = {key: filled(text, values) for key, text in JOBS[name]["variables"].items()}
    environment = {
        **team_repository.environment(repository.folder),
        "CI_PROJECT_DIR": str(repository.folder),
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": repository.base,
        "GITOPS_TOKEN": "token",
        **variables,
    }
    lines = "\n".join(line for line in JOBS[name]["script"] if not line.startswith("pip install"))
    command = ["bash", "-e", "-o", "pipefail", "-c", lines]
    folder = repository.folder
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def filled(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\$\[\[ inputs\.([a-z-]+) \]\]", lambda match: values[match[1]], text)


def report(repository: Repository) -> list[dict[str, Any]]:
    """The entries of the report that the job gives to GitLab."""
    path = JOBS["tidegate-review"]["artifacts"]["reports"]["codequality"]
    return reports.code_quality((repository.folder / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("into", ["", "."])
def test_a_step_of_a_release_is_reviewed(into: str, tmp_path: Path) -> None:
    repository = changed(tmp_path, *TAKES, overlays=bool(into))
    done = job("tidegate-review", {**INPUTS, "into": into}, repository)
    assert done.returncode == 0, done
    assert "risk-ml/fraud production: traffic" in done.stdout
    assert report(repository) == []
    assert "<html" in (repository.folder / ".tidegate-review" / "review.html").read_text()


@pytest.mark.parametrize("into", ["", "."])
def test_a_skipped_step_fails_and_is_reviewed_nevertheless(into: str, tmp_path: Path) -> None:
    repository = changed(tmp_path, *SKIPS, overlays=bool(into))
    assert job("tidegate-review", {**INPUTS, "into": into}, repository).returncode == 4
    assert [each["check_name"] for each in report(repository) if each["severity"] == "major"] == ["jump"]
    assert "is not a single step" in (repository.folder / ".tidegate-review" / "review.html").read_text()


def test_a_wrong_file_fails(tmp_path: Path) -> None:
    repository = changed(tmp_path, "kind: service", "kind: servce", overlays=False)
    done = job("tidegate-review", INPUTS, repository)
    assert (done.returncode, 'did you mean "service"?' in done.stdout) == (3, True)
    (found,) = report(repository)
    assert (found["check_name"], found["location"]) == (
        "enum", {"path": "teams/fraud/ml-project.yaml", "lines": {"begin": 6}},
    )  # fmt: skip


def test_overlays_that_are_out_of_date_fail(tmp_path: Path) -> None:
    repository = Repository(tmp_path, overlays=True)
    repository.write(PROJECT.replace(*TAKES))
    repository.commit()
    assert job("tidegate-review", {**INPUTS, "into": "."}, repository).returncode == 1
    assert {each["check_name"] for each in report(repository)} == {"difference-changed", "headline"}


def test_an_effect_that_is_named_fails(tmp_path: Path) -> None:
    repository = changed(tmp_path, *TAKES, overlays=False)
    assert job("tidegate-review", {**INPUTS, "fail-on": "traffic"}, repository).returncode == 4


@pytest.mark.parametrize("path", ["$(touch${IFS}pwned)", '";touch${IFS}pwned;"', "*", "--help"])
def test_an_input_is_never_code_or_an_option(path: str, tmp_path: Path) -> None:
    repository = changed(tmp_path, *TAKES, overlays=False)
    done = job("tidegate-review", {**INPUTS, "paths": path}, repository)
    assert (done.returncode, (repository.folder / "pwned").exists()) == (2, False)
    assert path in done.stderr


def test_what_is_merged_is_published(tmp_path: Path) -> None:
    repository = Repository(tmp_path, overlays=False)
    inputs = {**INPUTS, "gitops-repository": str(tmp_path / "deploy.git")}
    done = job("tidegate-publish", inputs, repository)
    assert done.returncode == 0, done
    assert "clusters/prod-eu/production/risk-ml.fraud.yaml" in repository.pushed()


def test_no_input_is_in_a_script() -> None:
    lines = [line for job in _jobs() for line in job["script"]]
    assert [line for line in lines if "$[[" in line] == []


def _jobs() -> list[dict[str, Any]]:
    return list(JOBS.values())
