"""What writing a project changes in a GitOps folder, the removal of a renamed project's old files included."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from generator.errors import Mark, Problem
from generator.files import gitops_folder
from generator.files.gitops_folder import Plan
from generator.generation.conflicts import PROJECT
from generator.generation.removed_projects import ProjectKey, RemovedProject
from generator.generation.results import ProjectResult, ProjectUpdate, RenderedFiles, UnchangedFiles
from generator.manifest.gitops_paths import EnvironmentFile


class ProjectPlan(NamedTuple):
    """The plan of one project's files; `removed` where its source repository has it no more."""

    key: ProjectKey
    plan: Plan
    removed: RemovedProject | None


def updates(results: Iterable[ProjectResult], removed: Iterable[RemovedProject]) -> Iterator[ProjectUpdate]:
    """Each result with what its file held before, and at the end one for each project whose file is gone."""
    left = {each.key: each for each in removed}
    for result in results:
        own = tuple(each for each in left.values() if each.file == result.file)
        left = {key: each for key, each in left.items() if each.file != result.file}
        yield ProjectUpdate(result, own)
    for each in left.values():
        yield ProjectUpdate(ProjectResult(file=each.file, team=each.team, project=each.project), (each,), present=False)


def plans(into: Path, update: ProjectUpdate, only: str | None = None) -> list[ProjectPlan]:
    """The plans of a project, unless its files are unchanged, and of those that go with it, in the order of the work."""
    files = update.result.files
    emptied = files.emptied if isinstance(files, RenderedFiles) else frozenset[EnvironmentFile]()
    removed = {each.key: each for each in update.removed}
    found = []
    for team, project in update.keys:
        own = (team, project) == update.key
        if own and isinstance(files, UnchangedFiles):
            continue
        tree = update.result.tree if own else {}
        plan = gitops_folder.plan(into, tree, team=team, project=project, environment=only, emptied=emptied)
        found.append(ProjectPlan((team, project), plan, removed.get((team, project))))
    return found


def problems(plans: Iterable[ProjectPlan], update: ProjectUpdate) -> Iterator[Problem]:
    """A problem for each file with which a workload, a claim or everything on a cluster would go without permission."""
    for each in plans:
        for path in each.plan.pruned:
            yield _problem(path, update, each.removed)


def _problem(path: str, update: ProjectUpdate, removed: RemovedProject | None) -> Problem:
    mark, where, more, hint = Mark(update.result.file, 1, 1), "", "", ""
    if removed is not None and update.present:
        mark = next((each.mark for each in update.result.reservations if each.key[0] == PROJECT), mark)
        where, more = "name", f": the project was {removed.team}/{removed.project} before"
        hint = "; to keep it running until nothing calls it, leave its file as it was and give the new name to a copy"
    elif removed is not None:
        more = f": {removed.team}/{removed.project} has no project file any more"
        hint = "; to leave it there, name the projects of this run one by one"
    fact = f"{path} would be removed, and with it what runs or is stored there{more}"
    return Problem(mark=mark, where=where, fact=fact, hint=f"if that is meant, add --allow-prune{hint}", code="prune")
