"""`generate`: projects to files of a GitOps folder, and how they differ from what lies there."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.discovery import projects
from generator.errors import NotReadyError, ProgramError
from generator.files import gitops_folder
from generator.files.gitops_folder import Plan
from generator.files.gitops_index import FolderStore, GitOpsIndex
from generator.generation import conflicts, prune_plan, removed_projects, run
from generator.generation.removed_projects import Gone
from generator.generation.result import Order, Result
from generator.generation.run import Outcome, Progress
from generator.validation.platform import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asks of `generate`; `scope` are the files and folders that it names."""

    into: Path
    scope: Sequence[str] = ()
    only: str | None = None
    check: bool = False
    verify: bool = False
    allow_prune: bool = False
    jobs: int = 1


def generate(paths: Sequence[str], platform: Platform, wanted: Wanted, *, progress: Progress) -> Outcome:
    """Write or compare every project; a bad one is left as it was and stops no other, a bad platform stops all."""
    if platform.problems:
        return run.validate(paths, platform, rendered=False, jobs=wanted.jobs, progress=progress)
    outcome = Outcome(files=len(paths))
    known = "" if wanted.verify or wanted.only is not None else os.fspath(wanted.into)
    order = Order(render=True, stream=wanted.verify, only=wanted.only, into=known)
    store = FolderStore(wanted.into)
    found = _gone(outcome, paths, wanted, store)
    going = [each.key for each in found if wanted.allow_prune or wanted.check or each.file in paths]
    index = GitOpsIndex(store, without=going)
    held: list[Result] = []
    judged = run.results(paths, platform, order, jobs=wanted.jobs, progress=progress)
    for result in prune_plan.joined(judged, found):
        if not result.bad:
            result.problems += conflicts.beside(
                result.team, result.project, result.claims, index, platform.environments
            )
        if wanted.verify:
            held.append(result)
        else:
            finish(outcome, result, wanted)
    if wanted.verify:
        _verified(outcome, held, wanted)
    return outcome


def _gone(outcome: Outcome, paths: Sequence[str], wanted: Wanted, store: FolderStore) -> tuple[Gone, ...]:
    """The projects to remove; UsageError where there are none, and none to write."""
    found: tuple[Gone, ...] = ()
    if removed_projects.others(store, removed_projects.keys(paths)):
        searched = removed_projects.search(wanted.scope or paths)
        found = removed_projects.lying(searched, store)
        if searched.limit:
            outcome.remarks.append(removed_projects.unseen(searched))
    if not paths and not found:
        projects.find(wanted.scope)
    return found


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
    parts = prune_plan.parts(wanted.into, result, wanted.only)
    if not (wanted.allow_prune or wanted.check):
        result.problems += prune_plan.asks(parts, result)
    if result.bad:
        return
    if result.same is not None and not wanted.check:
        outcome.notes.append(f"{result.team}/{result.project}: 0 written, 0 removed, {result.same} unchanged")
    for part in parts:
        if wanted.check:
            _compare(outcome, part.plan, wanted.into)
        else:
            gitops_folder.clear(wanted.into, part.plan)
            gitops_folder.apply(wanted.into, part.plan)
            outcome.notes.append(_line(part.plan, part.gone.key if part.gone else (result.team, result.project)))


def _compare(outcome: Outcome, plan: Plan, into: Path) -> None:
    for word, paths in (("new", plan.new), ("changed", plan.changed), ("stale", plan.stale)):
        outcome.differences += [(word, path) for path in paths]
    gitops_folder.clear(into, plan)


def _line(plan: Plan, key: tuple[str, str]) -> str:
    written, removed, unchanged = len(plan.new) + len(plan.changed), len(plan.stale), len(plan.unchanged)
    return f"{'/'.join(key)}: {written} written, {removed} removed, {unchanged} unchanged"
