"""Plan the changes in a GitOps folder for each project, including the removal of a renamed project's old files."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from generator.environment.environment import Environment
from generator.errors import Mark, Problem, Severity
from generator.files import gitops_folder
from generator.files.gitops_folder import Plan
from generator.files.gitops_index import Store
from generator.generation import prune_consent
from generator.generation.prune_consent import Removal
from generator.generation.removed_projects import ProjectKey, RemovedProject
from generator.generation.results import ProjectResult, ProjectUpdate, RenderedFiles, UnchangedFiles
from generator.git import checkout
from generator.kubernetes import object_kinds
from generator.manifest import gitops_paths
from generator.manifest.gitops_paths import EnvironmentFile
from generator.manifest.manifest import FileTree
from generator.validation.reservations import PROJECT

OPTION = "add --allow-prune"
"""How consent is given on the command line."""
DELETED = ", and what it defines deleted from the cluster"
STAYS = " from Git; what it defines stays in the cluster until somebody deletes it"
CLAIM_STAYS = " from Git; the claim and its data stay in the cluster until somebody deletes them"
POD_CLAIMS_STAY = f"{DELETED}, but for the claims of its pods, which stay with their data"
"""What happens to what a file defines where it is not just deleted: docs/gitops.md#prune-guards."""


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
            into,
            tree,
            team=team,
            project=project,
            environment=only,
            emptied=emptied,
            beside=beside,
            converted=_converted(into, tree, team, project),
        )
        project_plans.append(ProjectPlan((team, project), plan, removed.get((team, project))))
    return project_plans


def _converted(into: Path, tree: FileTree, team: str, project: str) -> Callable[[], Collection[str]]:
    """What tells, once, which files of a project have line ends of a checkout (`core.autocrlf`)."""

    @cache
    def found() -> Collection[str]:
        entries = filter(gitops_paths.is_entry, tree)
        return checkout.converted(os.fspath(into), [gitops_paths.project(team, project), *entries])

    return found


class Removals(NamedTuple):
    """What the plans of a project remove that needs consent: `own` files of the project, and those of others that it replaces."""

    own: tuple[Removal, ...]
    replaced: tuple[tuple[Removal, RemovedProject], ...]


def removals(plans: Iterable[ProjectPlan], store: Store) -> Removals:
    """The files of workloads and claims, and the entries of overlays, that plans remove from a GitOps repository."""
    own: list[Removal] = []
    replaced: list[tuple[Removal, RemovedProject]] = []
    for each in plans:
        for path in each.plan.pruned:
            found = prune_consent.removal(path, store.read(path))
            if each.removed is None:
                own.append(found)
            else:
                replaced.append((found, each.removed))
    return Removals(tuple(own), tuple(replaced))


def consented(removals: Removals, update: ProjectUpdate) -> tuple[Removal, ...]:
    """The removals that the project's file consents to."""
    return tuple(each for each in removals.own if any(consent.covers(each) for consent in update.result.consents))


def problems(
    removals: Removals,
    update: ProjectUpdate,
    environments: Mapping[str, Environment],
    *,
    allow: bool,
    only: str | None = None,
) -> Iterator[Problem]:
    """A refusal for each removal without consent, and a warning for each entry of `allowPrune` that allows nothing.

    `allow` tells whether the command line consents to all of them; `only` is the one environment of the run, None for all.
    """
    closed = prune_consent.closed(environments)
    yield from prune_consent.unused(update.result.consents, removals.own, only, closed)
    if not allow:
        yield from refusals(removals, update, closed)


def refusals(
    removals: Removals, update: ProjectUpdate, closed: Collection[str], *, option: str = OPTION
) -> Iterator[Problem]:
    """A refusal for each removal without consent; `closed` are the environments in which no entry consents.

    `option` tells how the command line consents.
    """
    for removal in removals.own:
        if removal.environment in closed:
            yield _refusal(removal, update, f"to allow this, {option}")
        elif not any(consent.covers(removal) for consent in update.result.consents):
            yield _refusal(removal, update, f"to allow this, write allowPrune: [{removal.entry}], or {option}")
    for removal, project in removals.replaced:
        yield _of_replaced(removal, update, project, option)


def _refusal(removal: Removal, update: ProjectUpdate, hint: str, *, reason: str = "", where: str = "") -> Problem:
    mark = Mark(update.result.file, 1, 1)
    if where:
        mark = next((each.mark for each in update.result.reservations if each.key[0] == PROJECT), mark)
    file = gitops_paths.parse_object_file(removal.path)
    row = object_kinds.TABLE.get(file.kind) if file is not None else None
    then = STAYS if removal.kept else DELETED
    if row is not None and row.has_data:
        then = CLAIM_STAYS
    elif row is not None and row.pod_claims:
        then = POD_CLAIMS_STAY
    fact = f"{removal.path} would be removed{then}{reason}"
    return Problem(mark=mark, where=where, fact=fact, hint=hint, code="prune", severity=Severity.REFUSAL)


def _of_replaced(removal: Removal, update: ProjectUpdate, project: RemovedProject, option: str) -> Problem:
    key = f"{project.team}/{project.project}"
    if update.present:
        keep = "undo the renaming and give the new name to a copy of the file"
        hint = f"to allow this, {option}; to keep it running until nothing calls it, {keep}"
        return _refusal(removal, update, hint, reason=f": the project was {key} before", where="name")
    hint = f"to allow this, {option}; to keep it, name the project files of this run one by one"
    return _refusal(removal, update, hint, reason=f": {key} has no project file any more")
