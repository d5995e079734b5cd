"""The cases of `tests/golden`: a folder is a project, with what tidegate says of it and what it makes of it.

A case holds `ml-project.yaml` (one, or several in subfolders), perhaps a `platform/` and files, and beside them
`expected/`, the whole generated tree, or `problems.txt`: the exit code and the words of `tidegate validate`; both where there
are warnings. `pytest tests/acceptance/test_golden.py --regenerate` writes both anew: read the difference before you commit it.
"""

import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.external import kubeconform, kustomize
from generator.files import package_data
from tests.acceptance.machines import MACHINES, commands, objects, tree

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
CASES = sorted(folder.name for folder in GOLDEN.iterdir() if folder.is_dir())
VALID = [case for case in CASES if (GOLDEN / case / "expected").is_dir()]
OVERLAYS = sorted(
    (path.relative_to(GOLDEN).parts[0], path) for path in GOLDEN.glob("*/expected/projects/*/*/overlays/*")
)
EXPECTATIONS = ("expected", "problems.txt")


class Made(NamedTuple):
    """What came of a case on one machine: `problems.txt`, and the generated tree."""

    problems: str
    tree: Mapping[str, bytes]


Machines = Callable[[str], Mapping[str, Made]]
"""Every case on the machine of this name, made when it is first asked for."""


def copied(case: str, folder: Path) -> Path:
    """The case's input alone; a folder of the same name everywhere, since messages show paths below it only."""
    source = GOLDEN / case
    shutil.copytree(source, folder, symlinks=True, ignore=lambda at, _: EXPECTATIONS if Path(at) == source else ())
    return folder


def made(machine: str, top: Path) -> dict[str, Made]:
    cases = CASES if machine == "here" else CASES[::-1]
    folders = {case: copied(case, top / case) for case in cases}
    judged = commands(machine, [(folder, ["validate", ".", *platform(folder)]) for folder in folders.values()])
    good = [case for case, (code, _, _) in zip(cases, judged, strict=True) if code == 0]
    wrote = commands(
        machine, [(folders[case], ["generate", ".", *platform(folders[case]), "--into", "out"]) for case in good]
    )
    assert [code for code, _, _ in wrote] == [0] * len(good)
    return {
        case: Made(f"exit {code}\n{out}" if code or out else "", tree(folders[case] / "out"))
        for case, (code, out, _) in zip(cases, judged, strict=True)
    }


def platform(folder: Path) -> list[str]:
    return ["--platform", "platform"] if (folder / "platform").is_dir() else []


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Machines:
    return cache(lambda name: made(name, tmp_path_factory.mktemp(name)))


def write(case: str, now: Made) -> None:
    problems, expected = GOLDEN / case / "problems.txt", GOLDEN / case / "expected"
    problems.unlink(missing_ok=True)
    shutil.rmtree(expected, ignore_errors=True)
    if now.problems:
        problems.write_text(now.problems, encoding="utf-8", newline="\n")
    for name, content in now.tree.items():
        path = expected / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@pytest.mark.parametrize("case", CASES)
def test_case_gives_what_is_expected(case: str, machines: Machines, *, regenerate: bool) -> None:
    now = machines("here")[case]
    assert now.problems[:7] in {"", "exit 0\n", "exit 3\n", "exit 4\n"}
    if regenerate:
        write(case, now)
    problems = GOLDEN / case / "problems.txt"
    assert now.problems == (problems.read_text(encoding="utf-8") if problems.exists() else "")
    assert now.tree == tree(GOLDEN / case / "expected")


@pytest.mark.parametrize("machine", [name for name in MACHINES if name != "here"])
@pytest.mark.parametrize("case", CASES)
def test_case_gives_the_same_bytes_on_every_machine(case: str, machine: str, machines: Machines) -> None:
    assert machines(machine)[case] == machines("here")[case]


@pytest.fixture(scope="module")
def rendered() -> dict[Path, str]:
    """What `render` prints for every expected overlay."""
    wanted = [
        (GOLDEN / case, ["render", "ml-project.yaml", *platform(GOLDEN / case), "-e", overlay.name])
        for case, overlay in OVERLAYS
    ]
    done = commands("here", wanted)
    assert [err for code, _, err in done if code] == []
    return {overlay: out for (_, overlay), (_, out, _) in zip(OVERLAYS, done, strict=True)}


@pytest.mark.parametrize("overlay", [pytest.param(path, id=f"{case}-{path.name}") for case, path in OVERLAYS])
def test_kustomize_builds_what_render_prints(overlay: Path, rendered: dict[Path, str]) -> None:
    assert objects(kustomize.build(overlay)) == objects(rendered[overlay])


def test_kubeconform_accepts_every_object(rendered: dict[Path, str]) -> None:
    stream = "".join(f"---\n{text}" for text in rendered.values())
    count = sum(len(objects(text)) for text in rendered.values())
    assert kubeconform.check(stream, kubernetes="1.34", schemas=package_data.folder("schemas"), expected=count) == ()
