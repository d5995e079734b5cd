"""The summary of a run, as data; `report` prints it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from generator.errors import Problem, Severity, TidegateError
from generator.generation import hand_edits
from generator.generation.hand_edits import Explained
from generator.named_tuples import NamedTuple

if TYPE_CHECKING:
    from generator.generation.prune_consent import Removal
    from generator.impact.environment_change import EnvironmentChange

SEVERITY_ORDER = (70, 6, 5, 3, 4, 1)


class Difference(NamedTuple):
    """A file of the GitOps folder that differs from what the project generates."""

    kind: Literal["new", "changed", "stale"]
    path: str


class WrittenProject(NamedTuple):
    """The numbers of files of a project that were written, removed, and unchanged."""

    team: str
    project: str
    written: int
    removed: int
    unchanged: int


class ProjectOutcome(NamedTuple):
    """The outcome for one project file; `written` also has the projects that were removed with it.

    `changes` are what the differences do to its environments, `edits` the edits by hand among them.
    """

    file: str
    problems: tuple[Problem, ...] = ()
    failure: TidegateError | None = None
    differences: tuple[Difference, ...] = ()
    written: tuple[WrittenProject, ...] = ()
    consented: "tuple[Removal, ...]" = ()
    withheld: bool = False
    changes: "tuple[EnvironmentChange, ...]" = ()
    edits: Explained = Explained()

    @property
    def invalid(self) -> bool:
        """Whether it has problems other than warnings, failed, or was withheld (see `ProjectResult`)."""
        failed = self.withheld or self.failure is not None
        return failed or any(each.severity is not Severity.WARNING for each in self.problems)


class RunSummary(NamedTuple):
    """The outcome of a run. `files` is the number of project files; `failures` are pairs of a file and its error.

    `consented` are the removals that files consent to (`allowPrune`), `left_out` the files of projects that stay as they are
    because of problems or failures, or that are `withheld`. `search_limit` says why some renamed or removed projects may not have
    been found; empty if the search was complete.
    """

    files: int = 0
    problems: tuple[Problem, ...] = ()
    failures: tuple[tuple[str, TidegateError], ...] = ()
    differences: tuple[Difference, ...] = ()
    written: tuple[WrittenProject, ...] = ()
    consented: "tuple[Removal, ...]" = ()
    left_out: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    search_limit: str = ""
    changes: "tuple[EnvironmentChange, ...]" = ()
    edits: Explained = Explained()

    @property
    def exit_code(self) -> int:
        """The most severe of the exit codes of all problems, failures and differences."""
        codes = {failure.exit_code for _, failure in self.failures}
        codes |= {3 if p.severity is Severity.ERROR else 4 for p in self.problems if p.severity is not Severity.WARNING}
        codes |= {1} if self.differences else set()
        return next((code for code in SEVERITY_ORDER if code in codes), max(codes, default=0))


def of(
    outcomes: Iterable[ProjectOutcome],
    *,
    files: int,
    problems: Iterable[Problem] = (),
    failure: TidegateError | None = None,
    search_limit: str = "",
) -> RunSummary:
    """The summary of projects in the order of the run, after `problems` and a `failure` that concern no single project."""
    all_outcomes = list(outcomes)
    failures = [] if failure is None else [("", failure)]
    failures += [(each.file, each.failure) for each in all_outcomes if each.failure is not None]
    return RunSummary(
        files=files,
        problems=(*problems, *(problem for each in all_outcomes for problem in each.problems)),
        failures=tuple(failures),
        differences=tuple(difference for each in all_outcomes for difference in each.differences),
        written=tuple(written for each in all_outcomes for written in each.written),
        consented=tuple(removal for each in all_outcomes for removal in each.consented),
        withheld=tuple(each.file for each in all_outcomes if each.withheld),
        left_out=tuple(dict.fromkeys(each.file for each in all_outcomes if each.file and each.invalid)),
        search_limit=search_limit,
        changes=tuple(change for each in all_outcomes for change in each.changes),
        edits=hand_edits.together(each.edits for each in all_outcomes),
    )
