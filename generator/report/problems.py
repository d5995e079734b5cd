"""Problems to words: for people, for machines, and for the reports of CI systems. No clock, no paths but the user's own."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

from generator.errors import InputError, Mark, Problem, Severity, TidegateError

Format = Literal["text", "json", "github", "gitlab", "sarif"]
FORMATS: tuple[Format, ...] = ("text", "json", "github", "gitlab", "sarif")
RED, YELLOW, BOLD, PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[0m"
ESCAPES = {ord("%"): "%25", ord("\r"): "%0D", ord("\n"): "%0A"}


def lines(
    problems: Sequence[Problem],
    form: Format,
    *,
    colour: bool = False,
    gitops: Collection[str] = (),
    details: Mapping[Problem, Mapping[str, Any]] = MappingProxyType({}),
) -> str:
    """All problems in one format, with a final newline; a document for machines is complete even if there are none.

    The files of `gitops` are in another repository, and named by their paths there. `details` are more fields for JSON.
    """
    sorted_problems = ordered(problems)
    match form:
        case "json":
            listed = [{**fields(problem), **details.get(problem, {})} for problem in sorted_problems]
            return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"
        case "github":
            return "".join(_github(problem) for problem in sorted_problems)
        case "gitlab" | "sarif":
            return _report(sorted_problems, form, gitops)
        case "text":
            return "".join(_text(problem, colour=colour) for problem in sorted_problems)


def _report(problems: Sequence[Problem], form: Literal["gitlab", "sarif"], gitops: Collection[str]) -> str:
    from generator.git import repository_paths  # a cold start counts
    from generator.report import code_quality, sarif

    paths = repository_paths.of((problem.mark.file for problem in problems), gitops)
    write = sarif.document if form == "sarif" else code_quality.document
    return write(problems, paths)


def ordered(problems: Sequence[Problem]) -> list[Problem]:
    """Problems sorted by line and column; files stay in their order of appearance."""
    files = {file: i for i, file in enumerate(dict.fromkeys(problem.mark.file for problem in problems))}
    return sorted(problems, key=lambda problem: (files[problem.mark.file], problem.mark.line, problem.mark.column))


def fields(problem: Problem) -> dict[str, str | int]:
    """The fields of a problem in JSON."""
    mark = problem.mark
    return {
        "file": mark.file,
        "line": mark.line,
        "column": mark.column,
        "where": problem.where,
        "fact": problem.fact,
        "hint": problem.hint,
        "code": problem.code,
        "severity": problem.severity.value,
    }


def _text(problem: Problem, *, colour: bool) -> str:
    mark = problem.mark
    warning = problem.severity is Severity.WARNING
    place = f"{mark.file}:{mark.line}:{mark.column}: "
    where = f"{problem.where}: " if problem.where else ""
    fact = ("warning: " if warning else "") + problem.fact
    if colour:
        place, fact = f"{BOLD}{place}{PLAIN}", f"{YELLOW if warning else RED}{fact}{PLAIN}"
    hint = f"  hint: {problem.hint}\n" if problem.hint else ""
    return f"{place}{where}{fact}\n{hint}"


def _github(problem: Problem) -> str:
    level = "warning" if problem.severity is Severity.WARNING else "error"
    where = f"{problem.where}: " if problem.where else ""
    hint = f"\nhint: {problem.hint}" if problem.hint else ""
    return annotation(level, problem.mark, f"tidegate {problem.code}", f"{where}{problem.fact}{hint}")


def annotation(level: str, mark: Mark, title: str, message: str) -> str:
    """An annotation of GitHub at a place in a file."""
    file = mark.file.translate({**ESCAPES, ord(":"): "%3A", ord(","): "%2C"})
    return f"::{level} file={file},line={mark.line},col={mark.column},title={title}::{message.translate(ESCAPES)}\n"


def summary(problems: Iterable[Problem], files: int) -> str:
    """One line with the numbers of files, problems and warnings."""
    listed = list(problems)
    errors = sum(problem.severity is not Severity.WARNING for problem in listed)
    warnings = len(listed) - errors
    counted = [f"{files} file{'s' * (files != 1)}", f"{errors} problem{'s' * (errors != 1)}"]
    if warnings:
        counted.append(f"{warnings} warning{'s' * (warnings != 1)}")
    return ", ".join(counted)


def error(error: TidegateError) -> str:
    """An expected error for people: its problems, or its fact and the way out."""
    if isinstance(error, InputError):
        return lines(error.problems, "text")
    hint = f"  hint: {error.hint}\n" if error.hint else ""
    return f"tidegate: {error.message}\n{hint}"


def error_data(error: TidegateError, form: Format) -> str:
    """An expected error for machines, as the Problems that it has or is."""
    return lines(error.problems if isinstance(error, InputError) else [failure("", error)], form)


def failure(file: str, error: TidegateError) -> Problem:
    """An error without a position as a Problem of its file, for JSON and annotations."""
    return Problem(mark=Mark(file, 1, 1), where="", fact=error.message, hint=error.hint, code=f"exit-{error.exit_code}")
