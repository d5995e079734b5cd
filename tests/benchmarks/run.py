"""Ratios of tidegate to other tools, in one run on one machine: `make bench`, or `python tests/benchmarks/run.py`.

What is measured is the CPU seconds (user and system, children included) and the peak memory of whole processes, as
medians of rounds that run everything once; seconds differ from machine to machine, ratios much less. Beside each ratio
stands its goal. Everything is written below TMPDIR, else /dev/shm where there is one: what a disk
costs is not ours, and differs from minute to minute.

    python tests/benchmarks/run.py                        100 and 1,000 projects, some ten minutes
    python tests/benchmarks/run.py --projects 20 100      a quick look
    python tests/benchmarks/run.py --json ratios.json     the same numbers for a machine
    python tests/benchmarks/run.py --checkout ../last     the same of another checkout, such as that of the last release
    python tests/benchmarks/run.py --no-build             without building the peers that are missing

dyff, helm and go-jsonnet are built with `go install` into a folder that stays for the next run (--programs); kubectl, which
carries kustomize, comes with `make setup`. A tool that is not there is named as missing, its ratios are left out.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks import measure, peers, real_job, reviews, workload
from tests.benchmarks.measure import Cost, Run

ROOT = Path(__file__).resolve().parents[2]
# What the installed script `tidegate` runs, and no more; -P: of PYTHONPATH, and not of the current folder.
TIDEGATE = (sys.executable, "-P", "-c", "from generator.cli.main import main; main()")
BARE = (sys.executable, "-c", "import click, yaml")
OURS = ("generate", "unchanged", "check", "edited", "validate")
PEERS = ("jsonnet", "helm", "kustomize")
SHARED = Path("/dev/shm")  # noqa: S108 - a new folder is made in it
FEW, MANY = 10, 1000
"""Projects of the trees in which one is edited."""
SAMPLE = 10
"""Overlays of the kustomize loop that are really built; each is a process of its own, so the rest cost the same."""


class Ratio(NamedTuple):
    """One line of the table; `good` judges the ratio, `goal` says so in words. `more_is_better` or less."""

    what: str
    ratio: float
    goal: str
    good: bool
    more_is_better: bool = False


def environment(checkout: Path = ROOT) -> dict[str, str]:
    """This process's variables, with compiled Python kept and found, and the checkout that is measured."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "TIDEGATE", "HELM"))}
    return {**kept, "PYTHONPATH": str(checkout), "GIT_CEILING_DIRECTORIES": "/"}


