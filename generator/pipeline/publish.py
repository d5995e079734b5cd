"""`publish`: projects to one commit of a GitOps repository, on its tip as it is at that moment."""

import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.errors import Mark, NotReadyError, Problem, Severity
from generator.library import git
from generator.manifest import fast
from generator.pipeline import claims, generate, run
from generator.pipeline.platform import Platform
from generator.pipeline.run import Outcome, Progress
from generator.pipeline.work import Order, Result
from generator.release import jumps, snapshot
from generator.release.snapshot import Snapshot
from generator.repository.neighbours import Neighbours, Store
from generator.repository.remote import Remote
from generator.spec import naming
from generator.spec.release import Release

TRIES = 60
PAUSE = 0.1  # seconds, doubled up to PAUSE * 16, and spread
STRATEGIES = ("rolling", "blue-green", "canary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asks of `publish`."""

    repository: str
    branch: str | None = None
    aside: bool = False
    dry_run: bool = False
    allow_prune: bool = False
    jobs: int = 1


def publish(paths: Sequence[str], platform: Platform, wanted: Wanted, *, progress: Progress) -> Outcome:
    """Commit and push every good project in one commit; what is refused is left as it lies in the repository."""
    outcome = Outcome(files=len(paths))
    order = Order(render=True, positions=True)
    results = list(run.results(paths, platform, order, jobs=wanted.jobs, progress=progress))
    good = [result for result in results if not result.bad]
    for result in results:
        if result.bad:
            run.collect(outcome, result)
    if good:
        with tempfile.TemporaryDirectory(prefix="tidegate-") as folder:
            remote = Remote(wanted.repository, Path(folder), wanted.branch)
            remote.open([pattern for result in good for pattern in _patterns(result)])
            _publish(outcome, good, platform, wanted, remote, Path(folder))
    return outcome


def _patterns(result: Result) -> Iterator[str]:
    yield f"/projects/{result.team}/{result.project}/"
    yield f"/clusters/*/*/{result.team}.{result.project}.yaml"


def _publish(
    outcome: Outcome, good: Sequence[Result], platform: Platform, wanted: Wanted, remote: Remote, folder: Path
) -> None:
    message = _message(good, [result.file for result in good])
    words = ""
    for attempt in range(TRIES):
        tried = _written(good, platform, wanted, remote, folder)
        outcome_now = tried
        if wanted.dry_run or not remote.commit(message):
            break
        words = remote.push(_aside(good) if wanted.aside else "")
        if not words:
            tried.notes.append(f"pushed to {_aside(good) if wanted.aside else remote.branch} of {remote.shown}")
            break
        time.sleep(random.uniform(0.5, 1.5) * PAUSE * 2 ** min(attempt, 4))  # noqa: S311 - no secret, only spread
        remote.fetch()
    else:
        hint = "somebody else pushes all the time, or the branch takes no pushes: see its rules"
        raise NotReadyError(f"{remote.shown} rejected {TRIES} pushes: {words}", hint=hint)
    outcome.problems += outcome_now.problems
    outcome.failures += outcome_now.failures
    outcome.notes += outcome_now.notes
    if wanted.dry_run:
        outcome.notes += [f"{word:8}{path}" for word, path in outcome_now.differences]


def _written(good: Sequence[Result], platform: Platform, wanted: Wanted, remote: Remote, folder: Path) -> Outcome:
    """Write each project on this tip, positions compared first."""
    outcome = Outcome(files=len(good))
    store = remote.store()
    neighbours = Neighbours(store)
    writing = generate.Wanted(into=folder, check=wanted.dry_run, allow_prune=wanted.allow_prune)
    for result in good:
        now = result.again()
        now.problems += claims.beside(now.team, now.project, now.claims, neighbours, platform.environments)
        now.problems += _skipped(now, store)
        generate.finish(outcome, now, writing)
    for _, failure in outcome.failures:
        failure.message = failure.message.replace(f"{folder}/", "")
    return outcome


def _skipped(result: Result, store: Store) -> Iterator[Problem]:
    """A refusal for each component whose position is more than one transition from what lies in the repository."""
    for (environment, component), after in result.positions.items():
        before = _lying(result, environment, component, after, store)
        for refused in jumps.judge(before, after):
            mark, where = Mark(result.file, 1, 1), f"environments.{environment}.releases.{component}"
            fact = f"{refused.fact} (compared with what the repository holds)"
            yield Problem(mark=mark, where=where, fact=fact, hint=refused.hint, code="jump", severity=Severity.REFUSAL)


def _lying(result: Result, environment: str, component: str, after: Snapshot, store: Store) -> Snapshot | None:
    base = naming.base(result.project, component)
    for strategy in STRATEGIES:
        folder = f"projects/{result.team}/{result.project}/overlays/{environment}/{strategy}"
        if f"{base}.service.yaml" in store.files(folder):
            release = _release(store.read(f"{folder}/{base}.service.yaml"))
            if release is not None:
                return snapshot.lying(after, strategy, release)
    return None


def _release(text: str) -> Release | None:
    try:
        return Release.parse(fast.read(text)["metadata"]["annotations"]["tidegate.dev/release"])
    except (KeyError, TypeError, ValueError):
        return None


def _aside(good: Sequence[Result]) -> str:
    names = sorted(f"{result.team}.{result.project}" for result in good)
    if len(names) == 1:
        return f"tidegate/{names[0]}"
    return f"tidegate/{len(names)}-projects-{naming.content_hash(' '.join(names).encode())}"


def _message(good: Sequence[Result], files: Sequence[str]) -> str:
    names = [f"{result.team}/{result.project}" for result in good]
    subject = f"publish {names[0]}" if len(names) == 1 else f"publish {len(names)} projects"
    body = "" if len(names) == 1 else "\n".join(f"- {name}" for name in names) + "\n\n"
    trailers = git.source(os.path.dirname(files[0]) or ".")
    return f"{subject}\n\n{body}" + "".join(f"{key}: {value}\n" for key, value in trailers)
