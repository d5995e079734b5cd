"""The pipelines of docs/ci.md do what the page says: their own lines are run, as GitHub Actions and GitLab CI run them."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from generator.external import program
from tests.acceptance import pages, team_repository
from tests.acceptance.team_repository import NIGHTLY, PROJECT, SKIPS, TAKES, Repository, changed

PAGE = pages.ROOT / "docs" / "ci.md"
CALLED = "uses: acme/tidegate"
"""What is called ready-made."""
IGNORED = ("pip install",)
"""What a pipeline installs is installed here already."""


class Pipeline(NamedTuple):
    """The lines that the jobs of a pipeline run, and the variables that they get."""

    jobs: Mapping[str, list[tuple[str, Mapping[str, str]]]]

    def run(self, job: str, folder: Path, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run a job as a shell with `-e` does: the first line that fails ends it."""
        lines = "\n".join(
            line
            for command, own in self.jobs[job]
            for line in (*(f"export {name}={_quoted(text, variables)}" for name, text in own.items()), command)
            if not command.startswith(IGNORED)
        )
        environment = {**team_repository.environment(folder), **variables}
        return subprocess.run(
            ["bash", "-e", "-c", lines], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )


def _quoted(text: str, variables: Mapping[str, str]) -> str:
    """A value of `env`, for a shell; `vars.NAME` and `secrets.NAME` are what the repository has."""
    for name, value in variables.items():
        text = text.replace(f"${{{{ vars.{name} }}}}", value).replace(f"${{{{ secrets.{name} }}}}", value)
    assert "${{" not in text
    return "'" + text.replace("'", "'\\''") + "'"


def _github(workflow: Mapping[str, Any]) -> Pipeline:
    jobs = workflow["jobs"].items()
    return Pipeline(
        {name: [(step["run"], step.get("env", {})) for step in job["steps"] if "run" in step] for name, job in jobs}
    )


def _gitlab(pipeline: Mapping[str, Any]) -> Pipeline:
    jobs = {name: job for name, job in pipeline.items() if "script" in job}
    return Pipeline({name: [(line, job.get("variables", {})) for line in job["script"]] for name, job in jobs.items()})


def _pipelines() -> dict[str, Pipeline]:
    blocks = [block for block in pages.blocks(PAGE) if pages.file_name(block) and "acme/tidegate" not in block["body"]]
    assert [pages.file_name(block) for block in blocks] == [".github/workflows/tidegate.yml"] * 2 + [
        ".gitlab-ci.yml"
    ] * 2
    same, other, gitlab_same, gitlab_other = (yaml.safe_load(block["body"]) for block in blocks)
    return {
        "github-same": _github(same),
        "github-another": _github(other),
        "gitlab-same": _gitlab(gitlab_same),
        "gitlab-another": _gitlab(gitlab_other),
    }


PIPELINES = _pipelines()
SAME = [name for name in PIPELINES if name.endswith("same")]
ANOTHER = [name for name in PIPELINES if name.endswith("another")]


def job(name: str, of: str, repository: Repository) -> subprocess.CompletedProcess[str]:
    pipeline = PIPELINES[name]
    moved = {
        key: [(line.replace("/tmp/deploy", str(repository.top / "deploy")), own) for line, own in lines]  # noqa: S108
        for key, lines in pipeline.jobs.items()
    }
    return Pipeline(moved).run(of, repository.folder, repository.variables())


@pytest.mark.parametrize("name", PIPELINES)
def test_the_check_takes_the_next_step_of_a_release(name: str, tmp_path: Path) -> None:
    repository = changed(tmp_path, *TAKES, overlays=name in SAME)
    done = job(name, "check", repository)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", PIPELINES)
def test_the_check_tells_reviewers_what_the_step_does(name: str, tmp_path: Path) -> None:
    repository = changed(tmp_path, *TAKES, overlays=name in SAME)
    done = job(name, "check", repository)
    summary = tmp_path / "temporary" / "summary.md"
    assert "10 %" in (summary.read_text() if summary.exists() else done.stdout)


@pytest.mark.parametrize("name", PIPELINES)
def test_the_check_refuses_a_skipped_step(name: str, tmp_path: Path) -> None:
    repository = changed(tmp_path, *SKIPS, overlays=name in SAME)
    done = job(name, "check", repository)
    assert (done.returncode, "step 0 to 2 is not a single step" in done.stdout) == (4, True)


@pytest.mark.parametrize("name", PIPELINES)
def test_the_check_reports_a_wrong_file(name: str, tmp_path: Path) -> None:
    repository = changed(tmp_path, "kind: service", "kind: servce")
    done = job(name, "check", repository)
    assert (done.returncode, 'did you mean "service"?' in done.stdout) == (3, True)


