"""What came of a run, as data: views of it are built in `report`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from generator.errors import Problem, Severity, TidegateError

SEVERE = (70, 6, 5, 3, 4, 1)


class Difference(NamedTuple):
    """A file of the GitOps folder that is not as it should be."""

    kind: Literal["new", "changed", "stale"]
    path: str


class WrittenProject(NamedTuple):
    """How many files of a project were written, removed, and right already."""

    team: str
    project: str
    written: int
    removed: int
    unchanged: int


class ProjectOutcome(NamedTuple):
    """What came of one project: `written` also has the projects that went with it."""

    file: str
    problems: tuple[Problem, ...] = ()
    failure: TidegateError | None = None
    differences: tuple[Difference, ...] = ()
    written: tuple[WrittenProject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """All that a run found. `files` is the number of project files; each of `failures` has the file that it is of.

    `search_limit` says why projects that were renamed or removed may not all have been seen; empty where they were.
    """

    files: int = 0
    problems: tuple[Problem, ...] = ()
    failures: tuple[tuple[str, TidegateError], ...] = ()
    differences: tuple[Difference, ...] = ()
    written: tuple[WrittenProject, ...] = ()
    search_limit: str = ""

    @property
    def exit_code(self) -> int:
        """The severest of everything that happened."""
        codes = {failure.exit_code for _, failure in self.failures}
        codes |= {3 if p.severity is Severity.ERROR else 4 for p in self.problems if p.severity is not Severity.WARNING}
        codes |= {1} if self.differences else set()
        return next((code for code in SEVERE if code in codes), max(codes, default=0))


def of(
    outcomes: Iterable[ProjectOutcome],
    *,
    files: int,
    problems: Iterable[Problem] = (),
    failure: TidegateError | None = None,
    search_limit: str = "",
) -> RunSummary:
    """The summary of projects in the order of the run, after `problems` and a `failure` that are of no one project."""
    every = list(outcomes)
    failures = [] if failure is None else [("", failure)]
    failures += [(each.file, each.failure) for each in every if each.failure is not None]
    return RunSummary(
        files=files,
        problems=(*problems, *(problem for each in every for problem in each.problems)),
        failures=tuple(failures),
        differences=tuple(difference for each in every for difference in each.differences),
        written=tuple(written for each in every for written in each.written),
        search_limit=search_limit,
    )
