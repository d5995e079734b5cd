"""Process many projects, one by one or by workers; results are always in the given order."""

from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING

from generator.errors import Problem, ProgramError
from generator.generation import summary, work
from generator.generation.callers import Callers
from generator.generation.conflicts import Reservations
from generator.generation.execution import HERE, Execution
from generator.generation.results import ProjectResult, RenderedFiles, RunOptions
from generator.generation.run_workers import RunWorkers
from generator.generation.summary import ProjectOutcome, RunSummary
from generator.generation.work import Source
from generator.validation.platform import Platform

if TYPE_CHECKING:
    from generator.generation.result_cache import Cache
    from generator.validate.quota import Demand

Progress = Callable[[int, int], None]
Seen = Callable[[ProjectResult], object]
"""What is told of each project's own result, for the report of a shard."""


def results(
    paths: Sequence[str],
    platform: Platform,
    options: RunOptions,
    *,
    withheld: Collection[str] = (),
    cache: "Cache | None" = None,
    workers: RunWorkers,
    progress: Progress,
    seen: Seen = bool,
) -> Iterator[ProjectResult]:
    """Each project's result in the order of the paths, with conflicts between these projects among its problems.

    The files in `withheld` are marked so, since nobody can say which of two files a project is. What the caller does with a result
    (it may write the files) is done when the next one is asked for: then it goes into the `cache`.
    """
    reserved = Reservations()
    with closing(_results(paths, platform, options, workers, cache)) as results_found:  # an interrupt ends the workers
        for done, result in enumerate(results_found, 1):
            progress(done, len(paths))
            seen(result)
            found = reserved.add(result.reservations, reserve=not result.invalid)
            yield result.with_problems(found)._replace(withheld=result.file in withheld)


def _results(
    paths: Sequence[str], platform: Platform, options: RunOptions, workers: RunWorkers, cache: "Cache | None"
) -> Generator[ProjectResult, None, None]:
    for source, result in _processed(paths, platform, options, workers, cache):
        yield result
        if source is not None and cache is not None and isinstance(result.files, RenderedFiles):
            cache.store(result, source.content)


def _processed(
    paths: Sequence[str], platform: Platform, options: RunOptions, workers: RunWorkers, cache: "Cache | None"
) -> Iterator[tuple[Source | None, ProjectResult]]:
    """The result of each file, with the source if it was processed."""
    apart = workers.execution != HERE
    sources = (work.look(path, cache, beside=apart) for path in paths)
    for done, found in enumerate(sources):
        if isinstance(found, ProjectResult):
            yield None, found
        elif apart:
            yield from _by_workers(chain([found], sources), platform, options, workers, len(paths) - done)
        else:
            yield found, work.process(found, platform, options)


def _by_workers(
    sources: Iterator[Source | ProjectResult],
    platform: Platform,
    options: RunOptions,
    workers: RunWorkers,
    total: int,
) -> Iterator[tuple[Source | None, ProjectResult]]:
    """The result of each source; the first one needs work, so that workers are started for nothing else."""
    started = workers.of(total)
    if started is not None:
        from generator.generation import workers as batches

        yield from batches.results(sources, platform, options, started, total=total)
        return
    for each in sources:
        yield (None, each) if isinstance(each, ProjectResult) else (each, work.process(each, platform, options))


def demands(
    paths: Sequence[str], platform: Platform, *, cache: "Cache | None" = None, workers: RunWorkers
) -> "Iterator[Demand]":
    """What quotas count of all projects; those whose files in the GitOps folder are up to date are not resolved again."""
    for result in _results(paths, platform, RunOptions(demands=True), workers, cache):
        yield from result.demands


def validate(
    paths: Sequence[str],
    platform: Platform,
    *,
    rendered: bool,
    execution: Execution,
    progress: Progress,
    seen: Seen = bool,
) -> RunSummary:
    """Check projects and, with `rendered`, their objects with kubeconform; problems of the platform come first."""
    options = RunOptions(files=rendered, verify=rendered)
    outcomes: list[ProjectOutcome] = []
    demanded: list[Demand] = []
    inputs = []
    calling = Callers()
    with RunWorkers(execution) as workers:
        for result in results(paths, platform, options, workers=workers, progress=progress, seen=seen):
            calling.add(result)
            if rendered and not (result.invalid or platform.problems):
                inputs.append(result.verification)
            demanded += result.demands
            outcomes.append(ProjectOutcome(result.file, result.problems, result.failure))
    outcomes += _over_quota(demanded, platform)
    violations: list[Problem] = []
    failure = None
    if inputs:
        from generator.generation import verification

        try:
            violations = [each.problem for each in verification.verify(inputs)]
        except ProgramError as error:
            failure = error
    outcomes.append(ProjectOutcome("", (*violations, *calling.problems()), failure))
    return summary.of(outcomes, files=len(paths), problems=platform.problems)


def _over_quota(demanded: "Sequence[Demand]", platform: Platform) -> Iterator[ProjectOutcome]:
    """Refusals for projects that share a namespace and are together more than its quota."""
    if demanded:
        from generator.generation import namespace_quota  # few platforms have quotas, and a cold start counts

        found = namespace_quota.problems(platform.environments, demanded)
        yield from (ProjectOutcome(problem.mark.file, (problem,)) for problem in found)
