"""`publish` that is killed at any moment: the branch holds the whole commit or none of it, and the same command does the rest.

What may stay behind is the folder of the temporary clone: nothing in it is needed again.
"""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import patience
from tests.acceptance import deploying, killing
from tests.acceptance.deploying import bare, edit, people, project, subjects, tree
from tests.builders.repositories import git

ROOT = Path(__file__).parents[2]
FILES = 13
KILLS, MOST = 16, 100
# Forks from one warm process for each run; the line read is `PATH REPOSITORY MILLISECONDS`, or `settle`. Git processes
# that outlive a killed run become this one's children, and so it knows when they have ended.
DRIVER = """
import contextlib, ctypes, os, signal, sys, time
from generator.errors import TidegateError
from generator.publishing import publish
from generator.validation import platform

bundled = platform.at(None)
bundled.templates

def run(path, repository):
    try:
        done = publish.publish([path], bundled, publish.PublishRequest(repository=repository), progress=lambda *_: None)
        return done.run.exit_code
    except TidegateError as error:
        return error.exit_code

def settle():
    signal.alarm(LONG)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    signal.alarm(0)

assert ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) == 0  # PR_SET_CHILD_SUBREAPER
for line in sys.stdin:
    if line == "settle\\n":
        settle()
        print(0, flush=True)
        continue
    path, repository, after = line.split()
    child = os.fork()
    if not child:
        os._exit(run(path, repository))
    if float(after):
        time.sleep(float(after) / 1000)
        os.kill(child, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
settle()
""".replace("LONG", str(patience.LONG))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    deploying.at_home(tmp_path / "home", monkeypatch)


@pytest.fixture
def deploy(tmp_path: Path) -> Path:
    repository = bare(tmp_path / "deploy.git")
    git(repository, "config", "receive.autogc", "false")
    people(repository, {"README.md": "ours\n"})
    return repository


class Driver:
    """A warm process that publishes, and kills what it started after so many milliseconds; 0 is a whole run."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", DRIVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def ask(self, path: Path, repository: str, milliseconds: float = 0) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{path} {repository} {milliseconds}\n")
        self._process.stdin.flush()

    def answer(self) -> int:
        assert self._process.stdout
        return int(self._process.stdout.readline())

    def run(self, path: Path, repository: str, milliseconds: float = 0) -> int:
        self.ask(path, repository, milliseconds)
        return self.answer()

    def settle(self) -> None:
        """Wait for the git processes that outlived a killed run."""
        assert self._process.stdin
        self._process.stdin.write("settle\n")
        self._process.stdin.flush()
        assert self.answer() == 0

    def close(self) -> None:
        """End, with the git processes that outlived a killed run."""
        self._process.communicate()


def whole(repository: Path, before: dict[str, str], subject: str) -> bool:
    """Whether the commit has landed, if so whole and alone."""
    landed = subjects(repository)[0] == subject
    assert landed or tree(repository) == before
    assert git(repository, "fsck", "--strict", "--no-dangling") == ""
    return landed


def test_killed_at_random_moments_the_same_command_repairs(deploy: Path, tmp_path: Path) -> None:
    driver = Driver()
    address = deploy.as_uri()
    first = project(tmp_path, "fraud")
    began = time.monotonic()
    assert driver.run(first, address) == 0
    moments, landed = killing.Moments(4711, (time.monotonic() - began) * 1000), []
    for number in range(MOST):
        fraud = project(tmp_path, f"fraud{number}")
        before = tree(deploy)
        killed = driver.run(fraud, address, 1 + moments.next()) == -signal.SIGKILL
        moments.learn(killed=killed)
        driver.settle()
        there = whole(deploy, before, f"publish risk/fraud{number}")
        landed += [there] * killed
        assert driver.run(fraud, address) == 0
        assert len(tree(deploy)) == len(before) + FILES
        assert subjects(deploy).count(f"publish risk/fraud{number}") == 1
        if len(landed) == KILLS:
            break
    driver.close()
    assert (len(landed), False in landed) == (KILLS, True)
    # Python's tempfile tries a folder with a file of eight random characters, which a killed process leaves
    left = [path.name for path in (tmp_path / "temporary").iterdir() if not re.fullmatch("[a-z0-9_]{8}", path.name)]
    assert {name[:9] for name in left} <= {"tidegate-"}


def test_writers_that_are_killed_all_the_time_lose_nothing(deploy: Path, tmp_path: Path) -> None:
    chance = random.Random(815)  # noqa: S311 - moments, no secret
    drivers = [Driver() for _ in range(4)]
    projects = [project(tmp_path, f"fraud{number}") for number in range(len(drivers))]
    for commit in range(1, 4):
        for path in projects:
            edit(path, f"max: {commit + 1}", f"max: {commit + 2}")
        for driver, path in zip(drivers, projects, strict=True):
            driver.ask(path, deploy.as_uri(), chance.uniform(50, 900))
        for driver in drivers:
            driver.answer()
        for driver, path in zip(drivers, projects, strict=True):
            driver.ask(path, deploy.as_uri())
        assert [driver.answer() for driver in drivers] == [0] * len(drivers)
    for driver in drivers:
        driver.close()
    assert sorted(subjects(deploy)) == sorted(["people", *(f"publish risk/{p.parent.name}" for p in projects * 3)])
    assert len(tree(deploy)) == 1 + FILES * len(projects)
    assert git(deploy, "rev-list", "--merges", "main") == ""
    assert git(deploy, "fsck", "--strict", "--no-dangling") == ""


@pytest.mark.parametrize("signalled", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_ends_at_once(tmp_path: Path, signalled: signal.Signals) -> None:
    script = tmp_path / "ssh"
    script.write_text(f"#!/bin/sh\necho $$ >{tmp_path}/pid\nmv {tmp_path}/pid {tmp_path}/reached\nexec sleep 6000\n")
    script.chmod(0o755)
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", "publish", project(tmp_path), "--repo", "ada@git.acme.dev:deploy.git"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "GIT_SSH_COMMAND": str(script)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # a shell starts what it puts in the background with SIGINT ignored, and a child inherits that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    )
    assert patience.until((tmp_path / "reached").exists)
    process.send_signal(signalled)
    assert process.wait(patience.LONG) == {signal.SIGINT: 130, signal.SIGTERM: -15}[signalled]
    if signalled == signal.SIGTERM:  # nobody was there to end what it had started
        os.kill(int((tmp_path / "reached").read_text()), signal.SIGKILL)
    left = list((tmp_path / "temporary").iterdir())
    assert len(left) == {signal.SIGINT: 0, signal.SIGTERM: 1}[signalled]
