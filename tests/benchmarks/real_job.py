"""What the job that people do costs with each tool: every object in a file on disk, and kubeconform's word on all of them.

kubeconform runs as tidegate runs it: strict, with the schemas of this checkout. helm writes a file for each template and not for
each object, and neither helm nor jsonnet writes the kustomizations, the entries of the GitOps tool and the record of what
belongs to whom. What a kustomize loop costs is measured on some overlays: each is a process of its own, so the rest cost the same.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from generator.external import kubeconform
from tests.benchmarks import measure
from tests.benchmarks.measure import Cost, Run

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
KUBERNETES = "1.34"


def helm(command: Sequence[str], into: Path, env: Mapping[str, str]) -> Run:
    """A chart, written below a folder."""
    return partial(_job, (*command, "--output-dir", str(into)), into, env)


def jsonnet(program: str, source: Path, into: Path, env: Mapping[str, str]) -> Run:
    """A program that prints a list of objects, with each in a file of its own."""
    each = source.with_name("files.jsonnet")
    each.write_text(
        f'local objects = import "{source.name}";\n'
        '{ ["%05d.json" % i]: objects[i] for i in std.range(0, std.length(objects) - 1) }\n'
    )
    return partial(_job, (program, "-m", str(into), str(each)), into, env)


def kustomize(kubectl: str, overlays: Sequence[Path], into: Path, env: Mapping[str, str]) -> Run:
    """One process for each of these overlays, one file each."""
    return partial(_loop, kubectl, overlays, into, env)


def total(costs: Iterator[Cost]) -> Cost:
    """What several processes cost that run one after the other."""
    found = list(costs)
    return Cost(sum(each.cpu for each in found), max(each.memory for each in found))


def _job(command: Sequence[str], into: Path, env: Mapping[str, str]) -> Cost:
    _empty(into)
    return total(measure.cost(each, env=env) for each in (command, _judged(into)))


def _loop(kubectl: str, overlays: Sequence[Path], into: Path, env: Mapping[str, str]) -> Cost:
    _empty(into)
    built = [
        measure.cost((kubectl, "kustomize", str(each)), env=env, output=into / f"{number}.yaml")
        for number, each in enumerate(overlays)
    ]
    return total(iter([*built, measure.cost(_judged(into), env=env)]))


def _judged(into: Path) -> tuple[str, ...]:
    locations = (f"{SCHEMAS}/{each.format(version=KUBERNETES)}" for each in kubeconform.LOCATIONS)
    return ("kubeconform", "-strict", *(part for each in locations for part in ("-schema-location", each)), str(into))


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