@pytest.mark.parametrize("name", SAME)
def test_the_check_finds_overlays_that_are_out_of_date(name: str, tmp_path: Path) -> None:
    repository = Repository(tmp_path, overlays=True)
    repository.write(PROJECT.replace(*TAKES))
    repository.commit()
    assert job(name, "check", repository).returncode == 1


@pytest.mark.parametrize("name", ANOTHER)
def test_publish_stops_at_a_removal_until_the_project_consents(name: str, tmp_path: Path) -> None:
    repository = Repository(tmp_path, overlays=False)
    repository.write(PROJECT.replace("environments:", f"{NIGHTLY}environments:"))
    repository.commit()
    assert job(name, "publish", repository).returncode == 0
    repository.write(PROJECT)
    repository.commit()
    assert job(name, "publish", repository).returncode == 4
    repository.write(PROJECT + "allowPrune: [production/nightly]\n")
    repository.commit()
    assert job(name, "publish", repository).returncode == 0
    assert [path for path in repository.pushed() if "nightly" in path] == []


@pytest.mark.parametrize("name", ANOTHER)
def test_what_is_merged_is_published(name: str, tmp_path: Path) -> None:
    repository = Repository(tmp_path, overlays=False)
    done = job(name, "publish", repository)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "clusters/prod-eu/production/risk-ml.fraud.yaml" in repository.pushed()


def test_the_workflows_have_no_fault_that_actionlint_knows(tmp_path: Path) -> None:
    actionlint = program.find("actionlint")
    assert actionlint is not None
    for number, block in enumerate(pages.blocks(PAGE)):
        if pages.file_name(block).startswith(".github/"):
            file = tmp_path / str(number) / pages.file_name(block)
            file.parent.mkdir(parents=True)
            file.write_text(block["body"])
            done = subprocess.run([actionlint, str(file)], cwd=tmp_path, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout


def test_the_workflows_use_the_actions_that_our_own_use() -> None:
    ours = (pages.ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    used = [
        line.split("uses:")[1].strip()
        for line in pages.text(PAGE).splitlines()
        if "uses:" in line and CALLED not in line
    ]
    assert [action for action in used if action not in ours] == []


def _calls() -> dict[str, dict[str, Any]]:
    """The jobs that call a ready-made workflow, by its name."""
    blocks = [
        yaml.safe_load(block["body"])
        for block in pages.blocks(PAGE)
        if pages.file_name(block) and CALLED in block["body"]
    ]
    jobs = [job for block in blocks for job in block["jobs"].values() if "uses" in job]
    return {job["uses"].rpartition("/")[2].removesuffix("@COMMIT"): job for job in jobs}


@pytest.mark.parametrize("name", ["comment.yml", "review.yml"])
def test_a_call_gives_a_ready_made_workflow_the_rights_and_inputs_that_it_takes(name: str) -> None:
    called = yaml.safe_load((pages.ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8"))
    inputs = (called[True]["workflow_call"] or {}).get("inputs", {})
    needed = {right: word for job in called["jobs"].values() for right, word in job["permissions"].items()}
    call = _calls()[name]
    assert call["permissions"] == needed
    assert {*call.get("with", {})} <= {*inputs}
    assert {key for key, given in inputs.items() if given.get("required")} <= {*call.get("with", {})}


def _example(first: str) -> Any:
    (body,) = (block["body"] for block in pages.blocks(PAGE) if block["body"].startswith(first))
    return yaml.safe_load(body)


def test_the_action_is_given_inputs_that_it_has() -> None:
    (body,) = (block["body"] for block in pages.blocks(PAGE) if f"{CALLED}@COMMIT" in block["body"])
    (step,) = (each for each in yaml.safe_load(body)["jobs"]["publish"]["steps"] if "acme" in each["uses"])
    assert {*step["with"]} <= {*yaml.safe_load((pages.ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]}


def test_the_action_has_the_inputs_of_the_workflows_but_what_jobs_decide() -> None:
    workflows = [pages.ROOT / ".github" / "workflows" / f"{name}.yml" for name in ("review", "publish")]
    files = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in workflows]
    called = {name for file in files for name in file[True]["workflow_call"]["inputs"]}
    own = {*yaml.safe_load((pages.ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]}
    assert own == called - {"comment", "environment"} | {"command", "gitops-token", "python-version"}


def test_the_template_for_gitlab_is_given_inputs_that_it_has() -> None:
    (call,) = _example("include:")["include"]
    header, _ = yaml.safe_load_all((pages.ROOT / call["file"]).read_text(encoding="utf-8"))
    inputs = header["spec"]["inputs"]
    assert {*call["inputs"]} <= {*inputs}
    assert {key for key, given in inputs.items() if "default" not in given} <= {*call["inputs"]}


def test_the_hooks_for_pre_commit_are_there() -> None:
    (repository,) = _example("repos:")["repos"]
    hooks = yaml.safe_load((pages.ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in repository["hooks"]] == [hook["id"] for hook in hooks]
