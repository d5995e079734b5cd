"""The release commands, killed at random moments and run two at once: nothing is half done, lost or done twice."""

import contextlib
import fcntl
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests import patience
from tests.acceptance import killing
from tests.acceptance.killing import ROOT, fresh
from tests.builders.repositories import alone as git

FILE = """apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api: &same   # kept
    kind: service
    image: ghcr.io/acme/api:1
    ports: {http: 8080}
    scale: {min: 2, max: 6}
    strategy: blue-green
  web: *same
environments:
  production:
    releases:
      api:
        active: {slot: blue, image: ghcr.io/acme/api:1}
"""
RELEASE = "release {} -e production --offline --image ghcr.io/acme/api:2"
COMMIT = ["--commit", "--into", "deploy"]
# The command line in a child of its own, again and again, everything imported already; a child may be killed after so
# many milliseconds, alone or with the git processes that it started.
DRIVER = """
import contextlib, io, json, os, signal, sys, time
from generator.git import locks
locks.WAIT = LONG
from generator.cli import main
from generator.releases import commit, transition
from generator.git import commit as git_commit

def child(folder, arguments, out):
    os.setpgid(0, 0)
    os.chdir(folder)
    said, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(told):
        code = main.run(arguments)
    os.write(out, json.dumps([code, said.getvalue(), told.getvalue()]).encode())
    os._exit(0)

for line in sys.stdin:
    folder, arguments, at, together = json.loads(line)
    back, out = os.pipe()
    number = os.fork()
    if not number:
        child(folder, arguments, out)
    os.close(out)
    if at is not None:
        time.sleep(at / 1000)
        with contextlib.suppress(PermissionError, ProcessLookupError):
            os.setpgid(number, number)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(number, signal.SIGKILL) if together else os.kill(number, signal.SIGKILL)
    os.waitpid(number, 0)
    os.set_blocking(back, False)
    try:
        answer = os.read(back, 100000)
    except BlockingIOError:
        answer = b""
    os.close(back)
    print(answer.decode() or "null", flush=True)
""".replace("LONG", str(patience.LONG))
OFFLINE = 'tidegate: "ghcr.io/acme/api:2" stays as written: --offline looks nothing up\n'


class Driver(killing.Script):
    """Runs command lines, one at a time: exit code, stdout and stderr, None of one that was killed."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, DRIVER)

    def ask(self, folder: Path, line: str, *, at: float | None = None, together: bool = True) -> None:
        self.send(str(folder), line.split(), at, together)

    def run(self, folder: Path, line: str, **how: Any) -> Any:
        self.ask(folder, line, **how)
        return self.answer()


@pytest.fixture(scope="module")
def drivers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[Driver]]:
    home = tmp_path_factory.mktemp("home")
    made = [Driver(home), Driver(home)]
    yield made
    for each in made:
        each.close()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, drivers: Sequence[Driver]) -> Path:
    top = tmp_path_factory.mktemp("template") / "top"
    top.mkdir()
    (top / "ml-project.yaml").write_text(FILE)
    (top / "other").write_text("as committed\n")
    assert drivers[0].run(top, "generate --into deploy")[0] == 0
    killing.begun(top)
    (top / "other").write_text("in the index\n")
    git(top, "add", ".")
    (top / "other").write_text("in the working tree\n")
    return top


@pytest.fixture
def top(template: Path, tmp_path: Path) -> Path:
    return fresh(template, tmp_path / "top")


def present(top: Path) -> dict[str, bytes]:
    found = (path for path in top.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {str(path.relative_to(top)): path.read_bytes() for path in found}


def head(top: Path) -> str:
    return (top / ".git/refs/heads/main").read_text()


def settled(top: Path, before: str) -> bool:
    """Whether the command came to its end but for saying so, once the git processes that outlived it are done."""
    lock = top / ".git/tidegate/lock"
    if not lock.exists():
        return False
    with lock.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        return head(top) != before and not (top / ".git/tidegate/unfinished").exists()


def whole(top: Path, olds: Sequence[dict[str, bytes]]) -> None:
    """Every file is one that some state had, and the repository is sound."""
    git(top, "fsck", "--strict", "--no-dangling")
    for path, content in present(top).items():
        if not Path(path).name.startswith(".tidegate-"):
            assert content in [old.get(path) for old in olds], path


def commands() -> list[str]:
    return [
        " ".join([line, *COMMIT])
        for line in (
            RELEASE.format("api"),
            *(f"{each} api -e production" for each in ("advance", "rollback", "finish")),
        )
    ]


def test_killed_at_random_moments_the_same_command_repairs_and_nothing_is_done_twice(
    drivers: Sequence[Driver], template: Path, tmp_path: Path
) -> None:
    chance, driver = random.Random(11), drivers[0]  # noqa: S311 - the same choices each time
    top = fresh(template, tmp_path / "whole")
    states, wanted = [present(top)], git(top, "log", "--format=%s")
    moments: list[killing.Moments] = []
    for line in commands():
        begun = time.monotonic()
        assert driver.run(top, line)[0] == 0
        moments.append(killing.Moments(len(moments), (time.monotonic() - begun) * 1000))
        states.append(present(top))
    subjects = git(top, "log", "--format=%s")
    runs = kills = 0
    while kills < 30 and runs < 400:
        top = fresh(template, tmp_path / "top")
        for number, line in enumerate(commands()):
            before = head(top)
            for _ in range(3):
                runs += 1
                answer = driver.run(top, line, at=moments[number].next(), together=chance.random() < 0.7)
                moments[number].learn(killed=answer is None)
                assert answer is None or answer[0] == 0, answer
                if answer is not None or settled(top, before):
                    break
                kills += 1
                whole(top, states[number : number + 2])
            else:
                assert driver.run(top, line)[0] == 0
            assert present(top) == states[number + 1]
            assert git(top, "status", "--porcelain") == "MM other\n"
        assert git(top, "log", "--format=%s") == subjects
    assert kills >= 30
    assert wanted == "first\n"


def test_processes_of_their_own_are_killed_and_repaired_too(template: Path, tmp_path: Path) -> None:
    moments, top = killing.Moments(12, 0.06), tmp_path / "top"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(top)}
    command = [sys.executable, "-m", "generator", *commands()[0].split()]
    before, old, kills = head(template), present(template), 0
    for attempt in range(100):
        if not kills:
            fresh(template, top)
        process = subprocess.Popen(
            command,
            cwd=top,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(moments.next() * (1 + attempt))  # the first ones before it can have ended
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        killed = process.wait() == -signal.SIGKILL
        kills += killed
        git(top, "fsck", "--strict", "--no-dangling")
        if kills and (settled(top, before) or not killed):
            break
        moments.learn(killed=killed)
    if not settled(top, before):
        assert subprocess.run(command, cwd=top, env=environment, capture_output=True, check=False).returncode == 0
    assert kills
    assert git(top, "log", "--format=%s") == "release fraud/api 2 to production (step 0)\nfirst\n"
    assert {path for path, content in present(top).items() if old.get(path) != content} >= {"ml-project.yaml"}
    assert git(top, "status", "--porcelain") == "MM other\n"


def test_what_a_killed_git_left_locked_is_no_obstacle(drivers: Sequence[Driver], top: Path, tmp_path: Path) -> None:
    real = shutil.which("git")
    dies = f"""#!/bin/sh
