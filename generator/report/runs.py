"""The output of `validate`, `generate` and `publish`, as text or in a format for machines."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from generator.errors import Mark, Problem, Severity
from generator.generation.summary import Difference, RunSummary, WrittenProject
from generator.report import problems
from generator.report.output import Output, note
from generator.report.problems import Format

# What only some commands need is imported where they need it: a cold start counts.
if TYPE_CHECKING:
    from pathlib import Path

    from generator.impact.environment_change import EnvironmentChange
    from generator.publishing.commit_contents import PublishedProject
    from generator.publishing.publish import PublishSummary, Push

DIFFERENCES: Mapping[str, str] = {
    "new": "is not there",
    "changed": "differs from what ml-project.yaml generates",
    "stale": "is not generated from ml-project.yaml any more",
}
CHANGES: Mapping[str, str] = {"new": "would be added", "changed": "would be changed", "removed": "would be removed"}


def validated(found: RunSummary, form: Format, *, colour: bool) -> Iterator[Output]:
    """The output of `validate`."""
    return _run(found, form, (), (), colour=colour)


def generated(found: RunSummary, into: "Path", form: Format, *, colour: bool) -> Iterator[Output]:
    """The output of `generate`."""
    lines = [f"{each.kind:8}{each.path}" for each in found.differences]
    lines += [_written(each) for each in found.written]
    lines += _headlines(found.changes)
    differences = [_difference(into, each) for each in found.differences]
    edits: Mapping[Problem, Mapping[str, Any]] = {}
    if any(found.edits):
        from generator.report import hand_edits

        lines += hand_edits.lines(found.edits, str(into))
        edits = hand_edits.problems(found.edits, str(into))
    if form != "text":
        differences += [*edits, *(_headline(f"{into}/", each) for each in found.changes)]
    return _run(found, form, lines, differences, colour=colour, details=edits)


def published(found: "PublishSummary", form: Format, *, colour: bool) -> Iterator[Output]:
    """The output of `publish`."""
    changes = [each for project in found.projects for each in _changes(project)]
    run = found.run
    told: list[Problem] = []
    effects = [change for each in found.projects for change in each.changes] if found.dry_run else []
    if form != "text" and found.dry_run:
        refused = [problems.failure("", found.refused)._replace(severity=Severity.WARNING)] if found.refused else []
        told += [*(_change(change, path) for change, path in changes), *(_headline("", each) for each in effects)]
        run = run._replace(problems=(*run.problems, *refused, *told))
    lines = [f"{change:8}{path}" for change, path in changes if found.dry_run]
    lines += [_published(each) for each in found.projects if not found.dry_run]
    lines += _left_out(run) if found.projects or found.push is not None else ()
    lines += [_push(found.push)] if found.push is not None else []
    lines += _headlines(effects)
    yield from _run(run, form, lines, (), colour=colour, gitops={each.mark.file for each in told})
    yield from (note(f"tidegate: {each}") for each in found.notes)
    if found.refused is not None and form == "text":
        yield note(f"tidegate: without --dry-run this is refused: {found.refused.message}")


def _run(
    found: RunSummary,
    form: Format,
    lines: Iterable[str],
    more_problems: Iterable[Problem],
    *,
    colour: bool,
    gitops: Collection[str] = (),
    details: Mapping[Problem, Mapping[str, Any]] = MappingProxyType({}),
) -> Iterator[Output]:
    """Problems and failures; then `lines` and notes as text, or `more` problems in the other formats.

    The files of `gitops` are named by their paths in the GitOps repository; `details` are more fields of problems in JSON.
    """
    if form != "text":
        all_problems = [*found.problems, *(problems.failure(*each) for each in found.failures), *more_problems]
        yield Output(problems.lines(all_problems, form, gitops=gitops, details=details), coloured=True)
        return
    for _, error in found.failures:
        yield Output(problems.error(error), err=True, prose=True)
    yield Output(problems.lines(found.problems, form, colour=colour), coloured=True, prose=True)
    yield Output("".join(f"{line}\n" for line in lines), prose=True)
    if found.search_limit:
        yield note(f"tidegate: not all renamed or removed projects can be detected: {found.search_limit}")
    yield note(problems.summary(found.problems, found.files))


def _headlines(changes: "Sequence[EnvironmentChange]") -> Iterator[str]:
    """What the changes do to each environment, as `diff` says it."""
    if changes:
        from generator.report import review_headlines

        yield from review_headlines.lines(changes)


def _headline(prefix: str, change: "EnvironmentChange") -> Problem:
    """The headline of an environment, as a warning for JSON and annotations, at the kustomization of its overlay."""
    from generator.impact import headline
    from generator.manifest import gitops_paths

    team, project, environment = change.key
    path = gitops_paths.kustomization(gitops_paths.overlay(team, project, environment))
    return Problem(
        mark=Mark(f"{prefix}{path}", 1, 1),
        where=f"environments.{environment}",
        fact=f"{team}/{project} {environment}: {change.effect}: {headline.of(change)}",
        code="headline",
        severity=Severity.WARNING,
    )


def _written(each: WrittenProject) -> str:
    return f"{each.team}/{each.project}: {each.written} written, {each.removed} removed, {each.unchanged} unchanged"


def _left_out(found: RunSummary) -> Iterator[str]:
    for file in found.left_out:
        reason = "another file of the run is the same project" if file in found.withheld else "of its problems"
        yield f"{file}: left out because {reason}"


def _difference(into: "Path", each: Difference) -> Problem:
    return Problem(
        mark=Mark(f"{into}/{each.path}", 1, 1),
        where="",
        fact=DIFFERENCES[each.kind],
        hint=f"run: tidegate generate --into {into}",
        code=f"difference-{each.kind}",
    )


def _changes(project: "PublishedProject") -> Iterator[tuple[str, str]]:
    for change, paths in (("new", project.new), ("changed", project.changed), ("removed", project.stale)):
        yield from ((change, path) for path in paths)


def _change(change: str, path: str) -> Problem:
    """A change that a dry run would make, as a warning for JSON and annotations."""
    return Problem(
        mark=Mark(path, 1, 1),
        where="",
        fact=CHANGES[change],
        code=f"change-{change}",
        severity=Severity.WARNING,
    )


def _published(project: "PublishedProject") -> str:
    counts = {"new": project.new, "changed": project.changed, "removed": project.stale}
    shown = ", ".join(f"{len(paths)} {change}" for change, paths in counts.items() if paths)
    return f"{project.team}/{project.project}: {shown}"


def _push(push: "Push") -> str:
    match push.state:
        case "pushed":
            return f"pushed to {push.branch} of {push.repository}"
        case "held":
            return f"{push.branch} of {push.repository} holds this already"
        case "proposed":
            return f"{push.branch} of {push.repository} proposes this already"
