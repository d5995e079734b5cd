"""`generate`: projects to files of a GitOps folder, and how they differ from what lies there."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.errors import Mark, NotReadyError, Problem, ProgramError
from generator.pipeline import claims, run
from generator.pipeline.platform import Platform
from generator.pipeline.run import Outcome, Progress
from generator.pipeline.work import Order, Result
from generator.repository import folder
from generator.repository.neighbours import Disk, Neighbours


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asks of `generate`."""

    into: Path
    only: str | None = None
    check: bool = False
    verify: bool = False
    allow_prune: bool = False
    jobs: int = 1


def generate(paths: Sequence[str], platform: Platform, wanted: Wanted, *, progress: Progress) -> Outcome:
    """Write or compare every project; a bad one is left as it was and stops no other."""
    outcome = Outcome(files=len(paths))
    order = Order(render=True, stream=wanted.verify, only=wanted.only)
    neighbours = Neighbours(Disk(wanted.into))
    held: list[Result] = []
    for result in run.results(paths, platform, order, jobs=wanted.jobs, progress=progress):
        if not result.bad:
            result.problems += claims.beside(
                result.team, result.project, result.claims, neighbours, platform.environments
            )
        if wanted.verify:
            held.append(result)
        else:
            finish(outcome, result, wanted)
    if wanted.verify:
        _verified(outcome, held, wanted)
    return outcome


def _verified(outcome: Outcome, held: Sequence[Result], wanted: Wanted) -> None:
    """Nothing is written before kubeconform has seen it."""
    try:
        for result, problem in run.verify([result for result in held if not result.bad]):
            result.problems.append(problem)
    except ProgramError as error:
        outcome.failures.append(("", error))
        for result in held:
            run.collect(outcome, result)
        return
    for result in held:
        finish(outcome, result, wanted)


def finish(outcome: Outcome, result: Result, wanted: Wanted) -> None:
    """Write or compare one judged project, and take what came of it into the outcome."""
    if not result.bad:
        try:
            _write(outcome, result, wanted)
        except NotReadyError as error:
            result.failure = error
    run.collect(outcome, result)


def _write(outcome: Outcome, result: Result, wanted: Wanted) -> None:
    plan = folder.plan(
        wanted.into,
        result.tree,
        team=result.team,
        project=result.project,
        environment=wanted.only,
        emptied=result.emptied,
    )
    if plan.pruned and not wanted.allow_prune and not wanted.check:
        result.problems += [asks(path, result) for path in plan.pruned]
    if wanted.check:
        for word, paths in (("new", plan.new), ("changed", plan.changed), ("stale", plan.stale)):
            outcome.differences += [(word, path) for path in paths]
        folder.clear(wanted.into, plan)
        return
    if result.bad:
        return
    folder.apply(wanted.into, plan)
    counts = {
        "written": len(plan.new) + len(plan.changed),
        "removed": len(plan.stale),
        "unchanged": len(plan.unchanged),
    }
    outcome.notes.append(
        f"{result.team}/{result.project}: " + ", ".join(f"{count} {word}" for word, count in counts.items())
    )


def asks(path: str, result: Result) -> Problem:
    """The problem of a file with which a workload or a claim would go without permission."""
    mark = Mark(result.file, 1, 1)
    fact = f"{path} would be removed, and with it what runs or is stored there"
    return Problem(mark=mark, where="", fact=fact, hint="if that is meant, add --allow-prune", code="prune")
