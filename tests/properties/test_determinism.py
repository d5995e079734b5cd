"""The same input gives the same bytes: under any hash seed, locale, time zone, working directory and order of the folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import cases, documents
from tests.builders.cases import Case
from tests.properties import strategies

MACHINES = (
    {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
    {"PYTHONHASHSEED": "4711", "LC_ALL": "C.UTF-8", "LANG": "de_DE.UTF-8", "TZ": "Asia/Kathmandu"},
    {"PYTHONHASHSEED": "99999", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONOPTIMIZE": "1"},
)
PROJECTS = 12


@pytest.fixture(scope="module")
def projects() -> list[Case]:
    """Random projects, each with a platform of its own."""
    return strategies.many(strategies.cases(), PROJECTS)


def written(case: Case, folder: Path, *, backwards: bool) -> None:
    """The case on disk, its files made in one order or the other."""
    folder.mkdir(parents=True)
    for name, data in sorted(case.platform.items(), reverse=backwards):
        path = folder / "platform" / "environments" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(documents.dump(data), encoding="utf-8")
    bundled = cases.schemas().parent / "environments" / "defaults.yaml"
    (folder / "platform" / "environments" / "defaults.yaml").write_bytes(bundled.read_bytes())
    (folder / "ml-project.yaml").write_text(documents.dump(case.project), encoding="utf-8")


def test_other_machines_write_the_same_bytes(projects: list[Case], tmp_path: Path) -> None:
    trees = []
    for number, machine in enumerate(MACHINES):
        top = tmp_path / f"machine-{number}"
        for index, case in enumerate(projects):
            written(case, top / f"project-{index}", backwards=bool(number % 2))
        _generate(top, machine, elsewhere=bool(number % 2))
        trees.append({path.relative_to(top): path.read_bytes() for path in sorted(top.rglob("out-*/**/*.yaml"))})
    assert trees[0]
    assert trees[0] == trees[1] == trees[2]


RUN = """
import sys
from generator.cli import main
for index in range(int(sys.argv[2])):
    top = sys.argv[1]
    args = ["generate", f"{top}/project-{index}/ml-project.yaml", "--platform", f"{top}/project-{index}/platform"]
    code = main.run([*args, "--into", f"{top}/out-{index}"])
    if code:
        sys.exit(f"project {index}: exit {code}")
"""


def _generate(top: Path, machine: dict[str, str], *, elsewhere: bool) -> None:
    """All projects in one process, from a working directory of its own; absolute paths or relative ones."""
    where = top if not elsewhere else top.parent
    root = str(Path(__file__).parents[2])
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": root, "HOME": str(top), **machine}
    prefix = "." if where == top else str(top)
    count = len(list(top.glob("project-*")))
    done = subprocess.run(
        [sys.executable, "-c", RUN, prefix, str(count)],
        cwd=where,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
