"""One `ml-project.yaml` from bytes to judged targets: the page that reads top to bottom."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from generator.engines import secrets
from generator.environment.environment import Environment
from generator.errors import Mark, Problem, Severity
from generator.gitops import gitops
from generator.gitops.entry import Entry
from generator.kinds.kinds import KINDS
from generator.library import files
from generator.manifest.manifest import Draft, Manifest, Overlay
from generator.pipeline.platform import Platform
from generator.resolve import project as projects
from generator.resolve import target as targets
from generator.source import document, finding, nodes
from generator.source.finding import Finding
from generator.spec.project import Project, Target
from generator.validate import component, narrow, policy, position
from generator.validate import project as whole
from generator.validate.case import Case
from generator.validate.tables import TABLES

LABEL = 63
MOST = 1000
"""Problems of one file; with more it is not the work of a person."""


class Unit(NamedTuple):
    """A target with the Drafts of its objects."""

    target: Target
    drafts: Sequence[Draft]


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


def judge(path: str, platform: Platform) -> Judged:
    """Read, validate and resolve one project file for all of its environments."""
    return of(files.read(path), path, platform)


def of(data: bytes, path: str, platform: Platform) -> Judged:
    """Validate and resolve what a project file holds, or would hold."""
    judged = Judged(file=path)
    parsed = document.parse(data, path)
    judged.add(parsed.problems)
    read = projects.read(parsed, platform.schemas, TABLES)
    judged.add(finding.problems(_elsewhere(read.findings, parsed, platform), [parsed]))
    if read.project is None or parsed.root is None:
        return judged
    if platform.narrowing and not judged.bad:
        narrower = narrow.check(platform.narrowing, projects.SCHEMA, read.data, parsed.root, Mark(path, 1, 1))
        judged.add(finding.problems(narrower, [parsed]))
    judged.project = project = _with_files(read.project, judged)
    judged.add(finding.problems(whole.check(project, tuple(platform.environments)), [parsed]))
    for name in project.environments:
        environment = platform.environments.get(name)
        if environment is not None:
            _environment(judged, project, environment, platform, frozenset(f.path for f in read.findings))
    return judged


def _kinds(platform: Platform) -> Mapping[str, Collection[str]]:
    return {kind: platform.schemas.rule(f"kinds/{kind}.json").properties for kind in KINDS}


def _elsewhere(found: Sequence[Finding], parsed: document.Document, platform: Platform) -> Iterable[Finding]:
    """What the file's shape got wrong, with fields of another kind called so."""
    for each in found:
        kind: nodes.Node | None = parsed.root
        for part in (*each.path[:-1], "kind"):
            kind = kind.get(str(part)) if isinstance(kind, nodes.Mapping) else None
        if each.code == "unknown-key" and each.path[:1] == ("components",) and isinstance(kind, nodes.Scalar):
            yield whole.elsewhere(each, kind.text, _kinds(platform))
        else:
            yield each


def _with_files(project: Project, judged: Judged) -> Project:
    contents: dict[str, bytes] = {}
    folder = os.path.dirname(project.document.file)
    for path, node, where in projects.wanted_files(project):
        if TABLES.formats["relative-path"](path) is not None:
            continue  # said already
        try:
            contents[path] = files.within(folder, path)
        except ValueError as error:
            hint = "name a file in the project's folder or below it"
            judged.add([Problem(mark=node.mark, where=where, fact=f'"{path}": {error}', hint=hint, code="file")])
            continue
        text = nodes.Scalar(contents[path].decode("utf-8", "replace"), plain=False, mark=node.mark)
        judged.add(finding.problems(whole.texts(text), [], where))
    return replace(project, files=contents)


