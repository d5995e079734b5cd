"""Runs that are killed, each in a child of a process that lives on with everything imported; when; and repositories made anew."""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.builders.repositories import alone as git

ROOT = Path(__file__).parents[2]


class Script:
    """A Python script that answers a line of JSON for each one that it is given."""

    def __init__(self, home: Path, script: str) -> None:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(home)}
        self._process = subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )

    def send(self, *what: Any) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Any:
        assert self._process.stdout
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


class Moments:
    """Random moments to kill a process at, within what a run takes here and now.

    One that has come to its end before it was killed tells that runs are shorter, one that was killed that they may be longer.
    """

    def __init__(self, seed: int, longest: float) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._longest = longest

    def next(self) -> float:
        """After so much time, in the unit of `longest`."""
        return self._chance.uniform(0, self._longest)

    def learn(self, *, killed: bool) -> None:
        """Aim at what remains possible."""
        self._longest *= 1.1 if killed else 0.6


def begun(top: Path) -> None:
    """A repository at its first commit."""
    git(top, "init", "-q", "-b", "main", "--template=")
    for name, value in (("user.name", "Ada"), ("user.email", "ada@example.com"), ("maintenance.auto", "false")):
        git(top, "config", name, value)
    git(top, "add", ".")
    git(top, "commit", "-qm", "first")


def fresh(template: Path, folder: Path) -> Path:
    """A copy of a repository, in place of what was there."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder, symlinks=True)
    return folder
