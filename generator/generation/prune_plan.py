"""Plan the changes in a GitOps folder for each project, including the removal of a renamed project's old files."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from generator.errors import Mark, Problem
from generator.files import gitops_folder
from generator.files.gitops_folder import Plan
from generator.generation.removed_projects import ProjectKey, RemovedProject
from generator.generation.results import ProjectResult, ProjectUpdate, RenderedFiles, UnchangedFiles
from generator.manifest.gitops_paths import EnvironmentFile
from generator.validation.reservations import PROJECT


class ProjectPlan(NamedTuple):
    """The planned changes of one project's files; `removed` is set if its source repository no longer has it."""

    key: ProjectKey
    plan: Plan
    removed: RemovedProject | None


def updates(results: Iterable[ProjectResult], removed: Iterable[RemovedProject]) -> Iterator[ProjectUpdate]:
    """Each result with the projects that its file contained before, then an update for each project whose file was removed."""
    remaining = {each.key: each for each in removed}
    for result in results:
        own = tuple(each for each in remaining.values() if each.file == result.file)
        remaining = {key: each for key, each in remaining.items() if each.file != result.file}
        yield ProjectUpdate(result, own)
    for each in remaining.values():
        yield ProjectUpdate(ProjectResult(file=each.file, team=each.team, project=each.project), (each,), present=False)


def plans(into: Path, update: ProjectUpdate, only: str | None = None) -> list[ProjectPlan]:
    """The plans of a project, unless its files are unchanged, and of the projects that it replaces, in order of execution."""
    files = update.result.files
    emptied = files.emptied if isinstance(files, RenderedFiles) else frozenset[EnvironmentFile]()
    removed = {each.key: each for each in update.removed}
    project_plans = []
    for team, project in update.keys:
        own = (team, project) == update.key
        if own and isinstance(files, UnchangedFiles):
            continue
        tree = update.result.tree if own else {}
        beside = () if own else tuple(update.result.tree)
        plan = gitops_folder.plan(
            into, tree, team=team, project=project, environment=only, emptied=emptied, beside=beside
        )
        project_plans.append(ProjectPlan((team, project), plan, removed.get((team, project))))
    return project_plans


def problems(plans: Iterable[ProjectPlan], update: ProjectUpdate) -> Iterator[Problem]:
    """A problem for each file whose removal needs --allow-prune: of a workload or claim, or the entry of an overlay."""
    for each in plans:
        for path in each.plan.pruned:
            yield _problem(path, update, each.removed)


def _problem(path: str, update: ProjectUpdate, removed: RemovedProject | None) -> Problem:
    mark, where, reason, hint = Mark(update.result.file, 1, 1), "", "", ""
    if removed is not None and update.present:
        mark = next((each.mark for each in update.result.reservations if each.key[0] == PROJECT), mark)
        where, reason = "name", f": the project was {removed.team}/{removed.project} before"
        hint = (
            "; to keep it running until nothing calls it, undo the renaming and give the new name to a copy of the file"
        )
    elif removed is not None:
        reason = f": {removed.team}/{removed.project} has no project file any more"
        hint = "; to keep it, name the project files of this run one by one"
    fact = f"{path} would be removed, and what it defines deleted from the cluster{reason}"
    return Problem(mark=mark, where=where, fact=fact, hint=f"to allow this, add --allow-prune{hint}", code="prune")
