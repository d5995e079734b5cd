"""`publish`: projects to one commit of a GitOps repository, on its tip as it is at that moment.

The remote's own transaction makes the commit land whole or not at all. Killed at any moment, nothing is left to repair but a
folder `tidegate-…` among the temporary files; the same command run again does what is not done yet.
"""

import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from generator.discovery import projects
from generator.errors import NotReadyError, Problem
from generator.files import gitops_folder
from generator.files.gitops_index import GitOpsIndex, Store
from generator.generation import conflicts, prune_plan, removed_projects, run, summary
from generator.generation.prune_plan import ProjectPlan
from generator.generation.removed_projects import ProjectKey, Search
from generator.generation.results import ProjectUpdate, RunOptions
from generator.generation.run import Progress
from generator.generation.summary import ProjectOutcome, RunSummary
from generator.git import working_tree
from generator.git.remote import Remote
from generator.manifest import gitops_paths
from generator.publishing import deployed_state
from generator.spec import naming
from generator.validation.platform import Platform

TRIES = 100
DECLINES = 12
PAUSE = 0.05  # seconds, the shortest
FEWEST, DOUBLINGS = 2, 4
MANY = 50
"""Projects in one run: beyond, patterns for each of them cost more than what they leave out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishRequest:
    """What the command line asks of `publish`; `scope` are the files and folders that it names."""

    repository: str
    scope: Sequence[str] = ()
    branch: str | None = None
    aside: bool = False
    dry_run: bool = False
    allow_prune: bool = False
    jobs: int = 1


class PublishedProject(NamedTuple):
    """The files of a project that its commit adds, changes and removes; `gone` says that the project is removed."""

    team: str
    project: str
    file: str
    new: tuple[str, ...]
    changed: tuple[str, ...]
    stale: tuple[str, ...]
    gone: bool


class Push(NamedTuple):
    """How a run ended for a branch of a repository: pushed, or it holds or proposes the same already."""

    state: Literal["pushed", "held", "proposed"]
    branch: str
    repository: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSummary:
    """All that `publish` found. `projects` are those with changes, which a dry run only lists; `push` is None without one."""

    run: RunSummary
    projects: tuple[PublishedProject, ...] = ()
    push: Push | None = None
    dry_run: bool = False


def publish(paths: Sequence[str], platform: Platform, request: PublishRequest, *, progress: Progress) -> PublishSummary:
    """Commit and push every good project in one commit; what is refused stays as the repository has it."""
    if platform.problems:
        found = run.validate(paths, platform, rendered=False, jobs=request.jobs, progress=progress)
        return PublishSummary(run=found)
    options = RunOptions(files=True, positions=True)
    results = list(run.results(paths, platform, options, jobs=request.jobs, progress=progress))
    search = removed_projects.search(request.scope or paths)
    if not (paths or search.found):
        projects.find(request.scope)
    updates = list(prune_plan.updates(results, search.found))
    good = [update for update in updates if not update.result.bad]
    bad = [
        ProjectOutcome(each.result.file, each.result.problems, each.result.failure)
        for each in updates
        if each.result.bad
    ]
    if not good:
        return PublishSummary(run=summary.of(bad, files=len(paths)))
    with tempfile.TemporaryDirectory(prefix="tidegate-", ignore_cleanup_errors=True) as name:
        remote = Remote(
            request.repository,
            Path(name),
            branch=request.branch or "",
            aside=_branch_aside([update for update in good if update.present] or good) if request.aside else "",
            identity=working_tree.identity(_home(good[0].result.file)),
        )
        remote.open(list(_patterns(good)))
        last = _Publishing(good, platform, request, remote, Path(name)).run()
        limit = _search_limit(search, good, remote)
    attempt = last.attempt
    return PublishSummary(
        run=summary.of([*bad, *attempt.outcomes], files=len(paths), search_limit=limit),
        projects=attempt.projects,
        push=last.push,
        dry_run=request.dry_run,
    )


def _search_limit(search: Search, good: Sequence[ProjectUpdate], remote: Remote) -> str:
    """Why removed projects may not all have been seen; empty where the repository holds no other project."""
    if not search.limit:
        return ""
    with remote.store() as store:
        others = removed_projects.others(store, (key for update in good for key in update.keys))
    return search.limit if others else ""


class _Attempt(NamedTuple):
    """What came of the projects on one tip of the branch."""

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
    """The last attempt, and how it ended for the branch."""

    attempt: _Attempt
    push: Push | None


class _Publishing:
    """The projects of one run on their way into the repository."""

    def __init__(
        self, good: Sequence[ProjectUpdate], platform: Platform, request: PublishRequest, remote: Remote, folder: Path
    ) -> None:
        self._good = good
        self._environments = platform.environments
        self._request = request
        self._remote = remote
        self._folder = folder

    def run(self) -> _Result:
        """Write and push until it is done, or NotReadyError; what came of it on the last tip."""
        remote, declined = self._remote, 0
        attempt = None
        for tries in range(TRIES):
            began = time.monotonic()
            if attempt is None:
                attempt = self._attempt()
                ended = self._ended(attempt)
                if ended is not None:
                    return ended
            rejected = remote.push()
            if rejected is None:
                return _Result(attempt, Push("pushed", remote.aside or remote.branch, remote.shown))
            declined += rejected.declined
            if declined == DECLINES:
                raise remote.refusal(rejected)
            _wait(tries, time.monotonic() - began)
            if remote.fetch(clean=attempt.failed):
                attempt = None
        fact = f"{remote.shown} had another commit before each of {TRIES} pushes"
        raise NotReadyError(fact, hint="somebody else pushes all the time: run the command again")

    def _ended(self, attempt: _Attempt) -> _Result | None:
        """How it ends without a push; None where there is a commit to push."""
        remote, request, changed = self._remote, self._request, attempt.projects
        if not changed or not (request.dry_run or remote.commit(_message(changed), attempt.paths)):
            good = summary.of(attempt.outcomes, files=0).exit_code == 0
            return _Result(attempt, Push("held", remote.branch, remote.shown) if good else None)
        if request.dry_run:
            return _Result(attempt, None)
        if request.aside and remote.proposes([path for update in self._good for path in _places(update)]):
            return _Result(attempt, Push("proposed", remote.aside, remote.shown))
        return None

    def _attempt(self) -> _Attempt:
        """Write each project on this tip, compared with what others have and where its releases stand there.

        A project that fails stops no other.
        """
        with self._remote.store() as store:
            going = [key for update in self._good for key in update.keys if self._goes(update, key)]
            index = GitOpsIndex(store, without=going)
            outcomes: list[ProjectOutcome] = []
            changed: list[PublishedProject] = []
            for good in self._good:
                update = good._replace(result=good.result.with_problems(self._conflicts(good, index, store)))
                outcome, own = self._update(update, store)
                outcomes.append(outcome)
                changed += own
        return _Attempt(tuple(outcomes), tuple(changed))

    def _goes(self, update: ProjectUpdate, key: ProjectKey) -> bool:
        """Whether a project is removed by this run, so that what it has reserved is free."""
        return key != update.key if update.present else self._request.allow_prune

    def _conflicts(self, update: ProjectUpdate, index: GitOpsIndex, store: Store) -> Iterator[Problem]:
        reserved = update.result.reservations
        yield from conflicts.with_repository(update.key, reserved, index, self._environments)
        yield from deployed_state.jumps(update.result, store)

    def _update(self, update: ProjectUpdate, store: Store) -> tuple[ProjectOutcome, Sequence[PublishedProject]]:
        result = update.result
        outcome = ProjectOutcome(result.file, result.problems)
        changed: list[PublishedProject] = []
        try:
            deployed_state.check_folders(result, store)
            plans = prune_plan.plans(self._folder, update)
            _check_foreign(plans)
            outcome = outcome._replace(problems=(*result.problems, *self._refused(plans, update, store)))
            if not result.with_problems(outcome.problems).bad:
                for planned in plans:
                    changed += self._apply(planned, result.file)
        except NotReadyError as error:
            outcome = outcome._replace(failure=error)
        return outcome, changed

    def _refused(self, plans: Sequence[ProjectPlan], update: ProjectUpdate, store: Store) -> Iterator[Problem]:
        """What may not go with these plans."""
        yield from deployed_state.removals(update.result, [path for each in plans for path in each.plan.stale], store)
        if not self._request.allow_prune:
            yield from prune_plan.problems(plans, update)

    def _apply(self, planned: ProjectPlan, file: str) -> Iterator[PublishedProject]:
        plan = planned.plan
        if plan.new or plan.changed or plan.stale:
            if not self._request.dry_run:
                gitops_folder.apply(self._folder, plan)
            gone = planned.removed is not None
            yield PublishedProject(*planned.key, file, plan.new, plan.changed, plan.stale, gone=gone)


def _check_foreign(plans: Sequence[ProjectPlan]) -> None:
    """NotReadyError for the first file in the way of these plans."""
    for planned in plans:
        for fact, hint in gitops_folder.refusals(planned.plan):
            raise NotReadyError(fact, hint=hint)


def _wait(attempt: int, took: float) -> None:
    """Spread who comes next over some multiple of what a try takes here: all but one who push in that time lose."""
    longest = max(took, PAUSE) * 2 ** min(FEWEST + attempt, DOUBLINGS)
    time.sleep(random.uniform(0, longest))  # noqa: S311 - no secret, only spread


def _places(update: ProjectUpdate) -> Iterator[str]:
    """Git's patterns of all paths that may be a project's."""
    for team, project in update.keys:
        yield gitops_paths.project(team, project)
        yield f":(glob){gitops_paths.entry(gitops_paths.ANY, gitops_paths.ANY, team, project)}"


def _patterns(good: Sequence[ProjectUpdate]) -> Iterator[str]:
    """What is checked out."""
    keys = [key for update in good for key in update.keys]
    if len(keys) > MANY:
        yield from (f"/{gitops_paths.PROJECTS}/", f"/{gitops_paths.CLUSTERS}/")
        return
    for team, project in keys:
        yield f"/{gitops_paths.project(team, project)}/"
        yield f"/{gitops_paths.entry(gitops_paths.ANY, gitops_paths.ANY, team, project)}"


def _branch_aside(good: Sequence[ProjectUpdate]) -> str:
    """The branch for a pull request: the same for the same projects, so that it is updated."""
    names = sorted(".".join(update.key) for update in good)
    if len(names) == 1:
        return f"tidegate/{names[0]}"
    return f"tidegate/{len(names)}-projects-{naming.content_hash(' '.join(names).encode())}"


def _message(changed: Sequence[PublishedProject]) -> str:
    lines = [f"{'remove' if each.gone else 'publish'} {each.team}/{each.project}" for each in changed]
    subject = lines[0] if len(lines) == 1 else f"publish {len(lines)} projects"
    body = "" if len(lines) == 1 else "\n".join(f"- {line.removeprefix('publish ')}" for line in lines) + "\n\n"
    sources = {working_tree.root(home): home for home in (_home(each.file) for each in changed)}
    trailers = dict.fromkeys(trailer for home in sources.values() for trailer in working_tree.source(home))
    return f"{subject}\n\n{body}" + "".join(f"{key}: {value}\n" for key, value in trailers)


def _home(file: str) -> str:
    """The folder of a project's file, or the nearest one above it that is still there."""
    home = os.path.dirname(file) or "."
    while not os.path.isdir(home):
        home = os.path.dirname(home) or "."
    return home