def _environment(
    judged: Judged, project: Project, environment: Environment, platform: Platform, refused: frozenset[finding.Path]
) -> None:
    """Settle and judge what goes to one environment; `refused` are the paths of what the file's shape got wrong."""
    documents = [project.document, *environment.documents]
    units = []
    for name in targets.components(project, environment):
        found = targets.settled(project, environment, name, platform.schemas, TABLES)
        if found is None:
            continue
        prefix = f"environments.{environment.name}.components.{name}"
        heard = frozenset(_fields(refused, environment.name, name))
        settled = [whole.elsewhere(each, found.kind, _kinds(platform)) for each in found.findings]
        said = [each for each in settled if not (_field(each) in heard or (heard and not each.node.mark.line))]
        findings = [*said, *_rules(project, environment, found, platform, heard)]
        judged.add(finding.problems(findings, documents, prefix))
        if heard or any(f.severity is Severity.ERROR for f in findings) or judged_shape(judged):
            continue
        target = targets.target(project, environment, found)
        more = [
            *KINDS[target.component.kind].problems(target),
            *policy.check(target),
            *_namespace(target),
            *gitops.problems(target),
        ]
        judged.add(finding.problems(more, documents, prefix))
        if not any(f.severity is Severity.ERROR for f in more):
            units.append(Unit(target=target, drafts=tuple(KINDS[target.component.kind].drafts(target))))
    judged.add(finding.problems(policy.quota([unit.target for unit in units]), documents))
    judged.units += _with_secrets(units)


def _with_secrets(units: Sequence[Unit]) -> Iterator[Unit]:
    """The units of one environment, with the Secrets that they share at the first one that asks."""
    asked = list(secrets.drafts([unit.target for unit in units]))
    for unit in units:
        more = tuple(draft for target, draft in asked if target is unit.target)
        yield unit._replace(drafts=(*unit.drafts, *more)) if more else unit


def judged_shape(judged: Judged) -> bool:
    """Whether the file's shape is broken, so that settled values cannot be trusted to be whole."""
    return any(problem.severity is Severity.ERROR and problem.code == "file" for problem in judged.problems)


def _fields(refused: frozenset[finding.Path], environment: str, component: str) -> Iterator[str]:
    """The fields of a component that the file's own shape got wrong, in the component or in what the environment changes."""
    for path in refused:
        match path:
            case ("components", name, key, *_) if name == component:
                yield str(key)
            case ("environments", where, "components", name, key, *_) if (where, name) == (environment, component):
                yield str(key)
            case ("environments", where, "releases", name, _, "with", key, *_) if (where, name) == (
                environment,
                component,
            ):
                yield str(key)
            case ("environments", where, "releases", name, _, key, *_) if (where, name) == (environment, component):
                yield str(key)


def _field(found: Finding) -> str:
    """The field of a component that a finding is about, that which is missing included."""
    if found.path:
        return str(found.path[0])
    return found.fact.split('"')[1] if found.code == "missing" and '"' in found.fact else ""


def _rules(
    project: Project, environment: Environment, found: targets.Settled, platform: Platform, heard: frozenset[str]
) -> Iterator[Finding]:
    """The rules beyond the schema; they want whole values, so a field with a broken shape is left to the next run."""
    wanted = platform.schemas.rule(f"kinds/{found.kind}.json").required
    broken = heard | {_field(each) for each in found.findings} | (set(wanted) - found.data.keys())
    for place, data in found.slots.items():
        node = found.slot_nodes[place]
        case = Case(found.kind, node, found.key.mark, data, environment, project.files)
        yield from component.check(case, broken)
        if not broken:
            yield from narrow.check(platform.narrowing, f"kinds/{found.kind}.json", data, node, found.key.mark)
    if "strategy" in broken or "kind" in broken:
        return
    entry = projects.release(project, environment.name, found.name)
    moved = project.releases[environment.name].get(found.name)
    if entry is not None and moved is not None:
        strategy = found.data["strategy"]["type"] if found.kind == "service" else ""
        yield from position.check(found.kind, strategy, entry, moved)


def _namespace(target: Target) -> Iterator[Finding]:
    if len(target.namespace) > LABEL:
        key = target.project.environments[target.environment.name].key
        fact = f'the namespace "{target.namespace}" has {len(target.namespace)} characters, at most {LABEL} are allowed'
        yield Finding(key, key.mark, (), fact, "shorten the name of the project or the team", "name-length")


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
            made = overlay.of(platform.templates, unit.target, unit.drafts)
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
