from pathlib import Path

import pytest

from generator.errors import NotReadyError, UsageError
from generator.git import preconditions, repository
from generator.git.repository import Repository
from tests.builders import repositories
from tests.builders.repositories import git, identifier, put, save


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    repositories.home(tmp_path / "home", monkeypatch)
    return repositories.init(tmp_path / "top")


@pytest.fixture
def opened(top: Path) -> Repository:
    put(top, "a/b", b"1")
    save(top)
    return repository.open(str(top))


def message(call: object, *arguments: object) -> str:
    assert callable(call)
    with pytest.raises((NotReadyError, UsageError)) as caught:
        call(*arguments)
    return str(caught.value.message)


def test_head_is_a_commit_its_tree_and_its_branch(opened: Repository, top: Path) -> None:
    head = preconditions.read(opened, None)
    assert (head.id, head.ref) == (identifier(top, "rev-parse", "HEAD"), "refs/heads/main")
    assert preconditions.tip(opened) == head.id


def test_before_the_first_commit_there_is_nothing_to_commit_on(top: Path) -> None:
    empty = repository.open(str(top))
    assert preconditions.tip(empty) == ""
    assert message(preconditions.read, empty, None) == f"{top}: HEAD is at no commit yet"


def test_without_a_branch_one_has_to_be_named(opened: Repository, top: Path) -> None:
    git(top, "checkout", "--quiet", "--detach")
    assert message(preconditions.read, opened, None) == f"{top}: HEAD is on no branch"
    assert preconditions.read(opened, "release").ref == "HEAD"


@pytest.mark.parametrize("name", ["-x", "HEAD", "a..b", "a b", "", "a.lock", "@{-1}"])
def test_what_git_calls_no_branch_is_none(opened: Repository, name: str) -> None:
    assert message(preconditions.check_name, opened, name) == f'"{name}" is not a valid branch name'


@pytest.mark.parametrize("name", [None, "release/fraud-1.2", "ünï"])
def test_a_branch_may_have_any_name_that_git_takes(opened: Repository, name: str | None) -> None:
    preconditions.check_name(opened, name)


@pytest.mark.parametrize(
    ("name", "deed"), [("MERGE_HEAD", "merge"), ("rebase-merge", "rebase"), ("sequencer", "cherry-pick or revert")]
)
def test_nothing_is_committed_into_what_is_under_way(opened: Repository, top: Path, name: str, deed: str) -> None:
    preconditions.check_quiet(opened)
    put(top / ".git", name)
    assert message(preconditions.check_quiet, opened) == f"{top}: a {deed} is in progress"


@pytest.mark.parametrize(
    ("path", "clash"), [("a/b", True), ("a/b/c", True), ("a", True), ("a/bc", False), ("other", False)]
)
def test_what_a_person_staged_is_not_committed_along(opened: Repository, top: Path, path: str, *, clash: bool) -> None:
    put(top, "a/b", b"2")
    git(top, "add", "--all")
    head = preconditions.read(opened, None)
    if clash:
        assert (
            message(preconditions.check_staged, opened, head, [path])
            == "a/b: has changes in the index that are not committed"
        )
    else:
        preconditions.check_staged(opened, head, [path])
