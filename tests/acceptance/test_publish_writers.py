"""Many who publish to one repository at once: every commit lands, one after the other, and no file is lost."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from generator.publishing import publish
from tests import patience
from tests.acceptance import deploying
from tests.acceptance.deploying import bare, hook, people, project, show, subjects, tree
from tests.builders.repositories import git

ROOT = Path(__file__).parents[2]
WRITERS, COMMITS = 8, 25
# Temporary clones in memory, where there is such a folder: the disk says nothing here
MEMORY = {"TMPDIR": "/dev/shm"} if os.access("/dev/shm", os.W_OK) else {}  # noqa: S108 - safe names are made below it
# One process that changes its project and publishes it, again and again
WRITER = """
import json, sys
from pathlib import Path
from generator.errors import TidegateError
from generator.publishing import publish
from generator.report import runs
from generator.validation import platform
from generator.git.remote import Remote

path, repository, commits = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
text, push = path.read_text(), Remote.push
pushes, said = [], []

def counting(remote):
    pushes[-1] += 1
    return push(remote)

Remote.push = counting
bundled, wanted = platform.at(None), publish.PublishRequest(repository=repository)
for number in range(1, commits + 1):
    pushes.append(0)
    path.write_text(text.replace("max: 2", f"max: {number + 1}"))
    try:
        done = publish.publish([str(path)], bundled, wanted, progress=lambda *_: None)
        out = "".join(each.text for each in runs.published(done, "text", colour=False) if not each.err)
        said.append([done.run.exit_code, out.splitlines(), pushes[-1]])
    except TidegateError as error:
        said.append([error.exit_code, error.message, pushes[-1]])
print(json.dumps(said))
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deploying.at_home(tmp_path / "home", monkeypatch)


def written(projects: Sequence[Path], repository: str, commits: int) -> Iterator[list[Any]]:
    """What each writer was told: exit code, words and number of pushes of every commit."""
    command = [sys.executable, "-c", WRITER]
    started = [
        subprocess.Popen(
            [*command, str(path), repository, str(commits)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), **MEMORY},
        )
        for path in projects
    ]
    for process in started:
        out, _ = process.communicate(timeout=4 * patience.LONG)
        yield json.loads(out)


def all_landed(repository: Path, projects: Sequence[Path], commits: int, before: Sequence[str] = ()) -> None:
    """The history is one line with each commit of each writer, each of them of its own files alone."""
    names = [path.parent.name for path in projects]
    assert sorted(subjects(repository)) == sorted([*before, *(f"publish risk/{name}" for name in names * commits)])
    assert git(repository, "rev-list", "--merges", "main") == ""
    assert len({path.split("/")[2] for path in tree(repository) if path.startswith("projects/")}) == len(names)
    for name in names:
        overlay = f"projects/risk/{name}/overlays/dev"
        assert sum(path.startswith(f"{overlay}/") for path in tree(repository)) == 12
        scaler = show(repository, f"{overlay}/hpa/{name}-api-blue.horizontalpodautoscaler.yaml")
        assert f"maxReplicas: {commits + 1}\n" in scaler
        log = git(repository, "log", "--format=", "--name-only", f"--grep=risk/{name}$", "main").split()
        assert all(name in path for path in log)
    assert git(repository, "fsck", "--strict", "--no-dangling") == ""


@pytest.fixture
def deploy(tmp_path: Path) -> Path:
    """An empty repository that does not tidy up in between: it costs time that says nothing."""
    repository = bare(tmp_path / "deploy.git")
    git(repository, "config", "receive.autogc", "false")
    return repository


def told_to_all(told: Sequence[list[Any]]) -> set[int]:
    """The exit codes; a hundred pushes are allowed, and far fewer have to do."""
    pushes = sorted(count for each in told for _, _, count in each)
    assert pushes[-1] <= publish.ATTEMPTS // 2, pushes
    return {code for each in told for code, _, _ in each}


def test_eight_writers_land_25_commits_each(deploy: Path, tmp_path: Path) -> None:
    projects = [project(tmp_path, f"fraud{number}") for number in range(WRITERS)]
    told = list(written(projects, deploy.as_uri(), COMMITS))
    assert told_to_all(told) == {0}, told
    all_landed(deploy, projects, COMMITS)


def test_writers_through_a_daemon(deploy: Path, tmp_path: Path) -> None:
    projects = [project(tmp_path, f"fraud{number}") for number in range(4)]
    with deploying.daemon(tmp_path, "--enable=receive-pack") as address:
        told = list(written(projects, f"{address}/deploy.git", 3))
    assert told_to_all(told) == {0}, told
    all_landed(deploy, projects, 3)


def test_all_land_where_a_hook_rejects_one_push_in_three(deploy: Path, tmp_path: Path) -> None:
    people(deploy, {"README.md": "ours\n"})
    hook(deploy, "pre-receive", f'echo x >>{tmp_path}/tries; [ "$(($(wc -l <{tmp_path}/tries) % 3))" != 0 ]')
    projects = [project(tmp_path, f"fraud{number}") for number in range(4)]
    told = list(written(projects, deploy.as_uri(), 4))
    assert told_to_all(told) == {0}, told
    all_landed(deploy, projects, 4, before=["people"])
    assert (tmp_path / "tries").read_text().count("x") > 4 * 4
