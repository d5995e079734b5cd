"""Problems as data, and the one root of all errors with an exit code each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, NamedTuple


class Mark(NamedTuple):
    """A place in a file: line and column are 1-based and count characters, not bytes."""

    file: str
    line: int
    column: int


class Severity(StrEnum):
    """What a Problem means for the exit code: 3, 4 or none."""

    ERROR = "error"
    REFUSAL = "refusal"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Place, fact and way out: what a person reads instead of a traceback.

    `where` is the dotted path of the field (`components.api.strategy.steps[1]`), `code` a stable identifier for machines.
    """

    mark: Mark
    where: str
    fact: str
    hint: str = ""
    code: str
    severity: Severity = Severity.ERROR


class TidegateError(Exception):
    """Root of all expected errors; `exit_code` is the contract with scripts."""

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(TidegateError):
    """The command line names something that cannot be meant."""

    exit_code = 2


class InputError(TidegateError):
    """The input is wrong; the Problems say where."""

    exit_code = 3

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("the input is wrong")
        self.problems = tuple(problems)


class RefusedError(TidegateError):
    """Policy, quota or the release state machine says no."""

    exit_code = 4


class NotReadyError(TidegateError):
    """The repository or the file system is not as the work needs it; nothing was changed."""

    exit_code = 5


class ProgramError(TidegateError):
    """An external program is missing or failed."""

    exit_code = 6
