"""Which commit changed something last."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from generator.git import last_change, runner
from generator.git.last_change import LastChange
from generator.git.runner import Result
from tests.builders import repositories
from tests.builders.repositories import git, identifier, put, save

FIRST = "one: 0\ntwo: 0\nthree: 0\n"
SECOND = FIRST.replace("one: 0", "one: 1")
THIRD = SECOND.replace("two: 0", "two: 2")
DAY = 86_400
START = 1_762_055_940  # 2025-11-01T22:59:00 five hours behind UTC


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose file `a/b` was changed on three days."""
    repositories.home(tmp_path / "home", monkeypatch)
    folder = repositories.init(tmp_path / "top")
    stream = ""
    for number, text in enumerate((FIRST, SECOND, THIRD)):
        stream += f"commit refs/heads/main\ncommitter Ada <a@b> {START + number * DAY} -0500\ndata 0\n"
        stream += f"M 100644 inline a/b\ndata {len(text)}\n{text}\n"
    git(folder, "fast-import", "--quiet", stdin=stream)
    git(folder, "reset", "-q", "--hard", "main")
    return folder


def change(top: Path, revision: str, day: str) -> LastChange:
    return LastChange(identifier(top, "rev-parse", revision), day)


def test_lines_have_the_newest_commit_of_any_of_them_with_its_day_there(top: Path) -> None:
    file = str(top / "a/b")
    assert last_change.of_lines(file, 3, 3) == change(top, "HEAD~2", "2025-11-01")
    assert last_change.of_lines(file, 1, 1) == change(top, "HEAD~1", "2025-11-02")
    assert last_change.of_lines(file, 1, 3) == change(top, "HEAD", "2025-11-03")


def test_lines_that_are_not_committed_have_none(top: Path) -> None:
    put(top, "a/b", THIRD.replace("two: 2", "two: 3").encode())
    assert last_change.of_lines(str(top / "a/b"), 1, 2) is None
    assert last_change.of_lines(str(top / "a/b"), 1, 1) == change(top, "HEAD~1", "2025-11-02")


def test_a_file_that_git_does_not_know_has_none(top: Path, tmp_path: Path) -> None:
    assert last_change.of_lines(str(put(top, "c", b"a\n")), 1, 1) is None
    assert last_change.of_lines(str(put(tmp_path, "outside", b"a\n")), 1, 1) is None


def of_file(top: Path, commit: str, lines: str) -> LastChange | None:
    return last_change.of_files(str(top), commit, ["a/b"], lines).get("a/b")


def test_a_file_of_a_commit_has_the_last_change_of_lines_that_match(top: Path) -> None:
    assert of_file(top, "HEAD", "^(one|three):") == change(top, "HEAD~1", "2025-11-02")
    assert of_file(top, "HEAD~1", "^two:") == change(top, "HEAD~2", "2025-11-01")
    assert of_file(top, "HEAD", "^four:") is None


def test_each_of_several_files_has_its_own_and_one_process_finds_all(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(top, "c*", FIRST.encode())
    put(top, "cd", FIRST.encode())
    save(top, "more")
    started: list[str] = []
    run = runner.run

    def counted(arguments: Sequence[str], **more: Any) -> Result:
        started.append(arguments[0])
        return run(arguments, **more)

    monkeypatch.setattr(runner, "run", counted)
    found = last_change.of_files(str(top), "HEAD", ["a/b", "c*", "missing"], "^(one|two|three):")
    assert {path: each.commit for path, each in found.items()} == {
        "a/b": identifier(top, "rev-parse", "HEAD~1"),
        "c*": identifier(top, "rev-parse", "HEAD"),
    }
    assert started.count("log") == 1
    assert last_change.of_files(str(top), "HEAD", [], "^one:") == {}


def test_a_merge_counts_as_one_change(top: Path) -> None:
    git(top, "checkout", "-q", "-b", "side")
    put(top, "a/b", THIRD.replace("three: 0", "three: 3").encode())
    git(top, "commit", "-qam", "side")
    git(top, "checkout", "-q", "main")
    git(top, "merge", "-q", "--no-ff", "-m", "merged", "side")
    merged = identifier(top, "rev-parse", "HEAD")
    found = of_file(top, "HEAD", "^three:"), last_change.of_lines(str(top / "a/b"), 3, 3)
    assert [each and each.commit for each in found] == [merged, merged]


def test_a_shallow_clone_does_not_know(top: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=1", top.as_uri(), "shallow")
    assert last_change.of_lines(str(tmp_path / "shallow/a/b"), 1, 1) is None
    assert of_file(tmp_path / "shallow", "HEAD", "^one:") is None
