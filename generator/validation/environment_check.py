"""One project in one environment: every component settled, and judged by each rule whose fields are sound."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.components.kinds import KINDS
from generator.components.tables import TABLES
from generator.environment.environment import Environment
from generator.errors import Problem, Severity
from generator.gitops import gitops
from generator.kubernetes import external_secrets
from generator.manifest.manifest import Draft
from generator.resolve import project as projects
from generator.resolve import target as targets
from generator.source import finding
from generator.source.finding import Finding
from generator.spec.project import Project, Target
from generator.validate import component, context, policy
from generator.validate import project as project_rules
from generator.validate.context import CheckedComponent
from generator.validation.platform import Platform

LABEL = 63


class Unit(NamedTuple):
    """A target with the Drafts of its objects."""

    target: Target
    drafts: Sequence[Draft]


class Place(NamedTuple):
    """Where a project is judged. `refused` are the paths of what the file's shape got wrong.

    `unknown` are the fields of which nothing may be said, since the environment's files have problems; empty for a whole one.
    """

    project: Project
    environment: Environment
    platform: Platform
    refused: frozenset[finding.Path]
    unknown: frozenset[str] = frozenset()


class Verdict(NamedTuple):
    """What is wrong in an environment, and what could be settled there."""

    problems: Sequence[Problem]
    units: Sequence[Unit]


class _Judged(NamedTuple):
    """What became of one component; `demand` is None where nobody can tell what it needs."""

    findings: Sequence[Finding]
    unit: Unit | None = None
    demand: policy.Demand | None = None


def judge(place: Place) -> Verdict:
    """Settle and judge what goes to one environment."""
    project, environment = place.project, place.environment
    documents = [project.document, *environment.documents]
    problems: list[Problem] = []
    judged = []
    for name in targets.components(project, environment):
        found = targets.resolve_component(project, environment, name, place.platform.schemas, TABLES, KINDS)
        if found is not None:
            judged.append(_component(place, found))
            prefix = f"environments.{environment.name}.components.{name}"
            problems += finding.problems(judged[-1].findings, documents, prefix)
    demands = [each.demand for each in judged if each.demand is not None]
    key = project.environments[environment.name].key
    problems += finding.problems([*_namespace(place), *policy.quota(environment, key, demands)], documents)
    return Verdict(problems, list(_with_secrets([each.unit for each in judged if each.unit is not None])))


def _component(place: Place, found: targets.ResolvedComponent) -> _Judged:
    """Judge a component by what is sound of it; it becomes a unit where all is."""
    heard = frozenset(_fields(place.refused, place.environment.name, found.name))
    settled = [project_rules.explain_unknown_field(each, found.kind, fields(place.platform)) for each in found.findings]
    said = [each for each in settled if not (_field(each) in heard or (heard and not each.node.mark.line))]
    broken = heard.union(_unsound(place, found))
    findings = [*(each for each in said if _field(each) not in place.unknown), *_rules(place, found, broken)]
    if place.unknown:
        return _Judged(findings)
    demand = _demand(place.environment, found, broken)
    if broken or any(each.severity is Severity.ERROR for each in findings):
        return _Judged(findings, None, demand)
    kind = KINDS[found.kind]
    target = targets.target(place.project, place.environment, found, kind)
    more = [*kind.problems(target), *gitops.problems(target)]
    good = not any(each.severity is Severity.ERROR for each in more)
    unit = Unit(target=target, drafts=tuple(kind.drafts(target))) if good else None
    return _Judged([*findings, *more], unit, demand)


def fields(platform: Platform) -> Mapping[str, Collection[str]]:
    """The fields of each kind."""
    return {kind: platform.schemas.rule(f"kinds/{kind}.json").properties for kind in KINDS}


def _unsound(place: Place, found: targets.ResolvedComponent) -> Iterator[str]:
    """The fields that no rule may look at: refused, missing, unread, or unknown with the environment."""
    yield from (_field(each) for each in found.findings)
    yield from set(place.platform.schemas.rule(f"kinds/{found.kind}.json").required) - found.data.keys()
    contents = (each for data in found.slots.values() for each in data.get("files", {}).values())
    if any(isinstance(each, dict) and each.get("from") not in place.project.files for each in contents):
        yield "files"
    yield from place.unknown
    if place.unknown and "machine" in found.data:
        yield "strategy"  # whether the machine has GPUs decides what is left out of it


def _rules(place: Place, found: targets.ResolvedComponent, broken: Collection[str]) -> Iterator[Finding]:
    """The rules beyond the schema; one that reads a field which is not sound is left to the next run."""
    kind = KINDS[found.kind]
    for slot, data in found.slots.items():
        node, mark = found.slot_nodes[slot], found.key.mark
        held = CheckedComponent(found.kind, node, mark, data, place.environment, place.project.files)
        yield from context.check(kind.RULES, held, broken)
        yield from component.check(held, broken)
        yield from policy.check(held, broken)
        yield from context.check(kind.POLICY, held, broken)
        if place.platform.narrowing and not broken:
            from generator.validate import platform_schemas  # few platforms narrow

            yield from platform_schemas.check(place.platform.narrowing, f"kinds/{found.kind}.json", data, node, mark)
    if "strategy" in broken or "kind" in broken:
        return
    entry = projects.release(place.project, place.environment.name, found.name)
    moved = place.project.releases[place.environment.name].get(found.name)
    if entry is not None and moved is not None:
        from generator.validate import position  # a release is on its way in few projects

        strategy = found.data["strategy"]["type"] if kind.SLOTS else ""
        yield from position.check(found.kind, strategy, entry, moved)


def _demand(
    environment: Environment, found: targets.ResolvedComponent, broken: Collection[str]
) -> policy.Demand | None:
    """What a component needs, as far as its size is sound."""
    machine = found.data.get("machine")
    kind = KINDS[found.kind]
    if not (environment.quota and kind.SIZE.isdisjoint(broken)):
        return None
    if machine is not None and (machine not in environment.machines or "resources" in found.data):
        return None
    return policy.Demand(found.name, kind.demand(list(found.slots.values()), environment.machines))


def _with_secrets(units: Sequence[Unit]) -> Iterator[Unit]:
    """The units of one environment, with the Secrets that they share at the first one that asks."""
    asked = list(external_secrets.drafts([unit.target for unit in units]))
    for unit in units:
        more = tuple(draft for target, draft in asked if target is unit.target)
        yield unit._replace(drafts=(*unit.drafts, *more)) if more else unit


def _fields(refused: frozenset[finding.Path], environment: str, component: str) -> Iterator[str]:
    """The fields of a component that the file's own shape got wrong, in the component or in what the environment changes."""
    for path in refused:
        match path:
            case ("components", name, key, *_) if name == component:
                yield str(key)
            case ("environments", where, "components", name, key, *_) if (where, name) == (environment, component):
                yield str(key)
            case ("environments", where, "releases", name, *rest) if (where, name) == (environment, component):
                yield _versioned(rest)


def _versioned(path: Sequence[str | int]) -> str:
    """The field of a component that a broken part of its release takes the place of: where that is not clear, its image."""
    match path:
        case [_, "with", key, *_] | [_, ("model" | "slot" | "steps") as key, *_] | ["step" as key]:
            return str(key)
        case _:
            return "image"


def _field(found: Finding) -> str:
    """The field of a component that a finding is about, that which is missing included."""
    if found.path:
        return str(found.path[0])
    return found.subject if found.code == "missing" else ""


def _namespace(place: Place) -> Iterator[Finding]:
    name = targets.namespace(place.project, place.environment)
    if len(name) > LABEL and not place.unknown:
        key = place.project.environments[place.environment.name].key
        fact = f'the namespace "{name}" has {len(name)} characters, at most {LABEL} are allowed'
        yield Finding(
            node=key,
            mark=key.mark,
            path=(),
            fact=fact,
            hint="shorten the name of the project or the team",
            code="name-length",
        )
