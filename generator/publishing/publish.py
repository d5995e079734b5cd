"""`publish`: projects to one commit of a GitOps repository, on its tip as it is at that moment.

The remote's own transaction makes the commit land whole or not at all. Killed at any moment, nothing is left to repair but a
folder `tidegate-…` among the temporary files; the same command run again does what is not done yet.
"""

import os
import random
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.discovery import projects
from generator.errors import NotReadyError
from generator.files import gitops_folder
from generator.files.gitops_index import GitOpsIndex, Store
from generator.generation import conflicts, prune_plan, removed_projects, run
from generator.generation.prune_plan import Part
from generator.generation.removed_projects import Gone
from generator.generation.result import Order, Result
from generator.generation.run import Outcome, Progress
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
Landed = tuple[Result, Gone | None]
MANY = 50
"""Projects in one run: beyond, patterns for each of them cost more than what they leave out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asks of `publish`; `scope` are the files and folders that it names."""

    repository: str
    scope: Sequence[str] = ()
    branch: str | None = None
    aside: bool = False
    dry_run: bool = False
    allow_prune: bool = False
    jobs: int = 1


def publish(paths: Sequence[str], platform: Platform, wanted: Wanted, *, progress: Progress) -> Outcome:
    """Commit and push every good project in one commit; what is refused is left as it lies in the repository."""
    if platform.problems:
        return run.validate(paths, platform, rendered=False, jobs=wanted.jobs, progress=progress)
    outcome = Outcome(files=len(paths))
    order = Order(render=True, positions=True)
    results = list(run.results(paths, platform, order, jobs=wanted.jobs, progress=progress))
    searched = removed_projects.search(wanted.scope or paths)
    if not (paths or searched.found):
        projects.find(wanted.scope)
    joined = list(prune_plan.joined(results, searched.found))
    good = [result for result in joined if not result.bad]
    for result in joined:
        if result.bad:
            run.collect(outcome, result)
    if good:
        with tempfile.TemporaryDirectory(prefix="tidegate-", ignore_cleanup_errors=True) as name:
            remote = Remote(
                wanted.repository,
                Path(name),
                branch=wanted.branch or "",
                aside=_aside([result for result in good if result.claims] or good) if wanted.aside else "",
                identity=working_tree.identity(_home(good[0])),
            )
            remote.open(list(_patterns(good)))
            tried = _Publishing(good, platform, wanted, remote, Path(name)).run()
            if searched.limit:
                with remote.store() as store:
                    seen = not removed_projects.others(store, (key for result in good for key in result.keys))
                outcome.remarks += [] if seen else [removed_projects.unseen(searched)]
        outcome.problems += tried.problems
        outcome.failures += tried.failures
        outcome.changes += tried.changes
        outcome.notes += tried.notes
    return outcome