class Bench:
    """One run of the benchmark: its folder, its programs and what was seen so far."""

    def __init__(self, top: Path, programs: Mapping[str, str], checkout: Path = ROOT) -> None:
        self.top = top
        self.programs = programs
        self.cache = top / "cache"
        self.env = {**environment(checkout), "TIDEGATE_CACHE": str(self.cache)}
        self.sizes: list[int] = []
        self.objects: dict[tuple[str, int], int] = {}
        self.seen: dict[str, dict[int, Cost]] = {}
        self.jobs: dict[str, dict[int, Cost]] = {}
        self.reviewed: dict[str, Cost] = {}
        self.changed = self.headlines = 0
        self._yaml, self._json = self._printed()

    def cold(self, rounds: int) -> dict[str, Cost]:
        """One project in three environments, from a cold start; the first round, which compiles, is not counted."""
        source = self.top / "one"
        workload.write(source, 1)
        file = str(source / "p0000" / "ml-project.yaml")
        runs: dict[str, Run] = {
            "python": self._run(BARE),
            "validate": self._run((*TIDEGATE, "validate", file)),
            "generate": partial(self._fresh, [file], self.top / "one-out"),
        }
        if "helm" in self.programs:
            runs["helm"] = self._run(self._helm(1))
        if "jsonnet" in self.programs:
            runs["jsonnet"] = self._run(self._jsonnet(1))
        measure.rounds(runs, 1)
        return measure.rounds(runs, rounds)

    def fleet(self, count: int, rounds: int) -> None:
        """`count` projects in three environments with every tool; kept in `seen` by tool and count."""
        source, into = self.top / f"in{count}", self.top / f"out{count}"
        workload.write(source, count)
        generate = (*TIDEGATE, "generate", str(source), "--into", str(into))
        runs: dict[str, Run] = {
            "generate": partial(self._fresh, [str(source)], into),
            "unchanged": self._run(generate),
            "check": self._run((*generate, "--check")),
            "edited": partial(self._edited, source / "p0000" / "ml-project.yaml", generate),
            "validate": self._run((*TIDEGATE, "validate", str(source))),
        }
        if "jsonnet" in self.programs:
            runs["jsonnet"] = self._run(self._jsonnet(count))
        if "helm" in self.programs:
            runs["helm"] = self._run(self._helm(count))
        costs = measure.rounds(runs, rounds)
        if "kubectl" in self.programs:
            costs["kustomize"] = self._kustomize(into, count)
        self._count(into, count)
        for name, found in costs.items():
            self.seen.setdefault(name, {})[count] = found
        for name, found in self._real_job(source, into, count, rounds).items():
            self.jobs.setdefault(name, {})[count] = found
        shutil.rmtree(into)

    def _real_job(self, source: Path, into: Path, count: int, rounds: int) -> dict[str, Cost]:
        """Files on disk, judged by kubeconform, for the same projects; `into` has the overlays for kustomize."""
        other, env = self.top / "real-job", self.env
        runs: dict[str, Run] = {}
        looped: dict[str, Cost] = {}
        if "kubectl" in self.programs:
            sample = sorted(into.glob("projects/*/*/overlays/*"))[:SAMPLE]
            loop = real_job.kustomize(self.programs["kubectl"], sample, other, env)()
            factor = count * len(workload.ENVIRONMENTS) / len(sample)
            looped = {"kustomize": Cost(loop.cpu * factor, loop.memory)}
        runs["generate"] = partial(self._fresh, [str(source), "--verify"], into)
        if "jsonnet" in self.programs:
            program = workload.jsonnet(self.top / f"jsonnet{count}", self._json, count)
            runs["jsonnet"] = real_job.jsonnet(self.programs["jsonnet"], program, other, env)
        if "helm" in self.programs:
            runs["helm"] = real_job.helm(self._helm(count), other, env)
        return {**measure.rounds(runs, rounds), **looped}

    def reviews(self, rounds: int) -> None:
        """`diff` of one edited project in small and large trees, and of thousands of changed objects, beside dyff."""
        wide = reviews.wide(self.top / "wide", self._generate, self.env)
        compare = (*TIDEGATE, "diff", "--repo", str(wide.repository), "--base", "HEAD~1")
        runs: dict[str, Run] = {"diff objects": self._run(compare)}
        for count in (FEW, MANY):
            tree = reviews.edited(self.top / f"edited{count}", count, self.env)
            runs[f"diff {count}"] = self._run((*TIDEGATE, "diff", str(tree), "--base", "HEAD"))
        if "dyff" in self.programs:
            runs["dyff"] = self._run((self.programs["dyff"], "between", str(wide.before), str(wide.after)))
        self.reviewed = measure.rounds(runs, rounds)
        text = self.top / "review.txt"
        measure.cost(compare, env=self.env, output=text)
        self.changed, self.headlines = wide.objects, reviews.headlines(text.read_text())

    def each(self, tool: str, count: int) -> float:
        """CPU seconds of one object."""
        return self.seen[tool][count].cpu / self.objects[tool, count]

    def _count(self, into: Path, count: int) -> None:
        """Ours are those that lie there, the GitOps tool's entries too; the peers know nothing of entries."""
        inside = sum(1 for _ in into.glob("projects/*/*/overlays/*/*/*.*.yaml"))
        entries = sum(1 for _ in into.glob("clusters/*/*/*.yaml"))
        self.sizes.append(count)
        for tool in (*OURS, *PEERS):
            self.objects[tool, count] = inside + (entries if tool in OURS else 0)

    def _run(self, command: Sequence[str]) -> Run:
        return partial(measure.cost, command, env=self.env)

    def _fresh(self, paths: Sequence[str], into: Path) -> Cost:
        """Into an empty folder, as if for the first time."""
        for folder in (into, self.cache):
            shutil.rmtree(folder, ignore_errors=True)
        return measure.cost((*TIDEGATE, "generate", *paths, "--into", str(into)), env=self.env)

    def _edited(self, file: Path, command: Sequence[str]) -> Cost:
        """After one project has been edited."""
        text = file.read_text()
        edit = ("cpu: 500m", "cpu: 600m") if "cpu: 500m" in text else ("cpu: 600m", "cpu: 500m")
        file.write_text(text.replace(*edit))
        return measure.cost(command, env=self.env)

    def _generate(self, file: Path, into: Path) -> Cost:
        return measure.cost((*TIDEGATE, "generate", str(file), "--into", str(into)), env=self.env)

    def _printed(self) -> tuple[str, list[Any]]:
        """What tidegate prints for the places of the workload, as text and as data; YAML is not read in this process."""
        home = self.top / "places"
        home.mkdir()
        file, text, data = home / "ml-project.yaml", home / "objects.yaml", home / "objects.json"
        file.write_text(workload.team_file(workload.PLACES, {"dev": {}}))
        measure.cost((*TIDEGATE, "render", str(file), "-e", "dev"), env=self.env, output=text)
        read = (
            "import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1], encoding='utf-8')))))"
        )
        measure.cost((sys.executable, "-c", read, str(text)), env=self.env, output=data)
        objects: list[Any] = json.loads(data.read_bytes())
        for each in objects:
            each["metadata"].pop("namespace")  # the overlay's kustomization says it, not the object
        lines = (line for line in text.read_text().splitlines() if not line.startswith("  namespace: "))
        return "\n".join(lines) + "\n", objects

    def _helm(self, count: int) -> tuple[str, ...]:
        folder = self.top / f"helm{count}"
        workload.chart(folder, self._yaml, count)
        return (self.programs["helm"], "template", "fleet", str(folder))

    def _jsonnet(self, count: int) -> tuple[str, ...]:
        return (self.programs["jsonnet"], "-y", str(workload.jsonnet(self.top / f"jsonnet{count}", self._json, count)))

    def _kustomize(self, into: Path, count: int) -> Cost:
        """The usual loop: one process for each overlay, some of them run."""
        overlays = sorted(into.glob("projects/*/*/overlays/*"))[:SAMPLE]
        costs = [measure.cost((self.programs["kubectl"], "kustomize", str(each)), env=self.env) for each in overlays]
        whole = sum(each.cpu for each in costs) / len(costs) * count * len(workload.ENVIRONMENTS)
        return Cost(whole, max(each.memory for each in costs))


