"""Reports of shards, and what all of them tell together: names, hosts and quotas, which are about all projects of a run."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from generator.errors import NotReadyError, Problem, TidegateError
from generator.files import reading, writing
from generator.files.gitops_index import FolderStore, GitOpsIndex
from generator.generation import fingerprints, stored_results
from generator.generation.callers import Callers
from generator.generation.conflicts import Reservations
from generator.generation.removed_projects import ProjectKey
from generator.generation.results import ProjectResult
from generator.generation.shards import Part, Shard
from generator.named_tuples import NamedTuple
from generator.validation.platform import Platform

FORMAT = 2
LARGEST = 1024 * 1024 * 1024
"""The most bytes of a report; a project needs some 5 KB."""
HINT = "give the reports of all shards of one run, with its platform: tidegate combine shard-*.json"


class Report:
    """Collects what the last job needs of the projects of a shard, and writes it to a file."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._places = {path: place for place, path in enumerate(part.keys)}
        self._projects: list[bytes] = []
        self._removed: list[ProjectKey] = []

    def add(self, result: ProjectResult) -> None:
        """Take note of a project."""
        place = self._places[result.file]
        stored = {"file": result.file, "place": place, "invalid": result.invalid, **stored_results.data(result)}
        self._projects.append(_dumps(stored))

    def remove(self, removed: Iterable[ProjectKey]) -> None:
        """Take note of projects whose files the shard removes."""
        self._removed += removed

    def write(self, path: str, platform: Platform, exit_code: int) -> None:
        """Write the report of a command that ends with an exit code. Raises NotReadyError."""
        head = {
            "format": FORMAT,
            **_run(platform, len(self._places), self._part.sources),
            "shard": [*self._part.shard],
            "exit": exit_code,
            "removed": self._removed,
            "results": [orjson.Fragment(each) for each in self._projects],
        }
        with writing.refusal(path, "write"):
            writing.Writer().write(path, orjson.dumps(head) + b"\n")


class Combined(NamedTuple):
    """All shards of a run: its projects in the order of the command line, those that it removes, and shards that failed."""

    projects: Sequence[ProjectResult]
    removed: Sequence[ProjectKey]
    failures: Sequence[tuple[str, "ShardError"]] = ()


class ShardError(TidegateError):
    """The command of a shard ended with an exit code other than 0."""

    def __init__(self, number: int, total: int, exit_code: int) -> None:
        fact = f"shard {number}/{total} ended with exit code {exit_code}"
        super().__init__(fact, hint="the output of its command says why")
        self.exit_code = exit_code  # type: ignore[misc]  # that of its command, not of a class of errors


class _Stored(NamedTuple):
    """What is in a report: `run` is what all shards have in common, `projects` are results by their place in the run."""

    run: Mapping[str, Any]
    shard: Shard
    exit_code: int
    removed: Sequence[ProjectKey]
    projects: Sequence[tuple[int, ProjectResult]]


def combine(paths: Sequence[str], platform: Platform) -> Combined:
    """Read the reports of all shards of one run. Raises NotReadyError if one is missing, or is of another run."""
    reports = {path: _read(path) for path in paths}
    _check_run(reports, platform)
    _check_shards(reports)
    projects = sorted((each for report in reports.values() for each in report.projects), key=lambda each: each[0])
    _check_places([place for place, _ in projects], next(iter(reports.values())).run["files"])
    return Combined(
        [result for _, result in projects],
        [each for report in reports.values() for each in report.removed],
        [(path, ShardError(*each.shard, each.exit_code)) for path, each in reports.items() if each.exit_code],
    )


def problems(found: Combined, platform: Platform, into: "os.PathLike[str] | None") -> Iterator[Problem]:
    """What concerns several projects of a run, as one run over all of them would tell.

    Other projects of the GitOps repository in the folder `into` count for quotas, too.
    """
    from generator.generation import namespace_quota

    deployed = GitOpsIndex(FolderStore(into), without=found.removed) if into is not None else None

    reserved, calling = Reservations(), Callers()
    for each in found.projects:
        taken = reserved.add(each.reservations, reserve=not each.invalid)
        calling.add(each.with_problems(taken))
        yield from taken
    demands = [demand for each in found.projects for demand in each.demands]
    yield from namespace_quota.problems(platform.environments, demands, deployed)
    yield from calling.problems()


