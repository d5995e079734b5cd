"""`generate`: write projects into a GitOps folder, or compare them with it (`--check`)."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from generator.discovery import projects
from generator.errors import NotReadyError, Problem, ProgramError
from generator.files import gitops_folder
from generator.files.gitops_folder import Plan
from generator.files.gitops_index import FolderStore, GitOpsIndex
from generator.generation import (
    conflicts,
    hidden_files,
    namespace_quota,
    prune_plan,
    removed_projects,
    run,
    summary,
)
from generator.generation.callers import Callers
from generator.generation.execution import HERE, Execution
from generator.generation.hand_edits import Budget, Explained
from generator.generation.manual_steps import ManualSteps
from generator.generation.prune_plan import ProjectPlan
from generator.generation.removed_projects import ProjectKey, Search
from generator.generation.result_cache import Cache
from generator.generation.results import ProjectUpdate, RunOptions, UnchangedFiles
from generator.generation.run import Progress, Seen
from generator.generation.run_workers import RunWorkers
from generator.generation.shards import Part
from generator.generation.summary import Difference, ProjectOutcome, RunSummary, WrittenProject
from generator.validation.platform import Platform

if TYPE_CHECKING:
    from generator.generation.shard_reports import Report
    from generator.impact.environment_change import EnvironmentChange


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateRequest:
    """The options of `generate`; `scope` are the files and folders given on the command line."""

    into: Path
    scope: Sequence[str] = ()
    only: str | None = None
    check: bool = False
    verify: bool = False
    allow_prune: bool = False
    execution: Execution = HERE
    part: Part | None = None
    report: "Report | None" = None


def generate(paths: Sequence[str], platform: Platform, request: GenerateRequest, *, progress: Progress) -> RunSummary:
    """Write or compare every project without problems; if the platform has problems, the projects are only checked.

    With a `part`, `paths` are those of its shard, and `report` takes note of them.
    """
    if platform.problems:
        seen: Seen = bool if request.report is None else request.report.add
        return run.validate(paths, platform, rendered=False, execution=request.execution, progress=progress, seen=seen)
    store = FolderStore(request.into)
    present = removed_projects.keys(paths)
    search, gone = _find_removed(paths, request, store, present)
    calling = Callers()
    withheld = removed_projects.repeated(present)
    keys: set[ProjectKey] = set()
    last = chain(_calls_missing(calling), _hidden(request, keys))
    cache = Cache(platform, os.fspath(request.into)) if not request.verify and request.only is None else None
    writing = _Writing(request, store, platform, Budget(), cache)
    with RunWorkers(request.execution) as workers:
        found = _updates(paths, platform, request, search, gone, store, withheld, cache, workers, progress)
        updates = (_noted(update, calling, keys) for update in found)
        if not request.verify:
            outcomes = (writing.write_or_compare(update) for update in updates)
            return summary.of(chain(outcomes, last), files=len(paths), search_limit=search.limit)
        every = list(updates)
    return _verify(paths, every, writing, search, last)


def _noted(update: ProjectUpdate, calling: Callers, keys: set[ProjectKey]) -> ProjectUpdate:
    if update.present:
        calling.add(update.result)
        keys.update(() if update.result.invalid else (update.key,))
    return update


def _calls_missing(calling: Callers) -> Iterator[ProjectOutcome]:
    """The warnings about callers, after the last project of the run."""
    yield ProjectOutcome("", tuple(calling.problems()))


def _hidden(request: GenerateRequest, keys: set[ProjectKey]) -> Iterator[ProjectOutcome]:
    """The failure about generated files that Git ignores, when all are written or compared."""
    yield from hidden_files.outcomes(request.into, keys)


def _find_removed(
    paths: Sequence[str], request: GenerateRequest, store: FolderStore, present: Mapping[str, ProjectKey]
) -> tuple[Search, Sequence[ProjectKey]]:
    """The projects to remove, and those that all shards of the run remove; `present` are those of the paths.

    Raises UsageError if there is nothing to remove and nothing to write.
    """
    search = Search((), "")
    run_projects = present if request.part is None else request.part.keys
    if removed_projects.has_others(store, run_projects.values()):
        search = removed_projects.search(request.scope or paths)
        search = search._replace(found=removed_projects.still_deployed(search, store))
    if not paths and not search.found:
        projects.find(request.scope)
    files = paths if request.part is None else request.part.keys
    gone = [each.key for each in search.found if request.allow_prune or request.check or each.file in files]
    if request.part is not None:
        search = search._replace(found=request.part.of_removed(search.found))
    return search, gone


def _updates(
    paths: Sequence[str],
    platform: Platform,
    request: GenerateRequest,
    search: Search,
    gone: Sequence[ProjectKey],
    store: FolderStore,
    withheld: Collection[str],
    cache: Cache | None,
    workers: RunWorkers,
    progress: Progress,
) -> Iterator[ProjectUpdate]:
    """Each project in the order of the run, with its conflicts with other projects of the folder among its problems."""
    options = RunOptions(files=True, verify=request.verify, environment=request.only)
    index = GitOpsIndex(store, without=gone)
    others = request.part.others if request.part is not None else ()  # the last job counts them
    beside = GitOpsIndex(store, without=[*gone, *others]) if others else index
    refusals = _quota_refusals(paths, platform, beside, cache, workers)
    manual = ManualSteps(store, platform.environments)
    seen: Seen = bool
    if request.report is not None:
        own = {each.key for each in search.found}
        request.report.remove(key for key in gone if key in own)
        seen = request.report.add
    results = run.results(
        paths, platform, options, withheld=withheld, cache=cache, workers=workers, progress=progress, seen=seen
    )
    for update in prune_plan.updates(results, search.found):
        result = update.result
        conflicting = (
            conflicts.with_repository(update.key, result.reservations, index, platform.environments)
            if not result.invalid
            else ()
        )
        refused = refusals.get(result.file, ()) if update.present else ()
        steps = manual.of(result) if update.present and not result.invalid else ()
        yield update._replace(result=result.with_problems([*conflicting, *refused, *steps]))


def _quota_refusals(
    paths: Sequence[str], platform: Platform, index: GitOpsIndex, cache: Cache | None, workers: RunWorkers
) -> Mapping[str, Sequence[Problem]]:
    """The refusals by file for projects that share a namespace and are together, and with others of the folder, too much.

    Nothing may be written before the demand of the whole run is known, so it is asked for first.
    """
    if not namespace_quota.is_shared(platform.environments):
        return {}
    demands = run.demands(paths, platform, cache=cache, workers=workers)
    return namespace_quota.by_file(platform.environments, demands, index)


def _verify(
    paths: Sequence[str],
    updates: Sequence[ProjectUpdate],
    writing: "_Writing",
    search: Search,
    last: Iterable[ProjectOutcome],
) -> RunSummary:
    """Write or compare the projects that kubeconform accepts; nothing is written before it has checked all of them."""
    from generator.generation import verification

    valid = [position for position, update in enumerate(updates) if not update.result.invalid]
    checked = list(updates)
    failure = None
    try:
        for found in verification.verify([updates[position].result.verification for position in valid]):
            update = checked[valid[found.project]]
            checked[valid[found.project]] = update._replace(result=update.result.with_problems([found.problem]))
    except ProgramError as error:
        failure = error
    outcomes = (_unchanged(update) if failure is not None else writing.write_or_compare(update) for update in checked)
    every = chain(outcomes, last)
    return summary.of(every, files=len(paths), failure=failure, search_limit=search.limit)


def _unchanged(update: ProjectUpdate) -> ProjectOutcome:
    return ProjectOutcome(update.result.file, update.result.problems, update.result.failure)


class _Writing(NamedTuple):
    """Writes the projects of a run into a folder, or compares them with it."""

    request: GenerateRequest
    store: FolderStore
    platform: Platform
    budget: Budget
    cache: Cache | None

    def write_or_compare(self, update: ProjectUpdate) -> ProjectOutcome:
        """Write or compare one project; a removal without consent is refused, and then nothing of it is written."""
        if update.result.invalid:
            return _unchanged(update)
        request = self.request
        try:
            plans = prune_plan.plans(request.into, update, request.only)
        except NotReadyError as error:
            return _unchanged(update)._replace(failure=error)
        removals = prune_plan.removals(plans, self.store)
        found = prune_plan.problems(
            removals,
            update,
            self.platform.environments,
            allow=request.allow_prune,
            only=request.only,
        )
        judged = update._replace(result=update.result.with_problems(found))
        if request.check:
            consented = () if request.allow_prune else prune_plan.consented(removals, update)
            edits = self._edits(judged, plans)
            return _compare(judged, plans, request)._replace(consented=consented, edits=edits)
        return _unchanged(judged) if judged.result.invalid else self._write(judged, plans)

    def _write(self, update: ProjectUpdate, plans: Sequence[ProjectPlan]) -> ProjectOutcome:
        into, files, cache = self.request.into, update.result.files, self.cache
        written = [WrittenProject(*update.key, 0, 0, files.total)] if isinstance(files, UnchangedFiles) else []
        failure = None
        for (team, project), plan, removed in plans:
            try:
                gitops_folder.check_unblocked(into, plan)
                found = gitops_folder.apply(into, plan, looked=cache is not None and cache.knows_writes)
            except NotReadyError as error:
                failure = error
                break
            if cache is not None and removed is None:
                cache.written(update.result, found)
            count = len(plan.new) + len(plan.changed)
            written.append(WrittenProject(team, project, count, len(plan.stale), len(plan.unchanged)))
        return _unchanged(update)._replace(failure=failure, written=tuple(written))

    def _edits(self, update: ProjectUpdate, plans: Sequence[ProjectPlan]) -> Explained:
        """The edits by hand of a project's own files."""
        own = next((each.plan for each in plans if each.removed is None), None)
        if own is None or not (own.changed or own.new):
            return Explained()
        from generator.generation import edit_explanations  # only a difference needs it

        return edit_explanations.explain(update.result.file, self.platform, own, self.store, self.budget)


def _compare(update: ProjectUpdate, plans: Sequence[ProjectPlan], request: GenerateRequest) -> ProjectOutcome:
    differences: list[Difference] = []
    failure = None
    for each in plans:
        differences += _differences(each.plan)
        try:
            gitops_folder.check_unblocked(request.into, each.plan)
        except NotReadyError as error:
            failure = error
            break
    found = tuple(_changes(plans, request)) if differences and failure is None else ()
    return _unchanged(update)._replace(failure=failure, differences=tuple(differences), changes=found)


def _changes(plans: Sequence[ProjectPlan], request: GenerateRequest) -> "Iterator[EnvironmentChange]":
    """What writing the plans would do to each environment."""
    from generator.generation import overlay_changes  # only a difference needs it

    for each in plans:
        yield from overlay_changes.planned(FolderStore(request.into), each.plan, request.only)


def _differences(plan: Plan) -> Iterator[Difference]:
    yield from (Difference("new", path) for path in plan.new)
    yield from (Difference("changed", path) for path in plan.changed)
    yield from (Difference("stale", path) for path in plan.stale)
