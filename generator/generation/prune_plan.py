"""What writing a project changes in a GitOps folder, what goes with it included: a renamed one takes its old files along."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from generator.errors import Mark, Problem
from generator.files import gitops_folder
from generator.files.gitops_folder import Plan
from generator.generation.conflicts import PROJECT
from generator.generation.removed_projects import Gone
from generator.generation.result import Result


class Part(NamedTuple):
    """The plan of one project's files; `gone` for one that is no more."""

    plan: Plan
    gone: Gone | None


def joined(results: Iterable[Result], found: Iterable[Gone]) -> Iterator[Result]:
    """The results with what their files held before, and at the end one for each project whose file is gone."""
    left = {each.key: each for each in found}
    for result in results:
        result.gone = tuple(each for each in left.values() if each.file == result.file)
        left = {key: each for key, each in left.items() if each.file != result.file}
        yield result
    for each in left.values():
        yield Result(file=each.file, team=each.team, project=each.project, gone=(each,))


def parts(into: Path, result: Result, only: str | None = None) -> list[Part]:
    """The plans of a project, unless it lies there as it should, and of those that go with it, in the order of the work."""
    gone = {each.key: each for each in result.gone}
    own = result.team, result.project
    return [
        Part(
            gitops_folder.plan(
                into,
                result.tree if (team, project) == own else {},
                team=team,
                project=project,
                environment=only,
                emptied=result.emptied,
            ),
            gone.get((team, project)),
        )
        for team, project in result.keys
        if result.same is None or (team, project) != own
    ]


def asks(parts: Iterable[Part], result: Result) -> Iterator[Problem]:
    """A problem for each file with which a workload, a claim or everything on a cluster would go without permission."""
    for plan, gone in parts:
        for path in plan.pruned:
            yield _asks(path, result, gone)


def _asks(path: str, result: Result, gone: Gone | None) -> Problem:
    mark, where, more, hint = Mark(result.file, 1, 1), "", "", ""
    if gone is not None and result.claims:
        mark = next((claim.mark for claim in result.claims if claim.key[0] == PROJECT), mark)
        where, more = "name", f": the project was {gone.team}/{gone.project} before"
        hint = "; to keep it running until nothing calls it, leave its file as it was and give the new name to a copy"
    elif gone is not None:
        more = f": {gone.team}/{gone.project} has no project file any more"
        hint = "; to leave it there, name the projects of this run one by one"
    fact = f"{path} would be removed, and with it what runs or is stored there{more}"
    return Problem(mark=mark, where=where, fact=fact, hint=f"if that is meant, add --allow-prune{hint}", code="prune")