def _run(platform: Platform, files: int, sources: str) -> dict[str, Any]:
    """What all shards of a run have in common."""
    return {
        "tidegate": fingerprints.contents(),
        "platform": fingerprints.of_contents(platform.contents),
        "files": files,
        "sources": sources,
    }


NAMES: Mapping[str, str] = {
    "tidegate": "tidegate {}",
    "platform": "a platform whose files have the digest {}",
    "files": "{} project files",
    "sources": "project files with the digest {}",
}
"""How messages name what shards have in common."""
WITH_PLATFORM = "name the platform of the shards: tidegate combine shard-*.json --platform DIR"


def _read(path: str) -> _Stored:
    content = reading.read(path, limit=LARGEST)
    try:
        report = _loads(content)
        if report["format"] == FORMAT:
            return _stored(report)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError):
        pass
    raise NotReadyError(f"{path}: this is no report of a shard, or one of another version of tidegate", hint=HINT)


def _stored(report: Mapping[str, Any]) -> _Stored:
    """The contents of a report; ValueError, or an error of its kind, if it has another form."""
    number, total = report["shard"]
    if not 0 < number <= total or not isinstance(report["files"], int) or not isinstance(report["exit"], int):
        raise ValueError
    return _Stored(
        run={name: report[name] for name in NAMES},
        shard=Shard(number, total),
        exit_code=report["exit"],
        removed=[(team, name) for team, name in report["removed"]],
        projects=[(_place(each), _result(each)) for each in report["results"]],
    )


def _place(stored: Mapping[str, Any]) -> int:
    place = stored["place"]
    if not isinstance(place, int) or not all(isinstance(stored[name], str) for name in ("file", "team", "project")):
        raise ValueError
    return place


def _dumps(value: Any) -> bytes:
    """JSON, also of a path that is not UTF-8, which orjson refuses."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value).encode()


def _loads(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except ValueError:
        return json.loads(content)


def _check_run(reports: Mapping[str, _Stored], platform: Platform) -> None:
    """Raise NotReadyError if a report is of another run than the first, which has this version and platform."""
    first = next(iter(reports.values())).run
    expected = _run(platform, first["files"], first["sources"])
    for path, report in reports.items():
        for name, words in NAMES.items():
            if report.run[name] != expected[name]:
                theirs, ours = (_named(words, each[name]) for each in (report.run, expected))
                hint = WITH_PLATFORM if name == "platform" and path == next(iter(reports)) else HINT
                raise NotReadyError(f"{path}: this shard had {theirs}, not {ours}", hint=hint)


def _named(words: str, value: Any) -> str:
    """What a run had; the platform that comes with tidegate has no digest."""
    return words.format(value) if value != "" else "the bundled platform"


def _check_places(places: Sequence[int], files: int) -> None:
    """Raise NotReadyError unless each project file of the run is in one report."""
    if places != [*range(files)]:
        fact = f"the reports do not have each of the {files} project files once"
        raise NotReadyError(fact, hint=HINT)


def _check_shards(reports: Mapping[str, _Stored]) -> None:
    """Raise NotReadyError unless there is one report of each shard."""
    by_shard: dict[tuple[int, int], str] = {}
    for path, report in reports.items():
        number, total = report.shard
        if (number, total) in by_shard:
            raise NotReadyError(f"{by_shard[number, total]} and {path} are both of shard {number}/{total}", hint=HINT)
        by_shard[number, total] = path
    total = next(iter(by_shard))[1]
    for number in range(1, total + 1):
        if (number, total) not in by_shard:
            raise NotReadyError(f"there is no report of shard {number}/{total}", hint=HINT)
    for (number, other), path in by_shard.items():
        if other != total:
            raise NotReadyError(f"{path}: this is shard {number}/{other} of another run", hint=HINT)


def _result(stored: Mapping[str, Any]) -> ProjectResult:
    """The result of a project; one that may not be written has a failure, whose words its shard has told."""
    found = stored_results.result(stored["file"], stored)
    return found._replace(failure=NotReadyError("")) if stored["invalid"] and not found.invalid else found
