"""How the cost grows: CPU seconds of whole processes against one number at a time, with the exponent of the growth.

`python tests/benchmarks/growth.py` takes some minutes, with `--small` one. Each number is the one before times the same factor, and
the exponent is that of the differences between the costs, so that what does not grow cancels out. 1 is linear.
"""

import argparse
import math
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import measure, workload
from tests.benchmarks.run import SHARED, TIDEGATE, environment

NOISE = 0.05
"""CPU seconds between two costs that are no growth."""
PLATFORM = "apiVersion: tidegate.dev/v1\n"
ENVIRONMENT = """\
apiVersion: tidegate.dev/v1
name: {name}
cluster: {{name: {name}, kubernetes: "1.34"}}
gitops: {{tool: flux, version: "2.6"}}
"""


class Axis(NamedTuple):
    """What grows: its name, its values, and what writes the input of a value and gives the paths of a run."""

    name: str
    values: Sequence[int]
    write: Callable[[Path, int], Sequence[str]]


class Growth(NamedTuple):
    """The cost of a command at three values of an axis."""

    axis: str
    command: str
    costs: Mapping[int, float]

    @property
    def exponent(self) -> float:
        """The exponent of the growth; 0 if the cost hardly grows."""
        (least, low), (middle, more), (_, high) = sorted(self.costs.items())
        if high - more < NOISE or more - low <= 0:
            return 0.0
        return math.log((high - more) / (more - low)) / math.log(middle / least)


def projects(folder: Path, count: int) -> Sequence[str]:
    """So many projects."""
    workload.write(folder / "in", count)
    return [str(folder / "in")]


def components(folder: Path, count: int) -> Sequence[str]:
    """One project with so many components in one environment."""
    (folder / "in").mkdir()
    (folder / "in/ml-project.yaml").write_text(workload.wide_file(count, "here"))
    return [str(folder / "in")]


def environments(folder: Path, count: int) -> Sequence[str]:
    """Ten projects in so many environments."""
    names = [f"e{number}" for number in range(count)]
    (folder / "platform/environments").mkdir(parents=True)
    (folder / "platform/tidegate-platform.yaml").write_text(PLATFORM)
    for name in names:
        (folder / f"platform/environments/{name}.yaml").write_text(ENVIRONMENT.format(name=name))
    for values in workload.projects(10):
        home = folder / "in" / values["name"]
        home.mkdir(parents=True)
        (home / "ml-project.yaml").write_text(workload.team_file(values, {name: {} for name in names}))
    return [str(folder / "in"), "--platform", str(folder / "platform")]


def deployed(folder: Path, count: int) -> Sequence[str]:
    """One project into a folder with so many others."""
    measure.cost((*TIDEGATE, "generate", *projects(folder, count), "--into", str(folder / "out")), env=environment())
    return [str(folder / "in" / "p0000")]


def axes(*, small: bool) -> Iterator[Axis]:
    """What grows."""
    yield Axis("projects", (30, 90, 270) if small else (100, 1000, 10_000), projects)
    yield Axis("components of a project", (10, 30, 90), components)
    yield Axis("environments", (3, 9, 27), environments)
    yield Axis("other projects in the GitOps folder", (30, 90, 270) if small else (100, 300, 900), deployed)


def grown(axis: Axis, top: Path) -> Iterator[Growth]:
    """The growth of the commands along an axis."""
    env = {**environment(), "TIDEGATE_CACHE": ""}
    costs: dict[str, dict[int, float]] = {}
    for value in axis.values:
        folder = top / f"{axis.write.__name__}{value}"
        folder.mkdir()
        paths, into = axis.write(folder, value), ("--into", str(folder / "out"))
        for command in (("validate", *paths), ("generate", *paths, *into), ("generate", *paths, *into, "--check")):
            name = command[0] if command[-1] != "--check" else "generate --check"
            costs.setdefault(name, {})[value] = measure.cost((*TIDEGATE, *command), env=env).cpu
    yield from (Growth(axis.name, name, found) for name, found in costs.items())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--small", action="store_true", help="smaller numbers, a minute")
    memory = SHARED if SHARED.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="tidegate-growth-", dir=memory) as top:
        for axis in axes(small=parser.parse_args().small):
            for each in grown(axis, Path(top)):
                costs = ", ".join(f"{value:,}: {cost:.2f}" for value, cost in each.costs.items())
                sys.stdout.write(f"{each.axis:36}{each.command:20}{each.exponent:6.2f}  {costs}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
