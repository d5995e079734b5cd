"""A release command with --commit that is killed: the branch is old or new, files are whole, the same command repairs."""

import contextlib
import fcntl
import itertools
import os
import random
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import patience
from tests.acceptance import killing
from tests.acceptance.killing import fresh
from tests.builders.repositories import alone as git

TRAILER = "Tidegate-Release: fraud/api production advance"
# What a release command does: one line of the project file, overlays changed, new and gone. `once` kills itself before
# its n-th file operation or at the start or end of a git process; `late` is killed with its git processes after so many
# milliseconds; 0 is a whole run.
DRIVER = """
import contextlib, fcntl, json, os, shutil, signal, subprocess, sys, tempfile, time
from generator import errors
from generator.git import commit
from generator.git.commit import Change

DEEDS = {
    "open", "write", "sendfile", "replace", "link", "unlink", "mkdir", "rmdir", "chmod", "fchmod", "utime", "flock",
    "fork_exec", "waitpid",
}

def content(top, path):
    try:
        with open(f"{top}/{path}", "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None

def advance(top, branch, wait):
    with commit.transaction(top, wait=wait) as transaction:
        if transaction.finished:
            return transaction.finished
        old = content(top, "projects/fraud/ml-project.yaml")
        step = int(old.split()[1]) + 1
        texts = {
            "projects/fraud/ml-project.yaml": b"step: %d # a comment\\r\\n" % step,
            "deploy/production/api.yaml": b"weight: %d\\n" % step * 500,
            f"deploy/production/new {step}/a.yaml": b"new\\n",
            f"deploy/production/gone/{step}.yaml": None,
        }
        changes = [Change(path, text, content(top, path)) for path, text in texts.items()]
        return transaction.commit(changes, message=f"advance to {step}", trailer="TRAILER", branch=branch)

def counting(at):
    left = [at]
    def call(frame, event, function):
        name = getattr(function, "__name__", "")
        pipe = name == "open" and frame.f_code.co_filename == subprocess.__file__
        if event == "c_call" and name in DEEDS and not pipe:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.setprofile(call)

def child(top, how, at, branch, wait, out):
    if how == "once" and at:
        counting(at)
    try:
        done = ["done", *advance(top, branch, wait)]
    except errors.TidegateError as error:
        done = ["refused", error.exit_code, error.message]
    sys.setprofile(None)
    os.write(out, json.dumps(done).encode())
    os._exit(0)

for line in sys.stdin:
    top, how, at, branch, wait = json.loads(line)
    back, out = os.pipe()
    number = os.fork()
    if not number:
        os.setpgid(0, 0)
        child(top, how, at, branch, wait, out)
    os.close(out)
    if how == "late":
        time.sleep(at / 1000)
        with contextlib.suppress(PermissionError):
            os.setpgid(number, number)
        os.killpg(number, signal.SIGKILL)
    os.waitpid(number, 0)
    # Not to the end: a git process that outlives the killed one has the other end, too
    os.set_blocking(back, False)
    try:
        said = os.read(back, 10000)
    except BlockingIOError:
        said = b""
    os.close(back)
    print(said.decode() or '["killed"]', flush=True)
""".replace("TRAILER", TRAILER)


