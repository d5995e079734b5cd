"""A run over many projects: one after the other or in several processes, always reported in the order given."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from generator.errors import Mark, Problem, ProgramError, Severity, TidegateError
from generator.files import package_data
from generator.generation.conflicts import Claims
from generator.generation.result import Order, Result
from generator.generation.work import work
from generator.validation import platform as platforms
from generator.validation.platform import Platform

Progress = Callable[[int, int], None]
SEVERE = (70, 6, 5, 3, 4, 1)


@dataclass(slots=True, kw_only=True)
class Outcome:
    """All that a run found: `differences` are what `--check` saw, `changes` what a dry run would do, by path.

    `notes` have a line for each project that was written, `remarks` are what a person should know beside the results.
    """

    files: int = 0
    problems: list[Problem] = field(default_factory=list)
    failures: list[tuple[str, TidegateError]] = field(default_factory=list)
    differences: list[tuple[str, str]] = field(default_factory=list)
    changes: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """The severest of everything that happened."""
        codes = {failure.exit_code for _, failure in self.failures}
        codes |= {3 if p.severity is Severity.ERROR else 4 for p in self.problems if p.severity is not Severity.WARNING}
        codes |= {1} if self.differences else set()
        return next((code for code in SEVERE if code in codes), max(codes, default=0))


def results(
    paths: Sequence[str], platform: Platform, order: Order, *, jobs: int, progress: Progress
) -> Iterator[Result]:
    """Each project's result, in the order of the paths, names that are taken among its problems."""
    taken = Claims()
    for done, result in enumerate(_results(paths, platform, order, jobs=jobs), 1):
        if not result.bad:
            result.problems += taken.add(result.claims)
        progress(done, len(paths))
        yield result


def _results(paths: Sequence[str], platform: Platform, order: Order, *, jobs: int) -> Iterator[Result]:
    if jobs <= 1 or len(paths) <= 1:
        yield from (work(path, platform, order) for path in paths)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("spawn")
    start = partial(_begin, platform.folder or None, order)
    with ProcessPoolExecutor(max_workers=min(jobs, len(paths)), mp_context=context, initializer=start) as pool:
        yield from pool.map(_task, paths, chunksize=max(1, min(16, len(paths) // (4 * jobs))))


_HELD: dict[str, tuple[Platform, Order]] = {}


def _begin(folder: str | None, order: Order) -> None:
    _HELD["run"] = (platforms.read(folder), order)


def _task(path: str) -> Result:
    platform, order = _HELD["run"]
    return work(path, platform, order)


def verify(held: Sequence[Result]) -> Iterator[tuple[Result, Problem]]:
    """What kubeconform refuses of rendered projects, one call for each Kubernetes version; ProgramError where it is missing."""
    for version in sorted({version for result in held for version in result.streams}):
        from generator.external import kubeconform

        stream = "".join(result.streams.get(version, "") for result in held)
        count = sum(result.objects.get(version, 0) for result in held)
        if not count:
            continue
        for found in kubeconform.check(
            stream, kubernetes=version, schemas=package_data.folder("schemas"), expected=count
        ):
            result = next((r for r in held if (found.kind.lower(), found.name) in r.places), held[0])
            mark, where = result.places.get((found.kind.lower(), found.name), (Mark(result.file, 1, 1), ""))
            fact = f'Kubernetes {version} refuses {found.kind} "{found.name}": {found.message}'
            hint = "see the object with: tidegate render; if no patch or template of yours made it so, report it"
            yield result, Problem(mark=mark, where=where, fact=fact, hint=hint, code="kubeconform")


def validate(paths: Sequence[str], platform: Platform, *, rendered: bool, jobs: int, progress: Progress) -> Outcome:
    """Judge projects and, where asked, what they render to; a platform's own problems come first."""
    outcome = Outcome(files=len(paths), problems=list(platform.problems))
    held = []
    order = Order(render=rendered, stream=rendered)
    for result in results(paths, platform, order, jobs=jobs, progress=progress):
        if rendered and not (result.bad or platform.problems):
            held.append(result)
        collect(outcome, result)
    try:
        outcome.problems += [problem for _, problem in verify(held)]
    except ProgramError as error:
        outcome.failures.append(("", error))
    return outcome


def collect(outcome: Outcome, result: Result) -> None:
    """Take a project's problems and failure into the outcome."""
    outcome.problems += result.problems
    if result.failure is not None:
        outcome.failures.append((result.file, result.failure))
