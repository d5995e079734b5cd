"""The workflows and the action for teams: their own steps are run, as GitHub Actions runs them, on real repositories."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from generator.external import program
from tests.acceptance import comments_api, team_repository
from tests.acceptance.comments_api import Api
from tests.acceptance.team_repository import NIGHTLY, PROJECT, SKIPS, TAKES, Repository

ROOT = Path(__file__).parents[2]
WORKFLOWS = ROOT / ".github" / "workflows"
ACTION = ROOT / "action.yml"
FOR_TEAMS = [WORKFLOWS / f"{name}.yml" for name in ("comment", "publish", "review")]
SCRIPTS = sorted(path for path in (ROOT / "pipelines").iterdir() if path.is_file() and not path.suffix)
JUMP = "environments.production.releases.api: step 0 to 2 is not a single step"
MARKER = "<!-- tidegate diff: part 1 of 1 -->\n"


class Done(NamedTuple):
    code: int
    out: str
    err: str


def loaded(path: Path) -> dict[Any, Any]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def steps(path: Path) -> list[dict[str, Any]]:
    """All steps of a workflow or of the action."""
    content = loaded(path)
    groups = [content["runs"]] if path == ACTION else content["jobs"].values()
    return [step for group in groups for step in group["steps"]]


def defaults(path: Path) -> dict[str, str]:
    """What the inputs are that a caller leaves out, as texts."""
    content = loaded(path)
    inputs = content["inputs"] if path == ACTION else (content[True]["workflow_call"] or {}).get("inputs", {})
    texts = {name: given.get("default", "") for name, given in inputs.items()}
    return {name: str(text).lower() if isinstance(text, bool) else text for name, text in texts.items()}


class Runner:
    """The machine of one run: the caller's repository is checked out, and this one as `.tidegate`."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.temporary = repository.top / "runner"
        self.temporary.mkdir()
        self.variables = {"GITHUB_BASE_REF": "main", "GITHUB_PATH": str(self.temporary / "path")}

    @property
    def review(self) -> Path:
        return self.temporary / "review"

    def job(self, path: Path, inputs: Mapping[str, str], **secrets: str) -> Done:
        """Run the steps with a shell; what they install is installed here already."""
        values = {f"inputs.{name}": text for name, text in {**defaults(path), **inputs}.items()}
        values |= {f"secrets.{name}": text for name, text in secrets.items()}
        values |= {"runner.temp": str(self.temporary), "github.event.pull_request.number": "7"}
        if path != ACTION:
            (self.repository.folder / ".tidegate").symlink_to(ROOT)
        out = err = ""
        for step in steps(path):
            if "run" in step and "install" not in step["run"] and "comment.py" not in step["run"]:
                done = self._step(step, values)
                out, err = out + done.stdout, err + done.stderr
                if done.returncode:
                    return Done(done.returncode, out, err)
        return Done(0, out, err)

    def _step(self, step: Mapping[str, Any], values: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        given = {name: filled(text, values) for name, text in step.get("env", {}).items()}
        environment = {
            **team_repository.environment(self.repository.folder),
            **self.variables,
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_ACTION_PATH": str(ROOT),
            **given,
        }
        command = ["bash", "-e", "-o", "pipefail", "-c", step["run"]]
        folder = self.repository.folder
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def filled(text: str, values: Mapping[str, str]) -> str:
    """A value of `env`: its expressions are names, and the one that keeps the token from other commands than `comment`."""

    def value(match: re.Match[str]) -> str:
        if match[1].startswith("inputs.command == 'comment' &&"):
            return values["github.token"] if values["inputs.command"] == "comment" else ""
        return values.get(match[1], "")

    return re.sub(r"\$\{\{ (.+?) \}\}", value, text)


@pytest.fixture(params=[WORKFLOWS / "review.yml", ACTION], ids=["workflow", "action"])
def reviewing(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture(params=[WORKFLOWS / "publish.yml", ACTION], ids=["workflow", "action"])
def publishing(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def changed(folder: Path, old: str, new: str, *, overlays: bool = False) -> Runner:
    """The run of a pull request that replaces a text of the project."""
    return Runner(team_repository.changed(folder, old, new, overlays=overlays))


INPUTS = {"paths": "teams\n", "platform": "platform"}
SAME = {**INPUTS, "into": "."}


@pytest.mark.parametrize("inputs", [INPUTS, SAME], ids=["another", "same"])
def test_a_step_of_a_release_is_reviewed(inputs: Mapping[str, str], reviewing: Path, tmp_path: Path) -> None:
    runner = changed(tmp_path, *TAKES, overlays="into" in inputs)
    done = runner.job(reviewing, inputs)
    assert done.code == 0, done
    assert runner.review.joinpath("review.md").read_text().startswith(MARKER)
    assert "<html" in runner.review.joinpath("review.html").read_text()
    assert "::warning file=teams/fraud/ml-project.yaml" in done.out


def test_a_skipped_step_fails_and_is_in_the_comment_nevertheless(reviewing: Path, tmp_path: Path) -> None:
    runner = changed(tmp_path, *SKIPS)
    done = runner.job(reviewing, INPUTS)
    assert (done.code, done.out.count(f"title=tidegate jump::{JUMP}")) == (4, 1)
    assert "step 0 to 2 is not a single step" in runner.review.joinpath("review.md").read_text()


def test_a_wrong_file_fails_and_is_in_the_comment_nevertheless(reviewing: Path, tmp_path: Path) -> None:
    runner = changed(tmp_path, "kind: service", "kind: servce")
    done = runner.job(reviewing, INPUTS)
    assert (done.code, done.out.count('did you mean "service"?')) == (3, 1)
    assert 'did you mean "service"?' in runner.review.joinpath("review.md").read_text()


def test_overlays_that_are_out_of_date_fail(reviewing: Path, tmp_path: Path) -> None:
    repository = Repository(tmp_path, overlays=True)
    repository.write(PROJECT.replace(*TAKES))
    repository.commit()
    runner = Runner(repository)
    assert runner.job(reviewing, SAME).code == 1
    assert runner.review.joinpath("review.md").exists()


def test_an_effect_that_the_caller_names_fails(reviewing: Path, tmp_path: Path) -> None:
    runner = changed(tmp_path, *TAKES)
    done = runner.job(reviewing, {**INPUTS, "fail-on": "data-loss,traffic"})
    assert (done.code, done.out.count("title=tidegate traffic")) == (4, 1)


def test_a_skipped_step_beside_the_overlays_is_annotated_once(reviewing: Path, tmp_path: Path) -> None:
    done = changed(tmp_path, *SKIPS, overlays=True).job(reviewing, SAME)
    assert (done.code, done.out.count(f"title=tidegate jump::{JUMP}")) == (4, 1)


def test_a_removal_is_found_with_a_token_of_the_gitops_repository(reviewing: Path, tmp_path: Path) -> None:
    repository = Repository(tmp_path, overlays=False)
    repository.write(PROJECT.replace("environments:", f"{NIGHTLY}environments:"))
    repository.commit()
    deploy = str(tmp_path / "deploy.git")
    command = ["tidegate", "publish", "teams", "--repo", deploy, "--platform", "platform"]
    names = dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"), "ada")
    environment = {**team_repository.environment(repository.folder), **names}
    subprocess.run(command, cwd=repository.folder, env=environment, check=True, capture_output=True)
    repository.write(PROJECT)
    repository.commit()
    runner = Runner(repository)
    token = "gitops-token" if reviewing == ACTION else "GITOPS_TOKEN"
    inputs = {**INPUTS, "gitops-repository": deploy}
    given = {**inputs, token: "token"} if reviewing == ACTION else inputs
    assert runner.job(reviewing, given, GITOPS_TOKEN="token").code == 4


def test_a_fork_without_the_token_is_reviewed(reviewing: Path, tmp_path: Path) -> None:
    runner = changed(tmp_path, *TAKES)
    done = runner.job(reviewing, {**INPUTS, "gitops-repository": str(tmp_path / "deploy.git")})
    said = "the GitOps repository is not compared: there is no token, as for a pull request from a fork\n"
    assert (done.code, done.out.endswith(said)) == (0, True)


@pytest.mark.parametrize("path", ["$(touch pwned)", '"; touch pwned; "', "`touch pwned`", "--help", "-e"])
def test_an_input_is_never_code_or_an_option(path: str, reviewing: Path, tmp_path: Path) -> None:
    runner = changed(tmp_path, *TAKES)
    done = runner.job(reviewing, {"paths": path, "platform": "platform"})
    assert (done.code, (runner.repository.folder / "pwned").exists()) == (2, False)
    assert path in done.out


def test_each_line_of_paths_is_one_path(reviewing: Path, tmp_path: Path) -> None:
    runner = changed(tmp_path, *TAKES)
    other = runner.repository.folder / "other teams" / "ml-project.yaml"
    other.parent.mkdir()
    other.write_text(PROJECT.replace("name: fraud", "name: churn").replace("fraud.acme", "churn.acme"))
    runner.repository.commit()
    done = runner.job(reviewing, {**INPUTS, "paths": "teams/fraud\n\nother teams\n"})
    assert done.code == 0, done
    text = runner.review.joinpath("review.md").read_text()
    assert ("risk-ml/fraud" in text, "risk-ml/churn" in text) == (True, True)


def test_no_path_at_all_is_refused(reviewing: Path, tmp_path: Path) -> None:
    done = changed(tmp_path, *TAKES).job(reviewing, {"paths": " \n"})
    assert done == (2, "", "no path of a project file or folder is named\n")


def test_what_is_merged_is_published(publishing: Path, tmp_path: Path) -> None:
    runner = Runner(Repository(tmp_path, overlays=False))
    inputs = {**INPUTS, "command": "publish", "gitops-repository": str(tmp_path / "deploy.git")}
    done = runner.job(publishing, inputs, GITOPS_TOKEN="token")
    assert done.code == 0, done
    assert "clusters/prod-eu/production/risk-ml.fraud.yaml" in runner.repository.pushed()


@pytest.mark.parametrize(
    ("inputs", "variables", "author"),
    [
        ({}, {}, "tidegate <tidegate@localhost>"),
        ({"author": "ada", "email": "ada@acme.dev"}, {"GIT_AUTHOR_NAME": "bob"}, "ada <ada@acme.dev>"),
    ],
)
def test_who_commits_is_an_input(
    inputs: Mapping[str, str], variables: Mapping[str, str], author: str, publishing: Path, tmp_path: Path
) -> None:
    runner = Runner(Repository(tmp_path, overlays=False))
    runner.variables |= variables
    deploy = tmp_path / "deploy.git"
    given = {**INPUTS, "command": "publish", "gitops-repository": str(deploy), **inputs}
    assert runner.job(publishing, given, GITOPS_TOKEN="token").code == 0
    command = ["git", "-C", str(deploy), "log", "-1", "--format=%an <%ae>%n%cn <%ce>", "main"]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == f"{author}\n{author}\n"


def test_a_pull_request_branch_of_the_gitops_repository_leaves_main_alone(publishing: Path, tmp_path: Path) -> None:
    runner = Runner(Repository(tmp_path, overlays=False))
    deploy = tmp_path / "deploy.git"
    inputs = {**INPUTS, "command": "publish", "gitops-repository": str(deploy)}
    assert runner.job(publishing, inputs).code == 0
    runner.repository.write(PROJECT.replace(*TAKES))
    runner.repository.commit()
    (runner.temporary / "tidegate").unlink(missing_ok=True)
    done = runner.job(publishing, {**inputs, "pull-request-branch": "true"})
    assert done.code == 0, done
    command = ["git", "-C", str(deploy), "for-each-ref", "--format=%(refname:short)"]
    branches = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert [name.partition("/")[0] for name in branches] == ["main", "tidegate"]


def test_publish_without_a_repository_is_refused(tmp_path: Path) -> None:
    done = Runner(Repository(tmp_path, overlays=False)).job(ACTION, {**INPUTS, "command": "publish"})
    assert (done.code, done.err.rpartition(": ")[2]) == (1, "the address of the GitOps repository is missing\n")


def test_a_command_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    done = Runner(Repository(tmp_path, overlays=False)).job(ACTION, {"command": "deploy"})
    said = '::error::there is no command "deploy": it is install, review, comment or publish\n'
    assert done == (2, said, "")


@pytest.fixture
def api() -> Iterator[Api]:
    with comments_api.served() as api:
        yield api


def commented(path: Path, runner: Runner, api: Api, values: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """The step of a workflow that comments, with the artefact of the review."""
    (step,) = (step for step in steps(path) if "comment.py" in step.get("run", ""))
    artefact = runner.repository.top / "job"
    artefact.mkdir()
    (artefact / "review").symlink_to(runner.review)
    (artefact / ".tidegate").symlink_to(ROOT)
    environment = {
        "PATH": os.environ["PATH"],
        "GITHUB_API_URL": api.address,
        "GITHUB_REPOSITORY": comments_api.REPOSITORY,
        **{name: filled(text, values) for name, text in step["env"].items()},
    }
    command = ["bash", "-e", "-c", step["run"]]
    return subprocess.run(command, cwd=artefact, env=environment, capture_output=True, text=True, check=False)


def test_the_review_of_a_pull_request_is_its_comment(api: Api, tmp_path: Path) -> None:
    runner = changed(tmp_path, *SKIPS)
    runner.job(WORKFLOWS / "review.yml", INPUTS)
    values = {"github.event.pull_request.number": "7", "github.token": "token"}
    done = commented(WORKFLOWS / "review.yml", runner, api, values)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert api.bodies(7) == [runner.review.joinpath("review.md").read_text()]


@pytest.mark.parametrize("branch", ["change", "$(touch pwned)", "a;b'c"])
def test_the_review_of_a_fork_is_posted_as_data_by_another_workflow(branch: str, api: Api, tmp_path: Path) -> None:
    runner = changed(tmp_path, *TAKES)
    runner.job(WORKFLOWS / "review.yml", INPUTS)
    run = "github.event.workflow_run"
    values = {
        f"{run}.head_repository.owner.login": "ada",
        f"{run}.head_branch": branch,
        f"{run}.head_sha": "c0ffee",
        "github.token": "token",
    }
    api.pulls = [{"number": 9, "head": {"label": f"ada:{branch}", "sha": "c0ffee"}}]
    done = commented(WORKFLOWS / "comment.yml", runner, api, values)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert api.bodies(9) == [runner.review.joinpath("review.md").read_text()]


@pytest.mark.parametrize("path", [*FOR_TEAMS, ACTION], ids=lambda path: path.name)
def test_no_expression_is_in_a_script(path: Path) -> None:
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("path", FOR_TEAMS, ids=lambda path: path.name)
def test_comments_are_the_only_thing_that_may_be_written(path: Path) -> None:
    rights = {
        name for job in loaded(path)["jobs"].values() for name, word in job["permissions"].items() if word == "write"
    }
    assert rights <= {"pull-requests"}


def test_the_installed_command_is_on_the_path_of_later_steps(tmp_path: Path) -> None:
    """The build and its requirements come from this environment, as nothing may be downloaded.

    In a variable, 0 means no isolation: https://github.com/pypa/pip/issues/5735
    """
    path = tmp_path / "path"
    packages = next(each for each in sys.path if each.endswith("site-packages"))
    pip = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PYTHONPATH": packages}
    environment = {"PATH": os.environ["PATH"], "RUNNER_TEMP": str(tmp_path), "GITHUB_PATH": str(path), **pip}
    subprocess.run([ROOT / "pipelines" / "install"], env=environment, check=True, capture_output=True)
    command = [str(Path(path.read_text().strip()) / "tidegate"), "--version"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.partition(" ")[0]) == (0, "tidegate")


def checked(*command: str) -> str:
    """What a checker of workflows prints, if it finds something."""
    found = program.find(command[0])
    assert found is not None
    done = subprocess.run([found, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


CHECKS: Sequence[Sequence[str]] = [
    ("actionlint", *(str(path) for path in sorted(WORKFLOWS.glob("*.yml")))),
    ("zizmor", "--quiet", "--offline", "--strict-collection", ".github", "action.yml"),
]


@pytest.mark.parametrize("command", CHECKS, ids=lambda command: command[0])
def test_workflows_and_action_have_no_fault_that_a_checker_knows(command: Sequence[str]) -> None:
    assert checked(*command) == ""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_one_that_bash_reads(script: Path) -> None:
    subprocess.run(["bash", "-n", script], check=True)
