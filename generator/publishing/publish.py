"""`publish`: commit projects to a GitOps repository, on the current tip of its branch, and push the commit.

The push is atomic: the remote takes the whole commit or nothing. A killed run leaves only a folder `tidegate-…` among the
temporary files; the same command run again finishes the work.
"""

import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from generator.discovery import projects
from generator.errors import NotReadyError, Problem, RefusedError
from generator.files import gitops_folder
from generator.files.gitops_index import GitOpsIndex, Store
from generator.generation import (
    conflicts,
    namespace_quota,
    overlay_changes,
    prune_plan,
    removed_projects,
    run,
    summary,
)
from generator.generation.execution import HERE, Execution
from generator.generation.manual_steps import ManualSteps
from generator.generation.prune_plan import ProjectPlan
from generator.generation.removed_projects import ProjectKey, Search
from generator.generation.results import ProjectUpdate, RunOptions
from generator.generation.run import Progress
from generator.generation.run_workers import RunWorkers
from generator.generation.summary import ProjectOutcome, RunSummary
from generator.git import working_tree
from generator.git.remote import Remote
from generator.publishing import commit_contents, deployed_state, source_check
from generator.publishing.commit_contents import PublishedProject
from generator.publishing.deployed_state import DeployedState
from generator.publishing.source_check import Exemption
from generator.validation.platform import Platform

ATTEMPTS = 100
MAX_DECLINED = 12
MIN_PAUSE = 0.05  # seconds, the shortest
FIRST_DOUBLINGS, MAX_DOUBLINGS = 2, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishRequest:
    """The options of `publish`; `scope` are the files and folders given on the command line."""

    repository: str
    scope: Sequence[str] = ()
    branch: str | None = None
    pull_request: bool = False
    dry_run: bool = False
    allow_prune: bool = False
    exemption: Exemption = source_check.NOTHING
    execution: Execution = HERE


class Push(NamedTuple):
    """How a run ended: pushed, or the branch already had (`held`) or the proposal branch already proposes the same files."""

    state: Literal["pushed", "held", "proposed"]
    branch: str
    repository: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSummary:
    """The outcome of `publish`. `projects` are those with changes, which a dry run only lists; `push` is None without one.

    `refused` is what a run that pushes would be refused for; a dry run only tells it. `notes` say what could not be judged.
    """

    run: RunSummary
    projects: tuple[PublishedProject, ...] = ()
    push: Push | None = None
    dry_run: bool = False
    refused: RefusedError | None = None
    notes: tuple[str, ...] = ()


def publish(paths: Sequence[str], platform: Platform, request: PublishRequest, *, progress: Progress) -> PublishSummary:
    """Commit and push all projects without problems in one commit; the others stay as they are in the repository."""
    if platform.problems:
        found = run.validate(paths, platform, rendered=False, execution=request.execution, progress=progress)
        return PublishSummary(run=found)
    options = RunOptions(files=True, positions=True)
    withheld = removed_projects.repeated(removed_projects.keys(paths))
    with RunWorkers(request.execution) as workers:
        results = list(run.results(paths, platform, options, withheld=withheld, workers=workers, progress=progress))
    search = removed_projects.search(request.scope or paths)
    if not (paths or search.found):
        projects.find(request.scope)
    updates = list(prune_plan.updates(results, search.found))
    valid = [update for update in updates if not update.result.invalid]
    invalid = [
        ProjectOutcome(each.result.file, each.result.problems, each.result.failure, withheld=each.result.withheld)
        for each in updates
        if each.result.invalid
    ]
    if not valid:
        return PublishSummary(run=summary.of(invalid, files=len(paths)))
    source = source_check.judge((each.result for each in valid), platform.folder, request.exemption)
    if source.refused is not None and not request.dry_run:
        return PublishSummary(run=summary.of(invalid, files=len(paths), failure=source.refused), notes=source.notes)
    with tempfile.TemporaryDirectory(prefix="tidegate-", ignore_cleanup_errors=True) as name:
        remote = Remote(
            request.repository,
            Path(name),
            branch=request.branch or "",
            proposal_branch=commit_contents.proposal_branch([update for update in valid if update.present] or valid)
            if request.pull_request
            else "",
            identity=working_tree.identity(commit_contents.source_folder(valid[0].result.file)),
        )
        remote.open(list(commit_contents.checkout_patterns(valid)))
        outcome = _Publishing(valid, platform, request, remote, Path(name)).run()
        limit = _search_limit(search, valid, remote)
    attempt = outcome.attempt
    return PublishSummary(
        run=summary.of([*invalid, *attempt.outcomes], files=len(paths), search_limit=limit),
        projects=attempt.projects,
        push=outcome.push,
        dry_run=request.dry_run,
        refused=source.refused,
        notes=source.notes,
    )


