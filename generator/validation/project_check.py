"""One `ml-project.yaml` from bytes to judged targets: the page that reads top to bottom."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from generator.components.kinds import KINDS
from generator.components.tables import TABLES
from generator.discovery import platform_folder
from generator.errors import InputError, Mark, Problem, Severity
from generator.files import reading
from generator.resolve import project as projects
from generator.source import document, finding, nodes
from generator.source.finding import Finding
from generator.spec.project import Project
from generator.validate import context
from generator.validate import project as project_rules
from generator.validation import environment_check
from generator.validation import platform as platforms
from generator.validation.environment_check import Place, Unit
from generator.validation.platform import Platform

MOST = 1000
"""Problems of one file; with more it is not the work of a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedProject:
    """A project file, what it asks for and everything wrong with it; `units` holds what could be settled."""

    file: str
    project: Project | None = None
    units: tuple[Unit, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def bad(self) -> bool:
        """Whether nothing of it may be written."""
        return any(problem.severity is not Severity.WARNING for problem in self.problems)

    def with_problems(self, more: Iterable[Problem]) -> "CheckedProject":
        """The same with more problems, as `unique` lists them."""
        return replace(self, problems=unique((*self.problems, *more)))


def unique(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems in their order: each fact about a place once, and those beyond `MOST` as one that says so."""
    kept: dict[tuple[Mark, str], Problem] = {}
    for problem in found:
        if len(kept) > MOST:
            break
        key = problem.mark, problem.fact
        if key not in kept:
            kept[key] = problem if len(kept) < MOST else _too_many(problem)
    return tuple(kept.values())


def _too_many(problem: Problem) -> Problem:
    fact, hint = f"there are more than {MOST} problems; the others are not listed", "mend these first"
    return problem._replace(where="", fact=fact, hint=hint, code="too-many", severity=Severity.ERROR)


def platform(named: str | None, path: str) -> Platform:
    """The platform of one project, as `platforms.load` finds it; InputError with its problems and the project's."""
    start = os.path.dirname(path) or "."
    try:
        return platforms.load(named, start)
    except InputError as error:
        found = judge(path, platforms.read(platform_folder.find(named, start)))
        raise InputError([*error.problems, *found.problems]) from None


def judge(path: str, platform: Platform) -> CheckedProject:
    """Read, validate and resolve one project file for all of its environments."""
    return of(reading.read(path), path, platform)


def of(data: bytes, path: str, platform: Platform) -> CheckedProject:
    """Validate and resolve what a project file holds, or would hold."""
    parsed = document.parse(data, path)
    read = projects.read(parsed, platform.schemas, TABLES, KINDS)
    found = [*parsed.problems, *finding.problems(_elsewhere(read.findings, parsed, platform), [parsed])]
    if read.project is None or parsed.root is None:
        return CheckedProject(file=path, problems=unique(found))
    if platform.narrowing and not any(each.severity is not Severity.WARNING for each in found):
        from generator.validate import platform_schemas  # few platforms narrow

        narrower = platform_schemas.check(platform.narrowing, projects.SCHEMA, read.data, parsed.root, Mark(path, 1, 1))
        found += finding.problems(narrower, [parsed])
    files = _files(read.project)
    project = read.project._replace(files=files.contents)
    known = (*platform.environments, *platform.invalid_environments)
    found += [*files.problems, *finding.problems(project_rules.check(project, known, KINDS), [parsed])]
    units: list[Unit] = []
    for place in _places(project, platform, frozenset(each.path for each in read.findings)):
        verdict = environment_check.judge(place)
        found += verdict.problems
        units += verdict.units
    return CheckedProject(file=path, project=project, units=tuple(units), problems=unique(found))


def _places(project: Project, platform: Platform, refused: frozenset[finding.Path]) -> Iterator[Place]:
    """Where a project goes, as far as the platform can tell."""
    for name in project.environments:
        environment, invalid = platform.environments.get(name), platform.invalid_environments.get(name)
        if environment is not None:
            yield Place(project, environment, platform, refused)
        elif invalid is not None and invalid.fields is not None:
            yield Place(project, invalid.environment, platform, refused, invalid.fields | {context.ENVIRONMENT})


def _elsewhere(found: Sequence[Finding], parsed: document.Document, platform: Platform) -> Iterable[Finding]:
    """What the file's shape got wrong, with fields of another kind called so."""
    for each in found:
        kind: nodes.Node | None = parsed.root
        for part in (*each.path[:-1], "kind"):
            kind = kind.get(str(part)) if isinstance(kind, nodes.Mapping) else None
        if each.code == "unknown-key" and each.path[:1] == ("components",) and isinstance(kind, nodes.Scalar):
            yield project_rules.explain_unknown_field(each, kind.text, environment_check.fields(platform))
        else:
            yield each


class _Files(NamedTuple):
    """What the files that a project names hold, by their paths, and what is wrong with them."""

    contents: Mapping[str, bytes]
    problems: Sequence[Problem]


def _files(project: Project) -> _Files:
    contents: dict[str, bytes] = {}
    problems: list[Problem] = []
    folder = os.path.dirname(project.document.file)
    for path, node, where in projects.file_references(project):
        if TABLES.formats["relative-path"](path) is not None:
            continue  # the format's check reports it
        try:
            contents[path] = reading.within(folder, path)
        except ValueError as error:
            hint = "name a file in the project's folder or below it"
            problems.append(Problem(mark=node.mark, where=where, fact=f'"{path}": {error}', hint=hint, code="file"))
            continue
        text = nodes.Scalar(contents[path].decode("utf-8", "replace"), plain=False, mark=node.mark)
        problems += finding.problems(project_rules.find_secrets(text), [], where)
    return _Files(contents, problems)


def patched(checked: CheckedProject) -> bool:
    """Whether the project has patches, which only rendering can judge."""
    return any(unit.target.component.patches for unit in checked.units)
