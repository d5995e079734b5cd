from pathlib import Path

import pytest

from generator.git import divergence
from tests.builders import repositories
from tests.builders.repositories import git, put, save


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    repositories.home(tmp_path / "home", monkeypatch)
    top = repositories.init(tmp_path / "top")
    put(top, "kept", b"1")
    put(top, "ünï/edited", b"1")
    save(top, "one")
    return top


def test_a_name_that_is_not_there_has_no_commit(top: Path) -> None:
    assert divergence.commit(top.as_posix(), "refs/heads/none") == ""
    assert divergence.commit(top.as_posix(), "refs/heads/main") == git(top, "rev-parse", "HEAD").strip()


def test_the_merge_base_is_where_two_branches_part(top: Path) -> None:
    parted = save(top, "parted")
    git(top, "switch", "--quiet", "--create", "side")
    side = save(top, "side")
    git(top, "switch", "--quiet", "main")
    assert divergence.merge_base(top.as_posix(), save(top, "main"), side) == parted


def test_unrelated_histories_have_no_merge_base(top: Path) -> None:
    one = git(top, "rev-parse", "HEAD").strip()
    git(top, "switch", "--quiet", "--orphan", "other")
    assert divergence.merge_base(top.as_posix(), one, save(top, "other")) == ""


def test_the_working_tree_differs_in_edited_removed_and_untracked_files(top: Path) -> None:
    put(top, ".gitignore", b"ignored\n")
    put(top, "gone")
    base = save(top, "base")
    put(top, "ünï/edited", b"2")
    put(top, "new/file")
    put(top, "ignored")
    (top / "gone").unlink()
    assert divergence.changed_paths(str(top), base, None) == {"ünï/edited", "new/file", "gone"}


def test_a_moved_file_differs_between_two_commits_at_both_places(top: Path) -> None:
    base = git(top, "rev-parse", "HEAD").strip()
    git(top, "mv", "kept", "moved")
    head = save(top, "moved")
    put(top, "untracked")
    assert divergence.changed_paths(str(top), base, head) == {"kept", "moved"}


def test_settings_of_the_user_change_nothing(top: Path) -> None:
    base = git(top, "rev-parse", "HEAD").strip()
    git(top, "config", "diff.external", "false")
    git(top, "config", "diff.relative", "true")
    put(top, "kept", b"2")
    assert divergence.changed_paths(str(top / "ünï"), base, None) == {"kept"}
