"""What an edit leaves beside the project file when it is killed, what the next one does with it, and file systems without locks."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from generator.files import locking, writing
from tests.acceptance import deploying
from tests.acceptance.deploying import Told, project, tidegate
from tests.builders.repositories import git

ROOT = Path(__file__).parents[2]
RELEASE = ("release", "api", "-e", "dev", "--offline", "--image", "ghcr.io/acme/api:2")
KILLED = """
import os, signal, sys
from generator.cli import main
os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main.run(sys.argv[1:])
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a strategy that has slots, committed."""
    deploying.at_home(tmp_path / "home", monkeypatch)
    text = deploying.PROJECT.replace("    scale:", "    strategy: blue-green\n    scale:")
    path = project(tmp_path, "fraud", text)
    git(path.parent, "init", "--quiet", "--initial-branch=main", "--template=")
    git(path.parent, "add", ".")
    git(path.parent, "commit", "--quiet", "--message=first")
    return path


def beside(file: Path) -> set[str]:
    return {path.name for path in file.parent.iterdir()} - {".git", file.name}


def killed(file: Path) -> None:
    """An edit that ends just before its file takes its place."""
    before = file.read_bytes()
    command = [sys.executable, "-c", KILLED, *RELEASE, "--project", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, file.read_bytes()) == (-signal.SIGKILL, before)
    (left,) = beside(file)
    assert left.startswith(writing.TEMPORARY)


@pytest.mark.parametrize("commit", [(), ("--commit",)])
def test_the_next_edit_takes_away_what_a_killed_one_left(commit: tuple[str, ...], file: Path) -> None:
    killed(file)
    assert tidegate(*RELEASE, "--project", file, *commit).code == 0
    assert beside(file) == set()
    assert "candidate" in file.read_text()


@pytest.mark.parametrize("commit", [(), ("--commit",)])
def test_what_another_process_still_writes_stays(commit: tuple[str, ...], file: Path) -> None:
    live = file.parent / f"{writing.TEMPORARY}{'0' * 16}"
    with live.open("wb") as held:
        assert locking.acquire(held.fileno())
        assert tidegate(*RELEASE, "--project", file, *commit).code == 0
    assert beside(file) == {live.name}


@pytest.mark.parametrize("commit", [(), ("--commit",)])
def test_an_edit_keeps_the_mode_whatever_the_umask_says(commit: tuple[str, ...], file: Path) -> None:
    file.chmod(0o664)
    before = os.umask(0o077)
    try:
        assert tidegate(*RELEASE, "--project", file, *commit).code == 0
    finally:
        os.umask(before)
    assert oct(file.stat().st_mode & 0o7777) == oct(0o664)


def test_without_locks_a_commit_is_refused_and_an_edit_goes_on(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_locks(*_: object) -> NoReturn:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", without_locks)
    before, head = file.read_bytes(), git(file.parent, "rev-parse", "HEAD")
    assert tidegate(*RELEASE, "--project", file, "--commit") == Told(
        5,
        "",
        f"tidegate: {file.parent}/.git/tidegate/lock: cannot be locked: No locks available\n"
        "  hint: mend that, then run the same command again: until then every file is whole, old or new\n",
    )
    assert (file.read_bytes(), git(file.parent, "rev-parse", "HEAD"), beside(file)) == (before, head, set())
    assert tidegate(*RELEASE, "--project", file).code == 0
    assert "candidate" in file.read_text()
