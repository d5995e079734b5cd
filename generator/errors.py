"""Problem records, their list without repetitions, and the exception classes with their exit codes."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, ClassVar, Self

from generator.named_tuples import NamedTuple


class Mark(NamedTuple):
    """A position in a file: line and column are 1-based and count characters, not bytes."""

    file: str
    line: int
    column: int


PROBLEM_LIMIT = 1000
"""The most problems that are listed for one file, or for a platform."""
SCHEMA = Mark("default", 0, 0)
"""The position of what a schema says where nobody has written a value."""


class Severity(StrEnum):
    """How a Problem changes the exit code: an error gives 3, a refusal 4, a warning leaves it alone."""

    ERROR = "error"
    REFUSAL = "refusal"
    WARNING = "warning"


class _Fields(NamedTuple):
    mark: Mark
    where: str
    fact: str
    hint: str
    code: str
    severity: Severity
    place: str
    common: str
    excess: int


class Problem(_Fields):
    """One problem in an input file, as reported to the user: position, fact and hint.

    `where` is the dotted path of the field (`components.api.strategy.steps[1]`), `code` a stable identifier for programs.
    `place` is the environment that `fact` names at its end, and `common` what stands before it; both are empty if it names none.
    `excess` is by how many characters a name is too long: of a name that is too long for several reasons the largest counts.
    `fact` and `hint` are prose: no code may depend on them.
    """

    __slots__ = ()  # a NamedTuple: at start it costs an eighth of a frozen dataclass

    def __new__(
        cls,
        *,
        mark: Mark,
        where: str,
        fact: str,
        hint: str = "",
        code: str,
        severity: Severity = Severity.ERROR,
        place: str = "",
        common: str = "",
        excess: int = 0,
    ) -> Self:
        """All by keyword."""
        return super().__new__(cls, mark, where, fact, hint, code, severity, place, common, excess)

    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]:
        """Let `pickle` and `copy` build it by keyword."""
        return (), self._asdict()

    def together(self, other: "Problem") -> "Problem | None":
        """One problem for two that differ in their environments alone; None if they differ in more."""
        if not self.place or not other.place:
            return None
        if (self.mark, self.common, self.severity) != (other.mark, other.common, other.severity):
            return None
        if (self.code, self.where) != (other.code, other.where):
            return None
        if other.place in self.place.split(", "):  # two versions of one environment
            return self
        place = f"{self.place}, {other.place}"
        return self._replace(fact=f"{self.common} in {place}", place=place)


def unique(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems in order, each once, and once for all environments; those beyond `PROBLEM_LIMIT` are replaced by one.

    A name that is too long for several objects is one problem: what it takes for the one that exceeds its limit most.
    """
    listed: dict[tuple[Mark, str], Problem] = {}
    too_long: dict[Mark, tuple[Mark, str]] = {}
    placed: dict[tuple[Mark, str], list[tuple[Mark, str]]] = {}
    for problem in found:
        if len(listed) > PROBLEM_LIMIT:
            break
        key = problem.mark, problem.fact
        if key in listed:
            continue
        if problem.excess and (first := too_long.setdefault(problem.mark, key)) != key:
            listed[first] = max(listed[first], problem, key=lambda each: each.excess)
            continue
        if problem.place:
            alike = placed.setdefault((problem.mark, problem.code), [])
            if any(_joined(listed, each, problem) for each in alike):
                continue
            alike.append(key)
        listed[key] = problem if len(listed) < PROBLEM_LIMIT else _too_many(problem)
    return tuple(listed.values())


def _joined(listed: dict[tuple[Mark, str], Problem], key: tuple[Mark, str], problem: Problem) -> bool:
    """Whether a problem is that of `key` in another environment; then that one tells both."""
    together = listed[key].together(problem)
    if together is not None:
        listed[key] = together
    return together is not None


def _too_many(problem: Problem) -> Problem:
    fact, hint = f"there are more than {PROBLEM_LIMIT} problems; the others are not listed", "mend these first"
    return problem._replace(where="", fact=fact, hint=hint, code="too-many", severity=Severity.ERROR)


class TidegateError(Exception):
    """Base class of all expected errors; scripts rely on `exit_code`."""

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(TidegateError):
    """The command line is wrong: it names something that does not exist, or options exclude each other."""

    exit_code = 2


class InputError(TidegateError):
    """Input files have errors; `problems` lists them."""

    exit_code = 3

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("the input is wrong")
        self.problems = tuple(problems)


class RefusedError(TidegateError):
    """The operation is well-formed, but policy, quota or the release state machine forbids it."""

    exit_code = 4


class NotReadyError(TidegateError):
    """The repository or the file system is not in a state that allows the operation; nothing was changed."""

    exit_code = 5


class ProgramError(TidegateError):
    """An external program is missing or failed."""

    exit_code = 6
