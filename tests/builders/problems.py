"""Problems as a report shows them."""

from typing import Any

from generator.errors import Mark, Problem, Severity


def problem(line: int = 1, column: int = 1, *, file: str = "a.yaml", fact: str = "is bad", **more: Any) -> Problem:
    """A Problem at a place: of the field `x.y` and an error, where `more` says nothing else."""
    severity = Severity(more.pop("severity", "error"))
    held: dict[str, Any] = {"where": "x.y", "code": "code", **more}
    return Problem(mark=Mark(file, line, column), fact=fact, severity=severity, **held)