class Driver(killing.Script):
    """Runs the command again and again, each time in a child of its own that may be killed."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, DRIVER)

    def ask(
        self, top: Path, how: str = "once", at: float = 0, branch: str | None = None, wait: float = patience.LONG
    ) -> None:
        self.send(str(top), how, at, branch, wait)

    def run(self, top: Path, how: str = "once", at: float = 0, branch: str | None = None) -> Any:
        self.ask(top, how, at, branch)
        return self.answer()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("template")
    texts = {
        "projects/fraud/ml-project.yaml": "step: 0 # a comment\r\n",
        "deploy/production/api.yaml": "weight: 0\n" * 500,
        **{f"deploy/production/gone/{step}.yaml": "gone\n" for step in (1, 2)},
        **dict.fromkeys(("staged", "unstaged", "both"), "as committed\n"),
    }
    for path, text in texts.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_bytes(text.encode())
    killing.begun(top)
    for name in ("staged", "both"):
        (top / name).write_text("in the index\n")
    git(top, "add", ".")
    for name in ("unstaged", "both", "untracked"):
        (top / name).write_text("in the working tree\n")
    hooks = top / ".git/hooks"
    hooks.mkdir()
    for name in ("reference-transaction", "post-index-change", "pre-commit", "post-commit"):
        (hooks / name).write_text(f"#!/bin/sh\necho {name} >> '{top}/../hooks-that-ran'\n")
        (hooks / name).chmod(0o755)
    return top


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[Driver]:
    driver = Driver(tmp_path)
    yield driver
    driver.close()


def present(top: Path) -> dict[str, bytes]:
    found = (
        Path(root, name) for root, folders, names in os.walk(top) if ".git" not in Path(root).parts for name in names
    )
    return {str(path.relative_to(top)): path.read_bytes() for path in found}


def state(top: Path) -> dict[str, object]:
    """All that a person can see of the repository, but the time of the commit."""
    return {
        "files": present(top),
        "folders": sorted(
            str(Path(root).relative_to(top)) for root, _, _ in os.walk(top) if ".git" not in Path(root).parts
        ),
        "commits": git(top, "log", "--all", "--format=%D %T %an %ae %B"),
        "index": git(top, "ls-files", "--stage"),
        "status": git(top, "status", "--porcelain"),
        "hooks": {path.name: path.read_bytes() for path in (top / ".git/hooks").iterdir()},
        "left": sorted(path.name for path in (*(top / ".git").iterdir(), *(top / ".git/tidegate").iterdir())),
    }


def moved(top: Path, template: Path) -> bool:
    place = Path(".git/refs/heads/main")
    return (top / place).read_bytes() != (template / place).read_bytes()


def check(top: Path, template: Path, after: Mapping[str, bytes]) -> None:
    """The branch is at the old or the new commit, the repository is sound, and every file is the old or the new one."""
    if moved(top, template):
        assert git(top, "log", "--format=%s") == "advance to 1\nfirst\n"
    git(top, "fsck", "--strict")
    before, now = present(template), present(top)
    for path, content in now.items():
        if not Path(path).name.startswith(".tidegate-"):
            assert content in {before.get(path), after.get(path)}, path
    assert now.keys() >= before.keys() & after.keys()


def settled(top: Path, template: Path) -> bool:
    """Whether the command came to its end, but for saying so; a git process that outlived it is waited for."""
    folder = top / ".git/tidegate"
    if not (folder / "lock").exists():
        return False
    with (folder / "lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return moved(top, template) and not (folder / "unfinished").exists()


@pytest.fixture(scope="module")
def expected(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("expected")
    driver = Driver(folder)
    top = fresh(template, folder / "top")
    assert driver.run(top)[0] == "done"
    driver.close()
    return state(top)


def killed(driver: Driver, template: Path, top: Path, expected: Mapping[str, Any], *deaths: tuple[str, float]) -> int:
    """Run the command, killed each time, and once more: all is as if nobody had killed it; how many times that was."""
    fresh(template, top)
    count = 0
    for how, at in deaths:
        if settled(top, template) or driver.run(top, how, at) != ["killed"]:
            break
        check(top, template, expected["files"])
        count += 1
    if count and settled(top, template):
        shutil.rmtree(top / ".git/tidegate/work", ignore_errors=True)
    elif count:
        assert driver.run(top)[0] == "done"
    if count:
        assert state(top) == expected
    return count


def test_killed_at_any_file_operation_it_is_whole_and_the_same_command_repairs(
    driver: Driver, template: Path, tmp_path: Path, expected: dict[str, object]
) -> None:
    runs = next(
        at for at in itertools.count(1) if not killed(driver, template, tmp_path / "top", expected, ("once", at))
    )
    assert runs > 150


def test_killed_again_in_the_repair_the_next_run_repairs(
    driver: Driver, template: Path, tmp_path: Path, expected: dict[str, object]
) -> None:
    chance = random.Random(4)  # noqa: S311 - the same kills each time
    # The branch moves at about the 78th of 165 operations; a repair has about 120
    deaths = [(("once", chance.randint(80, 160)), ("once", chance.randint(1, 110))) for _ in range(25)]
    kills = [killed(driver, template, tmp_path / "top", expected, *pair) for pair in deaths]
    assert kills.count(2) > 10


def test_killed_at_any_time_with_its_git_processes_it_is_whole_and_the_same_command_repairs(
    driver: Driver, template: Path, tmp_path: Path, expected: dict[str, object]
) -> None:
    begin = time.monotonic()
    driver.run(fresh(template, tmp_path / "top"))
    moments, kills = killing.Moments(5, (time.monotonic() - begin) * 1000), 0
    for _ in range(200):
        once = killed(driver, template, tmp_path / "top", expected, ("late", moments.next()))
        moments.learn(killed=bool(once))
        kills += once
        if kills == 25:
            break
    assert kills == 25


def test_killed_on_its_way_to_a_new_branch_it_leaves_the_working_tree_alone(
    driver: Driver, template: Path, tmp_path: Path
) -> None:
    top = fresh(template, tmp_path / "top")
    before = present(top), git(top, "status", "--porcelain"), git(top, "rev-parse", "HEAD")
    for at in itertools.count(3, 7):
        fresh(template, top)
        answer = driver.run(top, at=at, branch="release/1")
        again = driver.run(top, branch="release/1")
        assert (again[0], git(top, "log", "--format=%s", "release/1")) == ("done", "advance to 1\nfirst\n")
        assert (present(top), git(top, "status", "--porcelain"), git(top, "rev-parse", "HEAD")) == before
        if answer != ["killed"]:
            break


def test_hooks_are_never_run(driver: Driver, template: Path, tmp_path: Path) -> None:
    assert driver.run(fresh(template, tmp_path / "top"))[0] == "done"
    assert not (template / "../hooks-that-ran").exists()


def test_of_two_at_once_one_wins_and_nothing_is_lost(driver: Driver, template: Path, tmp_path: Path) -> None:
    top = fresh(template, tmp_path / "top")
    with contextlib.closing(Driver(tmp_path)) as other:
        for _ in range(10):
            for each in (driver, other):
                each.ask(top)
            answers = {each: each.answer() for each in (driver, other)}
            second = [each for each, answer in answers.items() if answer[0] == "refused"]
            assert [answers[each] for each in second] == [
                ["refused", 5, f"{top}: HEAD moved while this command ran"]
            ] * len(second)
            assert [each.run(top)[0] for each in second] in (["done"], [])
    assert (top / "projects/fraud/ml-project.yaml").read_bytes() == b"step: 20 # a comment\r\n"
    assert git(top, "log", "--format=%s").split("\n")[:20] == [f"advance to {step}" for step in range(20, 0, -1)]
    assert git(top, "status", "--porcelain") == "MM both\nM  staged\n M unstaged\n?? untracked\n"


def test_of_two_at_once_that_do_not_wait_one_wins_and_the_other_exits_5(
    driver: Driver, template: Path, tmp_path: Path
) -> None:
    top = fresh(template, tmp_path / "top")
    answers = []
    with contextlib.closing(Driver(tmp_path)) as other:
        for _ in range(10):
            for each in (driver, other):
                each.ask(top, wait=0)
            answers += [each.answer() for each in (driver, other)]
    done = [answer for answer in answers if answer[0] == "done"]
    refused = [answer[1:] for answer in answers if answer[0] == "refused"]
    assert (len(done) >= 10, len(done) + len(refused)) == (True, 20)
    reasons = [
        f"{top}: {fact}"
        for fact in ("another tidegate process is running in this working tree", "HEAD moved while this command ran")
    ]
    assert [code for code, fact in refused if fact in reasons] == [5] * len(refused)
    assert (top / "projects/fraud/ml-project.yaml").read_bytes() == b"step: %d # a comment\r\n" % len(done)
    assert len(git(top, "log", "--format=%s").split("\n")) == len(done) + 2
    git(top, "fsck", "--strict")
