"""What `diff` is measured on: one edited project among others, and an environment in which every object is changed.

dyff compares the same objects, as two files: what `kubectl kustomize` prints of each state, in the order of the files.
"""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import workload

SERVICES = 375
"""Components of the environment in which everything is changed: 8 objects each."""
SCREEN = 40
"""Lines of a terminal."""


class Wide(NamedTuple):
    """A GitOps repository whose last commit changes every object, and the objects before and after it as two files."""

    repository: Path
    before: Path
    after: Path
    objects: int


def edited(folder: Path, count: int, env: Mapping[str, str]) -> Path:
    """A repository of so many projects, of which one is edited and not committed."""
    workload.write(folder, count)
    _commit(folder, env)
    file = folder / "p0000" / "ml-project.yaml"
    file.write_text(file.read_text().replace("cpu: 500m", "cpu: 600m"))
    return folder


def wide(folder: Path, generate: Callable[[Path, Path], object], env: Mapping[str, str]) -> Wide:
    """The repository that `generate` writes of two states of a project: a label of every object differs."""
    file, repository = folder / "ml-project.yaml", folder / "deploy"
    folder.mkdir()
    states = {label: folder / f"{label}.yaml" for label in ("before", "after")}
    for label, stream in states.items():
        file.write_text(workload.wide_file(SERVICES, label))
        generate(file, repository)
        _commit(repository, env)
        stream.write_text("---\n".join(each.read_text() for each in _objects(repository)))
    return Wide(repository, states["before"], states["after"], len(_objects(repository)))


def headlines(text: str) -> int:
    """The lines of a review until all headlines are told: they come first."""
    return len(text.partition("\n\n")[0].splitlines())


def _objects(repository: Path) -> list[Path]:
    return sorted(repository.glob("projects/*/*/overlays/*/*/*.*.yaml"))


def _commit(folder: Path, env: Mapping[str, str]) -> None:
    names = {f"GIT_{who}_{what}": "bench@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for arguments in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "state")):
        subprocess.run(["git", *arguments], cwd=folder, env={**env, **names}, check=True)