def _search_limit(search: Search, valid: Sequence[ProjectUpdate], remote: Remote) -> str:
    """Why some removed projects may not have been found; empty if the repository has no other projects."""
    if not search.limit:
        return ""
    with remote.store() as store:
        others = removed_projects.has_others(store, (key for update in valid for key in update.keys))
    return search.limit if others else ""


class _Attempt(NamedTuple):
    """The outcome of writing the projects on one tip of the branch."""

    outcomes: tuple[ProjectOutcome, ...] = ()
    projects: tuple[PublishedProject, ...] = ()

    @property
    def paths(self) -> list[str]:
        """Every file that the commit adds, changes or removes."""
        return [path for each in self.projects for path in (*each.new, *each.changed, *each.stale)]

    @property
    def failed(self) -> bool:
        """Whether a project could not be written."""
        return any(outcome.failure is not None for outcome in self.outcomes)


class _Result(NamedTuple):
    """The last attempt, and its push."""

    attempt: _Attempt
    push: Push | None


class _Publishing:
    """Writes and pushes the projects of one run, again on each new tip of the branch."""

    def __init__(
        self, valid: Sequence[ProjectUpdate], platform: Platform, request: PublishRequest, remote: Remote, folder: Path
    ) -> None:
        self._valid = valid
        self._environments = platform.environments
        self._request = request
        self._remote = remote
        self._folder = folder

    def run(self) -> _Result:
        """Write and push until a push succeeds or none is needed; returns the last attempt. Raises NotReadyError."""
        remote, declined = self._remote, 0
        attempt = None
        for attempt_number in range(ATTEMPTS):
            started = time.monotonic()
            if attempt is None:
                attempt = self._attempt()
                finished = self._without_push(attempt)
                if finished is not None:
                    return finished
            rejected = remote.push()
            if rejected is None:
                return _Result(attempt, Push("pushed", remote.proposal_branch or remote.branch, remote.shown))
            declined += rejected.declined
            if declined == MAX_DECLINED:
                raise remote.refusal(rejected)
            _wait(attempt_number, time.monotonic() - started)
            if remote.fetch(clean=attempt.failed):
                attempt = None
        fact = f"{remote.shown} received another commit before each of {ATTEMPTS} pushes"
        raise NotReadyError(fact, hint="others push to this branch very often: run the command again later")

    def _without_push(self, attempt: _Attempt) -> _Result | None:
        """The result if no push is needed; None if there is a commit to push."""
        remote, request, changed = self._remote, self._request, attempt.projects
        if not changed or not (request.dry_run or remote.commit(commit_contents.message(changed), attempt.paths)):
            valid = summary.of(attempt.outcomes, files=0).exit_code == 0
            return _Result(attempt, Push("held", remote.branch, remote.shown) if valid else None)
        if request.dry_run:
            return _Result(attempt, None)
        if request.pull_request and remote.proposes(
            [path for update in self._valid for path in commit_contents.path_patterns(update)]
        ):
            return _Result(attempt, Push("proposed", remote.proposal_branch, remote.shown))
        return None

    def _attempt(self) -> _Attempt:
        """Write each project on this tip, after checking it against other projects and the state of its releases there.

        If a project fails, the others are still written.
        """
        with self._remote.store() as store:
            removed_keys = [key for update in self._valid for key in update.keys if self._is_removed(update, key)]
            index = GitOpsIndex(store, without=removed_keys)
            outcomes: list[ProjectOutcome] = []
            changed: list[PublishedProject] = []
            demands = [each for update in self._valid if update.present for each in update.result.demands]
            shared = namespace_quota.is_shared(self._environments)
            refusals = namespace_quota.by_file(self._environments, demands if shared else (), index)
            manual = ManualSteps(store, self._environments)
            for valid in self._valid:
                reserved = conflicts.with_repository(valid.key, valid.result.reservations, index, self._environments)
                found = [*reserved, *refusals.get(valid.result.file, ())]
                update = valid._replace(result=valid.result.with_problems(found))
                outcome, published = self._update(update, manual, store)
                outcomes.append(outcome)
                changed += published
        return _Attempt(tuple(outcomes), tuple(changed))

    def _is_removed(self, update: ProjectUpdate, key: ProjectKey) -> bool:
        """Whether this run removes a project, so that its reservations become free."""
        return key != update.key if update.present else self._request.allow_prune

    def _update(
        self, update: ProjectUpdate, manual: ManualSteps, store: Store
    ) -> tuple[ProjectOutcome, Sequence[PublishedProject]]:
        result = update.result
        outcome = ProjectOutcome(result.file, result.problems)
        changed: list[PublishedProject] = []
        try:
            deployed_state.check_folders(result, store)
            plans = prune_plan.plans(self._folder, update)
            _check_unblocked(plans)
            deployed = DeployedState(result, store, overlay_changes.overlays(_touched(plans)))
            steps = manual.of(result) if update.present else ()
            found = (*result.problems, *deployed.jumps(), *steps, *self._refusals(plans, update, store))
            outcome = outcome._replace(problems=found)
            if not result.with_problems(found).invalid:
                moves = tuple(deployed.moves())
                for project_plan in plans:
                    changed += self._apply(project_plan, result.file, moves, store)
        except NotReadyError as error:
            outcome = outcome._replace(failure=error)
        return outcome, changed

    def _refusals(self, plans: Sequence[ProjectPlan], update: ProjectUpdate, store: Store) -> Iterator[Problem]:
        """Refusals and problems for what these plans must not remove."""
        yield from deployed_state.removals(update.result, [path for each in plans for path in each.plan.stale], store)
        removals = prune_plan.removals(plans, store)
        yield from prune_plan.problems(removals, update, self._environments, allow=self._request.allow_prune)

    def _apply(
        self, project_plan: ProjectPlan, file: str, moves: tuple[str, ...], store: Store
    ) -> Iterator[PublishedProject]:
        plan = project_plan.plan
        if not (plan.new or plan.changed or plan.stale):
            return
        removed = project_plan.removed is not None
        told = () if removed else moves
        changes = tuple(overlay_changes.planned(store, plan))
        if not self._request.dry_run:
            gitops_folder.apply(self._folder, plan)
        names = (*project_plan.key, file)
        yield PublishedProject(*names, plan.new, plan.changed, plan.stale, removed, told, changes)


def _touched(plans: Sequence[ProjectPlan]) -> Iterator[str]:
    """The paths that these plans add, change and remove."""
    for each in plans:
        yield from (*each.plan.new, *each.plan.changed, *each.plan.stale)


def _check_unblocked(plans: Sequence[ProjectPlan]) -> None:
    """Raise NotReadyError for the first path of these plans where something else is."""
    for project_plan in plans:
        for fact, hint in gitops_folder.refusals(project_plan.plan):
            raise NotReadyError(fact, hint=hint)


def _wait(attempt: int, duration: float) -> None:
    """Wait a random time, up to a multiple of what an attempt took: of those who push at the same time, only one succeeds."""
    longest = max(duration, MIN_PAUSE) * 2 ** min(FIRST_DOUBLINGS + attempt, MAX_DOUBLINGS)
    time.sleep(random.uniform(0, longest))  # noqa: S311 - no secret, only spread
