"""Git repositories as users make them: real ones, by the `git` on PATH, with the settings of a home of their own."""

import os
import subprocess
from pathlib import Path

import pytest

EMAIL = "ada@example.com"
SETTINGS = f"[user]\n name = Ada\n email = {EMAIL}\n"


def git(folder: Path, *arguments: str, stdin: str | bytes = "", check: bool = True) -> str:
    """What Git prints. A test that sets `GIT_*` variables means them for Tidegate alone."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment["GIT_CONFIG_NOSYSTEM"] = "1"
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, input=given, capture_output=True, check=False
    )
    said, error = os.fsdecode(done.stdout), os.fsdecode(done.stderr)
    assert not check or done.returncode == 0, (arguments, said + error)
    return said


def identifier(folder: Path, *arguments: str, stdin: str | bytes = "") -> str:
    """The one name that Git prints: of a commit, a tree, a file."""
    return git(folder, *arguments, stdin=stdin).strip()


def alone(folder: Path, *arguments: str) -> str:
    """What Git prints to somebody with a name, who has no settings and runs no hooks."""
    names = {f"GIT_{who}_{what}": EMAIL for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", **names}
    command = ["git", "-c", "core.hooksPath=/dev/null", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (arguments, done.stdout + done.stderr)
    return done.stdout


def home(folder: Path, monkeypatch: pytest.MonkeyPatch, more: str = "") -> Path:
    """A home with nobody's settings but ours, for Git and for Tidegate; `more` is text of its `.gitconfig`."""
    put(folder, ".gitconfig", f"{SETTINGS}{more}".encode())
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return folder


def init(top: Path, *options: str) -> Path:
    """An empty repository on `main`, without hooks."""
    top.mkdir(parents=True, exist_ok=True)
    git(top, "init", "--quiet", "--initial-branch=main", "--template=", *options)
    return top


def put(top: Path, path: str, content: bytes = b"") -> Path:
    """A file and the folders above it."""
    file = top / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def save(top: Path, subject: str = "more") -> str:
    """A commit of all that is there; its id. Whose it is stands in no setting of the machine."""
    git(top, "add", "--all")
    who = ("-c", "user.name=Ada", "-c", f"user.email={EMAIL}")
    git(top, *who, "commit", "--quiet", "--allow-empty", "--message", subject)
    return identifier(top, "rev-parse", "HEAD")