def ratios(bench: Bench, cold: Mapping[str, Cost]) -> Iterator[Ratio]:
    """Every ratio with its goal."""
    bare = cold["python"].cpu
    yield _under("cold validate / bare Python with click and PyYAML", cold["validate"].cpu / bare, 3, "under 3, then 2")
    yield _under(
        "cold generate / bare Python with click and PyYAML", cold["generate"].cpu / bare, 5, "none; under 5 here"
    )
    most, least = max(bench.sizes), min(bench.sizes)
    ours = bench.seen["generate"]
    for peer, goal in (("jsonnet", 1), ("helm", 1), ("kustomize", 100)):
        if peer in bench.seen:
            words = "ahead: over 1" if goal == 1 else f"over {goal}"
            value = bench.each(peer, most) / bench.each("generate", most)
            what = f"objects per CPU second / {peer}'s, {most:,} projects"
            yield Ratio(what, value, words, value > goal, more_is_better=True)
            what = f"verified on disk: objects per CPU second / {peer}'s, {most:,} projects"
            on_disk = {name: bench.jobs[name][most].cpu / bench.objects[name, most] for name in (peer, "generate")}
            value = on_disk[peer] / on_disk["generate"]
            yield Ratio(what, value, words, value > goal, more_is_better=True)
    for what in ("check", "unchanged"):
        value = bench.seen[what][most].cpu / ours[most].cpu
        yield _under(f"{what} / generate, {most:,} projects", value, 0.1, "under 0.1")
    value = bench.seen["edited"][most].cpu / ours[most].cpu
    yield _under(f"one edited project / generate, {most:,} projects", value, 0.15, "under 0.15")
    if most != least:
        value = bench.each("generate", most) / bench.each("generate", least)
        yield _under(f"time of an object, {most:,} projects / {least:,}", value, 1.1, "linear: under 1.1")
        value = ours[most].memory / ours[least].memory
        yield _under(f"peak memory, {most:,} projects / {least:,}", value, 1.1, "flat: under 1.1")


def review_ratios(bench: Bench) -> Iterator[Ratio]:
    """The ratios of `diff`, with their goals."""
    seen = bench.reviewed
    value = seen[f"diff {MANY}"].cpu / seen[f"diff {FEW}"].cpu
    yield _under(f"diff of one edited project, {MANY:,} projects / {FEW}", value, 2, "under 2")
    what = f"diff of {bench.changed:,} changed objects"
    if "dyff" in seen:
        yield _under(f"{what} / dyff", seen["diff objects"].cpu / seen["dyff"].cpu, 1, "under 1")
    yield _under(f"{what}: lines of headlines", bench.headlines, reviews.SCREEN + 1, f"head -{reviews.SCREEN}")


