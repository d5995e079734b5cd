"""What is refused of the repositories that are published from, and what exemption allows."""

from pathlib import Path

import pytest

from generator.errors import RefusedError
from generator.generation.results import ProjectResult
from generator.git import source_state
from generator.publishing import source_check
from generator.publishing.source_check import ANY, NOTHING, Exemption, Judgement
from tests.builders import repositories
from tests.builders.repositories import git, put


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a project and a platform, in the current folder."""
    repositories.home(tmp_path / "home", monkeypatch)
    top = repositories.init(tmp_path / "top")
    for path in ("fraud/ml-project.yaml", "fraud/rules.yaml", "platform/environments/dev.yaml"):
        put(top, path)
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "--message=x")
    monkeypatch.chdir(top)
    return top


def refusal(
    exemption: Exemption = NOTHING, *, platform: str = "", file: str = "fraud/ml-project.yaml"
) -> RefusedError | None:
    return judge(exemption, platform=platform, file=file).refused


def judge(exemption: Exemption = NOTHING, *, platform: str = "", file: str = "fraud/ml-project.yaml") -> Judgement:
    return source_check.judge([ProjectResult(file=file, sources={"rules.yaml": ""})], platform, exemption)


def told(error: RefusedError | None) -> tuple[str, str]:
    assert error is not None
    return error.message, error.hint


DIRTY = "commit first, or publish it as it is: --allow-dirty"


@pytest.mark.usefixtures("top")
def test_committed_work_of_the_default_branch_is_not_refused() -> None:
    assert refusal(platform="platform") is None


def test_what_is_in_no_repository_is_not_judged(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(top.parent)
    assert refusal(file="alone/ml-project.yaml") is None


@pytest.mark.parametrize("path", ["fraud/ml-project.yaml", "fraud/rules.yaml"])
def test_a_file_that_is_not_committed_is_named(top: Path, path: str) -> None:
    git(top, "rm", "--quiet", "--cached", path)
    git(top, "commit", "--quiet", "--message=y")
    assert told(refusal()) == (f"{path} differs from the last commit", DIRTY)
    assert refusal(Exemption(dirty=True)) is None


def test_a_new_file_of_the_platform_counts(top: Path) -> None:
    put(top, "platform/environments/prod.yaml")
    assert refusal() is None
    assert told(refusal(platform="platform")) == ("platform/environments/prod.yaml differs from the last commit", DIRTY)


def test_of_many_files_the_first_are_named(top: Path) -> None:
    for number in range(7):
        git(top, "add", str(put(top, f"{number}.txt")))
    assert told(refusal())[0] == "0.txt, 1.txt, 2.txt, 3.txt, 4.txt and 2 more differ from the last commit"


def test_both_are_told_at_once(top: Path) -> None:
    git(top, "checkout", "--quiet", "-b", "feature")
    (top / "fraud/rules.yaml").write_text("x")
    assert told(refusal()) == (
        "fraud/rules.yaml differs from the last commit; this repository is on branch feature, and its default branch is main",
        f"{DIRTY}; publish from main, or allow the branch: --from-branch feature",
    )
    assert refusal(Exemption(dirty=True, branch=ANY)) is None
    assert refusal(Exemption(dirty=True, branch="feature")) is None
    assert refusal(Exemption(dirty=True, branch="other")) is not None


def test_a_commit_of_no_branch_is_told_by_its_name(top: Path) -> None:
    git(top, "checkout", "--quiet", "--detach")
    git(top, "commit", "--quiet", "--allow-empty", "--message=y")
    commit = git(top, "rev-parse", "--short=12", "HEAD").strip()
    assert told(refusal()) == (
        f"this repository is at {commit}, a commit of another branch, and its default branch is main",
        "publish from main, or allow the branch: --from-branch",
    )


def test_another_repository_is_named(top: Path, tmp_path: Path) -> None:
    other = repositories.init(tmp_path / "other")
    git(other, "commit", "--quiet", "--allow-empty", "--message=x")
    git(other, "checkout", "--quiet", "-b", "feature")
    put(other, "environments/dev.yaml")
    assert top.is_dir()
    assert told(refusal(platform="../other"))[0] == (
        "../other/environments/dev.yaml differs from the last commit; "
        "../other is on branch feature, and its default branch is main"
    )


UNKNOWN = "the default branch of {} is not known, so any branch is published; say which one may be: --from-branch{}"


def test_an_unknown_default_branch_is_told(top: Path) -> None:
    git(top, "remote", "add", "origin", "file:///gone")
    git(top, "checkout", "--quiet", "-b", "feature")
    assert judge() == (None, (UNKNOWN.format("this repository", " feature"),))
    assert judge(Exemption(branch="feature")) == (None, ())


def test_an_unknown_default_branch_of_another_repository_is_told_beside_a_refusal(top: Path, tmp_path: Path) -> None:
    other = repositories.init(tmp_path / "other")
    git(other, "remote", "add", "origin", "file:///gone")
    git(other, "commit", "--quiet", "--allow-empty", "--message=x")
    git(other, "checkout", "--quiet", "--detach")
    put(other, "environments/dev.yaml")
    assert top.is_dir()
    judged = judge(platform="../other")
    assert told(judged.refused)[0] == "../other/environments/dev.yaml differs from the last commit"
    assert judged.notes == (UNKNOWN.format("../other", ""),)


@pytest.mark.parametrize("branch", [ANY, "feature"])
def test_no_remote_is_asked_for_a_branch_that_is_allowed(
    branch: str, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(top, "checkout", "--quiet", "-b", "feature")
    monkeypatch.setattr(source_state, "default_branch", lambda _: pytest.fail("the remote is asked"))
    assert judge(Exemption(branch=branch)) == (None, ())
