"""Process many projects, one by one or in several processes; results are always in the given order."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from generator.errors import Problem, ProgramError
from generator.files import reading
from generator.generation import summary
from generator.generation.callers import Callers
from generator.generation.conflicts import Reservations
from generator.generation.results import ProjectResult, RunOptions
from generator.generation.summary import ProjectOutcome, RunSummary
from generator.generation.work import work
from generator.validation import platform as platforms
from generator.validation.platform import Platform

if TYPE_CHECKING:
    from generator.validate.quota import Demand

Progress = Callable[[int, int], None]


def results(
    paths: Sequence[str],
    platform: Platform,
    options: RunOptions,
    *,
    withheld: Collection[str] = (),
    jobs: int,
    progress: Progress,
) -> Iterator[ProjectResult]:
    """Each project's result in the order of the paths, with conflicts between these projects among its problems.

    The files in `withheld` are marked so, since nobody can say which of two files a project is.
    """
    reserved = Reservations()
    for done, result in enumerate(_results(paths, platform, options, jobs=jobs), 1):
        progress(done, len(paths))
        found = reserved.add(result.reservations, reserve=not result.invalid)
        yield result.with_problems(found)._replace(withheld=result.file in withheld)


def _results(paths: Sequence[str], platform: Platform, options: RunOptions, *, jobs: int) -> Iterator[ProjectResult]:
    if jobs <= 1 or len(paths) <= 1 or reading.STANDARD_INPUT in paths:  # a process of its own has another input
        yield from (work(path, platform, options) for path in paths)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("spawn")
    initializer = partial(_start_worker, platform.folder or None, options)
    with ProcessPoolExecutor(max_workers=min(jobs, len(paths)), mp_context=context, initializer=initializer) as pool:
        try:
            yield from pool.map(_work_in_process, paths, chunksize=max(1, min(16, len(paths) // (4 * jobs))))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # an interrupt does not wait for the rest
            raise


_WORKER: dict[str, tuple[Platform, RunOptions]] = {}
"""The platform and options of a worker process, set when it starts."""


def _start_worker(folder: str | None, options: RunOptions) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the workers too; the parent says what it means
    _WORKER["run"] = (platforms.read(folder), options)


def _work_in_process(path: str) -> ProjectResult:
    platform, options = _WORKER["run"]
    return work(path, platform, options)


def demands(paths: Sequence[str], platform: Platform, *, gitops_folder: str = "", jobs: int = 1) -> "Iterator[Demand]":
    """What quotas count of all projects; those whose files in the GitOps folder are up to date are not resolved again."""
    options = RunOptions(demands=True, gitops_folder=gitops_folder)
    for result in _results(paths, platform, options, jobs=jobs):
        yield from result.demands


def validate(paths: Sequence[str], platform: Platform, *, rendered: bool, jobs: int, progress: Progress) -> RunSummary:
    """Check projects and, with `rendered`, their objects with kubeconform; problems of the platform come first."""
    options = RunOptions(files=rendered, verify=rendered)
    outcomes: list[ProjectOutcome] = []
    demanded: list[Demand] = []
    inputs = []
    calling = Callers()
    for result in results(paths, platform, options, jobs=jobs, progress=progress):
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