def _under(what: str, ratio: float, limit: float, goal: str) -> Ratio:
    return Ratio(what, ratio, goal, ratio < limit)


def report(bench: Bench, cold: Mapping[str, Cost], found: Sequence[Ratio]) -> Iterator[str]:
    """The tables, as lines."""
    yield f"{'one project, cold':32}{'CPU s':>9}{'MiB':>8}"
    yield from (f"{name:32}{cost.cpu:9.3f}{cost.memory:8.0f}" for name, cost in cold.items())
    for count in bench.sizes:
        yield ""
        yield f"{f'{count:,} projects in 3 environments':32}{'CPU s':>9}{'MiB':>8}{'objects':>10}{'objects/CPU s':>16}"
        for name, costs in bench.seen.items():
            cpu, memory = costs[count]
            yield f"{name:32}{cpu:9.2f}{memory:8.0f}{bench.objects[name, count]:10,}{1 / bench.each(name, count):16,.0f}"
        yield ""
        yield f"{'the same on disk, and kubeconform':32}{'CPU s':>9}{'MiB':>8}"
        yield from (f"{name:32}{c[count].cpu:9.2f}{c[count].memory:8.0f}" for name, c in bench.jobs.items())
    yield ""
    yield f"{'reviews':32}{'CPU s':>9}{'MiB':>8}"
    yield from (f"{name:32}{cost.cpu:9.3f}{cost.memory:8.0f}" for name, cost in bench.reviewed.items())
    yield ""
    yield f"{'ratio':66}{'is':>8}  {'goal'}"
    yield from (f"{r.what:66}{r.ratio:8.2f}  {r.goal:20} {'' if r.good else 'missed'}".rstrip() for r in found)
    for name in ("kubectl", *peers.MODULES):
        if name not in bench.programs:
            yield f"missing: {name}"


def written(bench: Bench, cold: Mapping[str, Cost], found: Sequence[Ratio]) -> dict[str, Any]:
    """The same numbers as data."""
    return {
        "cold": {name: cost._asdict() for name, cost in cold.items()},
        "objects": {f"{tool} {count}": objects for (tool, count), objects in bench.objects.items()},
        "fleet": {name: {n: cost._asdict() for n, cost in costs.items()} for name, costs in bench.seen.items()},
        "jobs": {name: {n: cost._asdict() for n, cost in costs.items()} for name, costs in bench.jobs.items()},
        "reviews": {name: cost._asdict() for name, cost in bench.reviewed.items()},
        "ratios": [ratio._asdict() for ratio in found],
    }


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    kept = Path(tempfile.gettempdir()) / "tidegate-benchmark-programs"
    parser.add_argument("--projects", type=int, nargs="+", default=[100, 1000], metavar="N", help="sizes of the fleet")
    parser.add_argument(
        "--rounds", type=int, default=3, metavar="N", help="rounds of each size; cold starts get five times as many"
    )
    parser.add_argument(
        "--programs", type=Path, default=kept, metavar="DIR", help="where dyff, helm and jsonnet are built and kept"
    )
    parser.add_argument("--no-build", action="store_true", help="do not build the peers that are missing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers there too")
    parser.add_argument(
        "--checkout",
        type=Path,
        default=ROOT,
        metavar="DIR",
        help="the checkout whose tidegate is measured; else this one",
    )
    return parser.parse_args()


def main() -> None:
    """Measure, print, and write where asked."""
    asked = arguments()
    memory = SHARED if "TMPDIR" not in os.environ and SHARED.is_dir() else None
    programs = peers.find(asked.programs, build=not asked.no_build)
    with tempfile.TemporaryDirectory(prefix="tidegate-bench-", dir=memory) as folder:
        bench = Bench(Path(folder), programs, asked.checkout.resolve())
        cold = bench.cold(5 * asked.rounds)
        for count in sorted(asked.projects):
            bench.fleet(count, asked.rounds)
        bench.reviews(asked.rounds)
    found = [*ratios(bench, cold), *review_ratios(bench)]
    print("\n".join(report(bench, cold, found)))  # noqa: T201 - the result
    if asked.json is not None:
        asked.json.write_text(json.dumps(written(bench, cold, found), indent=1) + "\n")


if __name__ == "__main__":
    main()