class _Publishing:
    """The projects of one run on their way into the repository."""

    def __init__(
        self, good: Sequence[Result], platform: Platform, wanted: Wanted, remote: Remote, folder: Path
    ) -> None:
        self._good = good
        self._environments = platform.environments
        self._wanted = wanted
        self._remote = remote
        self._folder = folder
        self._tried = Outcome()
        self._landed: dict[tuple[str, str], Landed] = {}  # what this try changes
        self._changed: list[str] = []

    def run(self) -> Outcome:
        """Write and push until it lands, or NotReadyError; what came of it on the tip that it landed on."""
        remote, fresh, declined = self._remote, True, 0
        for attempt in range(TRIES):
            began = time.monotonic()
            if fresh and not self._committed():
                return self._tried
            rejected = remote.push()
            if rejected is None:
                self._tried.notes.append(f"pushed to {remote.aside or remote.branch} of {remote.shown}")
                return self._tried
            declined += rejected.declined
            if declined == DECLINES:
                raise remote.refusal(rejected)
            _wait(attempt, time.monotonic() - began)
            fresh = remote.fetch(clean=bool(self._tried.failures))
        fact = f"{remote.shown} had another commit before each of {TRIES} pushes"
        raise NotReadyError(fact, hint="somebody else pushes all the time: run the command again")

    def _committed(self) -> bool:
        """Write on this tip; whether there is a commit to push."""
        self._tried, self._landed, self._changed = Outcome(), {}, []
        with self._remote.store() as store:
            self._write(store)
        remote, wanted = self._remote, self._wanted
        if not self._landed or not (wanted.dry_run or remote.commit(_message(self._landed), self._changed)):
            if not self._tried.exit_code:
                self._tried.notes.append(f"{remote.branch} of {remote.shown} holds this already")
            return False
        if wanted.dry_run:
            return False
        if wanted.aside and remote.proposes([path for result in self._good for path in _places(result)]):
            self._tried.notes.append(f"{remote.aside} of {remote.shown} proposes this already")
            return False
        return True

    def _write(self, store: Store) -> None:
        """Each project, what others have and where its releases stand compared first; what fails stops no other."""
        going = [key for result in self._good for key in result.keys if self._goes(result, key)]
        index = GitOpsIndex(store, without=going)
        for result in self._good:
            now = result.again()
            now.problems += conflicts.beside(now.team, now.project, now.claims, index, self._environments)
            now.problems += deployed_state.skipped(now, store)
            try:
                deployed_state.clear(now, store)
                self._write_one(now, store)
            except NotReadyError as error:
                now.failure = error
            run.collect(self._tried, now)

    def _goes(self, result: Result, key: tuple[str, str]) -> bool:
        """Whether a project is no more, so that what it holds is free."""
        return (bool(result.claims) and key != (result.team, result.project)) or (
            self._wanted.allow_prune and not result.claims
        )

    def _write_one(self, now: Result, store: Store) -> None:
        parts = prune_plan.parts(self._folder, now)
        for fact, hint in (each for part in parts for each in gitops_folder.refusals(part.plan)):
            raise NotReadyError(fact, hint=hint)
        now.problems += deployed_state.taken_away(now, [path for part in parts for path in part.plan.stale], store)
        if not self._wanted.allow_prune:
            now.problems += prune_plan.asks(parts, now)
        if now.bad:
            return
        for part in parts:
            self._land(now, part)

    def _land(self, now: Result, part: Part) -> None:
        plan = part.plan
        kinds = {"new": plan.new, "changed": plan.changed, "removed": plan.stale}
        changes = [(word, path) for word, paths in kinds.items() for path in paths]
        if not changes:
            return
        key = part.gone.key if part.gone else (now.team, now.project)
        self._landed[key] = now, part.gone
        self._changed += [path for _, path in changes]
        if self._wanted.dry_run:
            self._tried.changes += changes
        else:
            gitops_folder.apply(self._folder, plan)
            counts = ", ".join(f"{len(paths)} {word}" for word, paths in kinds.items() if paths)
            self._tried.notes.append(f"{'/'.join(key)}: {counts}")


def _wait(attempt: int, took: float) -> None:
    """Spread who comes next over some multiple of what a try takes here: all but one who push in that time lose."""
    longest = max(took, PAUSE) * 2 ** min(FEWEST + attempt, DOUBLINGS)
    time.sleep(random.uniform(0, longest))  # noqa: S311 - no secret, only spread


def _places(result: Result) -> Iterator[str]:
    """Git's patterns of all paths that may be a project's."""
    for team, project in result.keys:
        yield gitops_paths.project(team, project)
        yield f":(glob){gitops_paths.entry(gitops_paths.ANY, gitops_paths.ANY, team, project)}"


def _patterns(good: Sequence[Result]) -> Iterator[str]:
    """What is checked out."""
    keys = [key for result in good for key in result.keys]
    if len(keys) > MANY:
        yield from (f"/{gitops_paths.PROJECTS}/", f"/{gitops_paths.CLUSTERS}/")
        return
    for team, project in keys:
        yield f"/{gitops_paths.project(team, project)}/"
        yield f"/{gitops_paths.entry(gitops_paths.ANY, gitops_paths.ANY, team, project)}"


def _aside(good: Sequence[Result]) -> str:
    """The branch for a pull request: the same for the same projects, so that it is updated."""
    names = sorted(f"{result.team}.{result.project}" for result in good)
    if len(names) == 1:
        return f"tidegate/{names[0]}"
    return f"tidegate/{len(names)}-projects-{naming.content_hash(' '.join(names).encode())}"


def _message(landed: Mapping[tuple[str, str], Landed]) -> str:
    lines = [f"{'publish' if gone is None else 'remove'} {'/'.join(key)}" for key, (_, gone) in landed.items()]
    subject = lines[0] if len(lines) == 1 else f"publish {len(lines)} projects"
    body = "" if len(lines) == 1 else "\n".join(f"- {line.removeprefix('publish ')}" for line in lines) + "\n\n"
    sources = {working_tree.root(home): home for home in (_home(result) for result, _ in landed.values())}
    trailers = dict.fromkeys(trailer for home in sources.values() for trailer in working_tree.source(home))
    return f"{subject}\n\n{body}" + "".join(f"{key}: {value}\n" for key, value in trailers)


def _home(result: Result) -> str:
    """The folder of a project's file, or the nearest one above it that is still there."""
    home = os.path.dirname(result.file) or "."
    while not os.path.isdir(home):
        home = os.path.dirname(home) or "."
    return home
