"""What came of `validate`, `generate` and `publish`, for people and for machines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import Mark, Problem, Severity
from generator.generation.summary import Difference, RunSummary, WrittenProject
from generator.report import problems
from generator.report.output import Output, note
from generator.report.problems import Format

# What only some commands need is imported where they need it: a cold start counts.
if TYPE_CHECKING:
    from generator.publishing.publish import PublishedProject, PublishSummary, Push

DIFFERENCES: Mapping[str, str] = {
    "new": "is not there",
    "changed": "is not what ml-project.yaml says",
    "stale": "is there, and ml-project.yaml does not say so",
}
CHANGES: Mapping[str, str] = {"new": "would be added", "changed": "would be changed", "removed": "would be removed"}


def validated(found: RunSummary, form: Format, *, colour: bool) -> Iterator[Output]:
    """What `validate` prints."""
    return _run(found, form, (), (), colour=colour)


def generated(found: RunSummary, into: Path, form: Format, *, colour: bool) -> Iterator[Output]:
    """What `generate` prints."""
    lines = [f"{each.kind:8}{each.path}" for each in found.differences]
    lines += [_written(each) for each in found.written]
    differences = [_difference(into, each) for each in found.differences]
    return _run(found, form, lines, differences, colour=colour)


def published(found: "PublishSummary", form: Format, *, colour: bool) -> Iterator[Output]:
    """What `publish` prints."""
    changes = [each for project in found.projects for each in _changes(project)]
    run = found.run
    if form != "text" and found.dry_run:
        run = replace(run, problems=(*run.problems, *(_change(word, path) for word, path in changes)))
    elif form == "text":
        lines = [f"{word:8}{path}" for word, path in changes if found.dry_run]
        lines += [_published(each) for each in found.projects if not found.dry_run]
        lines += [_push(found.push)] if found.push is not None else []
        yield Output("".join(f"{line}\n" for line in lines))
    yield from _run(run, form, (), (), colour=colour)


def _run(
    found: RunSummary, form: Format, lines: Iterable[str], more: Iterable[Problem], *, colour: bool
) -> Iterator[Output]:
    """Problems and failures, then as text `lines` and what a person should know, or for machines `more` problems."""
    if form != "text":
        every = [*found.problems, *(problems.failure(*each) for each in found.failures), *more]
        yield Output(problems.lines(every, form), coloured=True)
        return
    for _, error in found.failures:
        yield Output(problems.error(error), err=True)
    yield Output(problems.lines(found.problems, form, colour=colour), coloured=True)
    yield Output("".join(f"{line}\n" for line in lines))
    if found.search_limit:
        yield note(f"tidegate: projects that were renamed or removed are not all seen: {found.search_limit}")
    yield note(problems.summary(found.problems, found.files))


def _written(each: WrittenProject) -> str:
    return f"{each.team}/{each.project}: {each.written} written, {each.removed} removed, {each.unchanged} unchanged"


def _difference(into: Path, each: Difference) -> Problem:
    return Problem(
        mark=Mark(f"{into}/{each.path}", 1, 1),
        where="",
        fact=DIFFERENCES[each.kind],
        hint=f"run: tidegate generate --into {into}",
        code=f"difference-{each.kind}",
    )


def _changes(project: "PublishedProject") -> Iterator[tuple[str, str]]:
    for word, paths in (("new", project.new), ("changed", project.changed), ("removed", project.stale)):
        yield from ((word, path) for path in paths)


def _change(word: str, path: str) -> Problem:
    """What a dry run would do, for a machine: nothing is wrong with it."""
    return Problem(
        mark=Mark(path, 1, 1),
        where="",
        fact=CHANGES[word],
        code=f"change-{word}",
        severity=Severity.WARNING,
    )


def _published(project: "PublishedProject") -> str:
    counts = {"new": project.new, "changed": project.changed, "removed": project.stale}
    shown = ", ".join(f"{len(paths)} {word}" for word, paths in counts.items() if paths)
    return f"{project.team}/{project.project}: {shown}"


def _push(push: "Push") -> str:
    match push.state:
        case "pushed":
            return f"pushed to {push.branch} of {push.repository}"
        case "held":
            return f"{push.branch} of {push.repository} holds this already"
        case "proposed":
            return f"{push.branch} of {push.repository} proposes this already"