case "$GIT_INDEX_FILE $*" in
*/next\\ *update-index*) : > "$GIT_INDEX_FILE.lock"; kill -9 $PPID;;
*) exec {real} "$@";;
esac
"""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/git").write_text(dies)
    (tmp_path / "bin/git").chmod(0o755)
    environment = {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "HOME": str(top)}
    before = head(top)
    done = subprocess.run(
        [sys.executable, "-m", "generator", *commands()[0].split()],
        cwd=top,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, head(top) != before) == (-signal.SIGKILL, True)
    assert (top / ".git/tidegate/work/next.lock").exists()
    code, said, told = drivers[0].run(top, commands()[0])
    assert (code, told) == (0, f"{OFFLINE}platform: bundled\n")
    assert said == f"finished {head(top)[:12]} on main, which an interrupted run had begun\n"
    assert git(top, "status", "--porcelain") == "MM other\n"


def test_of_two_commits_of_one_release_at_once_one_wins(
    drivers: Sequence[Driver], template: Path, tmp_path: Path
) -> None:
    for _ in range(3):
        top = fresh(template, tmp_path / "top")
        for driver in drivers:
            driver.ask(top, commands()[0])
        answers = sorted(driver.answer() for driver in drivers)
        refused = {
            4: "a release is already under way",
            5: "HEAD moved while this command ran",
        }  # 4: it came after the other
        assert (answers[0][0], refused[answers[1][0]] in answers[1][2]) == (0, True)
        assert git(top, "log", "--format=%s") == "release fraud/api 2 to production (step 0)\nfirst\n"
        assert git(top, "status", "--porcelain") == "MM other\n"


def test_of_two_commits_of_other_releases_at_once_none_is_lost(drivers: Sequence[Driver], top: Path) -> None:
    for driver, component in zip(drivers, ("api", "web"), strict=True):
        driver.ask(top, " ".join([RELEASE.format(component), *COMMIT]))
    answers = [driver.answer() for driver in drivers]
    assert {0} <= {code for code, _, _ in answers} <= {0, 5}
    for driver, component, (code, _, _) in zip(drivers, ("api", "web"), answers, strict=True):
        if code:
            assert driver.run(top, " ".join([RELEASE.format(component), *COMMIT]))[0] == 0
    assert sorted(git(top, "log", "--format=%s").splitlines()) == [
        "first",
        "release fraud/api 2 to production (step 0)",
        "release fraud/web 2 to production (step 0)",
    ]
    assert drivers[0].run(top, "generate --into deploy --check --base HEAD~")[0] == 0
    assert git(top, "status", "--porcelain") == "MM other\n"


def test_of_two_edits_at_once_none_is_lost(drivers: Sequence[Driver], template: Path, tmp_path: Path) -> None:
    codes = set()
    for _ in range(8):
        top = fresh(template, tmp_path / "top")
        for driver, component in zip(drivers, ("api", "web"), strict=True):
            driver.ask(top, RELEASE.format(component))
        answers = [driver.answer() for driver in drivers]
        written = (top / "ml-project.yaml").read_text()
        for (code, _, told), component in zip(answers, ("api", "web"), strict=True):
            codes.add(code)
            held = written.partition(f"\n      {component}:\n")[2].partition("step: 0")[0]
            assert (code == 0) is ("candidate" in held and held.count("active") == 1), (code, told, written)
            assert (
                code == 0
                or told
                == "tidegate: ml-project.yaml changed while this command ran\n  hint: run the command again\nplatform: bundled\n"
            )
        assert 0 in [code for code, _, _ in answers]
    assert codes <= {0, 5}
