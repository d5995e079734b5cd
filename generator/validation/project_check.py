"""One `ml-project.yaml` from bytes to judged targets: the page that reads top to bottom."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from generator.components.kinds import KINDS
from generator.components.tables import TABLES
from generator.discovery import platform_folder
from generator.errors import InputError, Mark, Problem, Severity
from generator.files import kubernetes_schemas, reading
from generator.gitops import gitops
from generator.gitops.entry import Entry
from generator.manifest.manifest import Manifest, Overlay
from generator.resolve import project as projects
from generator.resolve import target as targets
from generator.source import document, finding, nodes
from generator.source.finding import Finding
from generator.spec.project import Project
from generator.validate import context
from generator.validate import project as whole
from generator.validation import environment_check
from generator.validation import platform as platforms
from generator.validation.environment_check import Place, Unit
from generator.validation.platform import Platform

MOST = 1000
"""Problems of one file; with more it is not the work of a person."""


@dataclass(slots=True, kw_only=True)
class Judged:
    """A project file, what it asks for and everything wrong with it; `units` holds what could be settled."""

    file: str
    project: Project | None = None
    units: list[Unit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    known: set[tuple[Mark, str]] = field(default_factory=set)

    @property
    def bad(self) -> bool:
        """Whether nothing of it may be written."""
        return any(problem.severity is not Severity.WARNING for problem in self.problems)

    def add(self, found: Iterable[Problem]) -> None:
        """More problems; one that was found before is not repeated, and beyond `MOST` nobody reads on."""
        for problem in found:
            if len(self.known) > MOST:
                return
            if (problem.mark, problem.fact) not in self.known:
                self.known.add((problem.mark, problem.fact))
                self.problems.append(problem if len(self.known) <= MOST else _too_many(problem))


def _too_many(problem: Problem) -> Problem:
    fact, hint = f"there are more than {MOST} problems; the others are not listed", "mend these first"
    return replace(problem, where="", fact=fact, hint=hint, code="too-many", severity=Severity.ERROR)


def platform(named: str | None, path: str) -> Platform:
    """The platform of one project, as `platforms.load` finds it; InputError with its problems and the project's."""
    start = os.path.dirname(path) or "."
    try:
        return platforms.load(named, start)
    except InputError as error:
        found = judge(path, platforms.read(platform_folder.find(named, start)))
        raise InputError([*error.problems, *found.problems]) from None


def judge(path: str, platform: Platform) -> Judged:
    """Read, validate and resolve one project file for all of its environments."""
    return of(reading.read(path), path, platform)


def of(data: bytes, path: str, platform: Platform) -> Judged:
    """Validate and resolve what a project file holds, or would hold."""
    judged = Judged(file=path)
    parsed = document.parse(data, path)
    judged.add(parsed.problems)
    read = projects.read(parsed, platform.schemas, TABLES, KINDS)
    judged.add(finding.problems(_elsewhere(read.findings, parsed, platform), [parsed]))
    if read.project is None or parsed.root is None:
        return judged
    if platform.narrowing and not judged.bad:
        from generator.validate import platform_schemas  # few platforms narrow

        narrower = platform_schemas.check(platform.narrowing, projects.SCHEMA, read.data, parsed.root, Mark(path, 1, 1))
        judged.add(finding.problems(narrower, [parsed]))
    judged.project = project = _with_files(read.project, judged)
    known = (*platform.environments, *platform.gaps)
    judged.add(finding.problems(whole.check(project, known, KINDS), [parsed]))
    refused = frozenset(each.path for each in read.findings)
    for place in _places(project, platform, refused):
        verdict = environment_check.judge(place)
        judged.add(verdict.problems)
        judged.units += verdict.units
    return judged


def _places(project: Project, platform: Platform, refused: frozenset[finding.Path]) -> Iterator[Place]:
    """Where a project goes, as far as the platform can tell."""
    for name in project.environments:
        environment, gap = platform.environments.get(name), platform.gaps.get(name)
        if environment is not None:
            yield Place(project, environment, platform, refused)
        elif gap is not None and gap.fields is not None:
            yield Place(project, gap.environment, platform, refused, gap.fields | {context.ENVIRONMENT})


def _elsewhere(found: Sequence[Finding], parsed: document.Document, platform: Platform) -> Iterable[Finding]:
    """What the file's shape got wrong, with fields of another kind called so."""
    for each in found:
        kind: nodes.Node | None = parsed.root
        for part in (*each.path[:-1], "kind"):
            kind = kind.get(str(part)) if isinstance(kind, nodes.Mapping) else None
        if each.code == "unknown-key" and each.path[:1] == ("components",) and isinstance(kind, nodes.Scalar):
            yield whole.elsewhere(each, kind.text, environment_check.fields(platform))
        else:
            yield each


def _with_files(project: Project, judged: Judged) -> Project:
    contents: dict[str, bytes] = {}
    folder = os.path.dirname(project.document.file)
    for path, node, where in projects.wanted_files(project):
        if TABLES.formats["relative-path"](path) is not None:
            continue  # said already
        try:
            contents[path] = reading.within(folder, path)
        except ValueError as error:
            hint = "name a file in the project's folder or below it"
            judged.add([Problem(mark=node.mark, where=where, fact=f'"{path}": {error}', hint=hint, code="file")])
            continue
        text = nodes.Scalar(contents[path].decode("utf-8", "replace"), plain=False, mark=node.mark)
        judged.add(finding.problems(whole.texts(text), [], where))
    return project._replace(files=contents)


def overlays(judged: Judged, platform: Platform, only: str | None = None) -> list[Overlay]:
    """Every environment's objects, rendered and patched; what patches break is added to the problems."""
    from generator.render import overlay

    project = judged.project
    if project is None:
        return []
    held: list[Overlay] = []
    for name in project.environments:
        environment = platform.environments.get(name)
        if environment is None or only not in {None, name}:
            continue
        manifests: list[Manifest] = []
        units = [unit for unit in judged.units if unit.target.environment is environment]
        for unit in units:
            made = overlay.of(platform.templates, unit.target, unit.drafts, kubernetes_schemas.schema)
            prefix = f"environments.{name}.components.{unit.target.name}"
            judged.add(finding.problems(made.findings, [project.document, *environment.documents], prefix))
            manifests += made.manifests
        namespace = targets.namespace(project, environment)
        entry = Entry(
            team=project.team,
            project=project.name,
            environment=environment,
            namespace=namespace,
            held=[(unit.target, unit.drafts) for unit in units],
        )
        held.append(
            Overlay(
                team=project.team,
                project=project.name,
                environment=name,
                namespace=namespace,
                manifests=tuple(manifests),
                cluster=environment.cluster.name,
                entry=platform.templates.render(gitops.draft(entry)),
            )
        )
    return held


def patched(judged: Judged) -> bool:
    """Whether the project has patches, which only rendering can judge."""
    return any(unit.target.component.patches for unit in judged.units)
