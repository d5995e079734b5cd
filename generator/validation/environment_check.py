"""Check one project in one environment: resolve every component, and apply each rule whose fields are valid."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from generator.components import claim_names
from generator.components.kinds import KINDS
from generator.components.tables import TABLES
from generator.environment.environment import Environment
from generator.environment.operators import FORMS, TRAFFIC
from generator.errors import Problem, Severity
from generator.gitops import gitops
from generator.kubernetes import claims, exposure, external_secrets, pod_problems
from generator.manifest.manifest import Draft
from generator.named_tuples import NamedTuple
from generator.resolve import project as projects
from generator.resolve import target as targets
from generator.source import finding, nodes
from generator.source.finding import Finding
from generator.spec.component import Volume
from generator.spec.machine import STEPS
from generator.spec.project import Project, Target
from generator.validate import component, context, peers, policy, route_policy
from generator.validate import project as project_rules
from generator.validate.context import CheckedComponent
from generator.validation import namespaces
from generator.validation.platform import Platform

if TYPE_CHECKING:
    from generator.validate.quota import Demand


class Unit(NamedTuple):
    """A component in an environment, with the Drafts of its objects, and what it needs where there is a quota."""

    target: Target
    drafts: Sequence[Draft]
    demand: "Demand | None" = None


class ProjectInEnvironment(NamedTuple):
    """A project in an environment. `refused` are the paths of values that violate the schema of the project file.

    `unknown` are the fields that cannot be checked, because the environment's files have problems with them.
    """

    project: Project
    environment: Environment
    platform: Platform
    refused: frozenset[finding.Path]
    unknown: frozenset[str] = frozenset()


class EnvironmentResult(NamedTuple):
    """The problems of a project in an environment, its components that are valid, and the demand of those whose size is."""

    problems: Sequence[Problem]
    units: Sequence[Unit]
    demands: Sequence["Demand"] = ()


class _ComponentResult(NamedTuple):
    """The result for one component; `demand` is None if its resources are not known."""

    findings: Sequence[Finding]
    unit: Unit | None = None
    demand: "Demand | None" = None


def check(subject: ProjectInEnvironment) -> EnvironmentResult:
    """Resolve and check the components of a project in one environment."""
    project, environment = subject.project, subject.environment
    documents = [project.document, *environment.documents]
    problems: list[Problem] = []
    results = []
    for name in targets.components(project, environment):
        resolved = targets.resolve_component(project, environment, name, subject.platform.schemas, TABLES, KINDS)
        if resolved is not None:
            results.append(_check_component(subject, resolved))
            prefix = f"environments.{environment.name}.components.{name}"
            problems += finding.problems(results[-1].findings, documents, prefix)
    problems += _claims(subject, [each.unit.target for each in results if each.unit is not None])
    demands = [each.demand for each in results if each.demand is not None]
    if not subject.unknown:
        every = subject.platform.environments.values()
        problems += finding.problems(namespaces.check(project, environment, every), documents)
    units = list(_with_secrets([each.unit for each in results if each.unit is not None]))
    return EnvironmentResult(problems, units, demands)


def _claims(subject: ProjectInEnvironment, found: Sequence[Target]) -> Iterator[Problem]:
    """The problems of claims that components name: which ones the project makes is known only when all are resolved."""
    documents = [subject.project.document, *subject.environment.documents]
    for target, each in claims.problems(found, _claim_name):
        prefix = f"environments.{subject.environment.name}.components.{target.name}"
        yield from finding.problems([each], documents, prefix)


def _claim_name(target: Target, volume: Volume) -> str:
    return claim_names.of(target.component.kind, target.base, volume.path)


def _check_component(subject: ProjectInEnvironment, resolved: targets.ResolvedComponent) -> _ComponentResult:
    """Check the valid fields of a component; the result has a unit if all fields are valid."""
    refused_fields = frozenset(_refused_fields(subject, resolved.name))
    explained = [
        project_rules.explain_unknown_field(each, resolved.kind, fields(subject.platform), _value(resolved, each))
        for each in resolved.findings
    ]
    if not KINDS[resolved.kind].SLOTS:
        explained = [project_rules.explain_strategy(each, resolved.kind) for each in explained]
    reported = [
        each
        for each in explained
        if not (_field(each) in refused_fields or (refused_fields and not each.node.mark.line))
    ]
    invalid = refused_fields.union(_unusable_fields(subject, resolved))
    findings = [
        *(each for each in reported if _field(each) not in subject.unknown),
        *_rules(subject, resolved, invalid),
    ]
    if subject.unknown:
        return _ComponentResult(findings)
    demand = _demand(subject, resolved, invalid) if subject.platform.has_quota else None
    if invalid or any(each.severity is Severity.ERROR for each in findings):
        return _ComponentResult(findings, None, demand)
    kind = KINDS[resolved.kind]
    target = targets.target(subject.project, subject.environment, resolved, kind)
    more = [*kind.problems(target), *pod_problems.of(target), *gitops.problems(target)]
    more += [*route_policy.problems(target), *peers.problems(target)]
    is_valid = not any(each.severity is Severity.ERROR for each in more)
    unit = Unit(target=target, drafts=tuple(kind.drafts(target)), demand=demand) if is_valid else None
    return _ComponentResult([*findings, *more], unit, demand)


def _value(resolved: targets.ResolvedComponent, found: Finding) -> nodes.Node:
    return finding.locate(resolved.node, found.path, mark=found.mark)[0]


def fields(platform: Platform) -> Mapping[str, Collection[str]]:
    """The fields of each component kind."""
    return {kind: platform.schemas.rule(f"kinds/{kind}.json").properties for kind in KINDS}


def _unusable_fields(subject: ProjectInEnvironment, resolved: targets.ResolvedComponent) -> Iterator[str]:
    """The fields that rules must not read: invalid, missing, from a file that was not read, or unknown in the environment."""
    yield from (_field(each) for each in resolved.findings)
    rule = subject.platform.schemas.rule(f"kinds/{resolved.kind}.json")
    without = STEPS in rule.properties or subject.environment.engine_of(resolved.kind) in TRAFFIC
    images = set() if without else {"image"}
    yield from {*images, *rule.required} - resolved.data.keys()
    for field, holders in _with_files(resolved.data if STEPS in resolved.data else {}, resolved.slots.values()):
        contents = (each for holder in holders for each in holder.get("files", {}).values())
        if any(isinstance(each, dict) and each.get("from") not in subject.project.files for each in contents):
            yield field
    if any(_serve_file(data) not in {None, *subject.project.files} for data in resolved.slots.values()):
        yield "serve"
    yield from subject.unknown
    if subject.unknown and "machine" in resolved.data:
        yield "strategy"  # its defaults depend on whether the machine has GPUs


def _with_files(
    data: Mapping[str, Any], slots: Collection[Mapping[str, Any]]
) -> Iterator[tuple[str, Collection[Mapping[str, Any]]]]:
    """What has files of its own, with the field of the component in which they are: the component, and each of its steps."""
    yield "files", slots
    yield STEPS, [step for step in data.get(STEPS, {}).values() if isinstance(step, dict)]


def _serve_file(data: Mapping[str, Any]) -> Any:
    """The file with the configuration of Ray Serve; None if there is none."""
    return data["serve"].get("from") if isinstance(data.get("serve"), dict) else None


def _rules(
    subject: ProjectInEnvironment, resolved: targets.ResolvedComponent, invalid: Collection[str]
) -> Iterator[Finding]:
    """The findings of the rules beyond the schema; rules that read an invalid field are skipped."""
    kind = KINDS[resolved.kind]
    for slot, data in resolved.slots.items():
        node, mark = resolved.slot_nodes[slot], resolved.key.mark
        checked = CheckedComponent(
            resolved.kind,
            node,
            mark,
            data,
            subject.environment,
            subject.project.files,
            project_annotations=subject.project.annotations,
            placeholders=exposure.placeholders(subject.environment.name, subject.project.name, resolved.name),
            named=resolved.named,
        )
        yield from context.check(kind.RULES, checked, invalid)
        yield from component.check(checked, invalid)
        yield from policy.check(checked, invalid)
        yield from context.check(kind.POLICY, checked, invalid)
        if subject.platform.narrowing and not invalid:
            from generator.validate import platform_schemas  # slow to load, and few platforms have schemas of their own

            yield from platform_schemas.check(
                subject.platform.narrowing, f"kinds/{resolved.kind}.json", data, node, mark
            )
    if resolved.kind in FORMS and "kind" not in invalid and context.ENVIRONMENT not in invalid:
        from generator.validate import operators  # few projects have such kinds, and a cold start counts

        first = CheckedComponent(resolved.kind, resolved.node, resolved.key.mark, {}, subject.environment, {})
        yield from operators.missing(first, subject.platform.environments)
    if "strategy" in invalid or "kind" in invalid:
        return
    entry = projects.release(subject.project, subject.environment.name, resolved.name)
    moved = subject.project.releases[subject.environment.name].get(resolved.name)
    if entry is not None and moved is not None:
        from generator.validate import position  # slow to load, and few projects have a release under way

        strategy = resolved.data["strategy"]["type"] if kind.SLOTS else ""
        by_model = "model" in subject.platform.schemas.rule(f"kinds/{resolved.kind}.json").one_of
        engine = subject.environment.engine_of(resolved.kind)
        yield from position.check(position.Subject(resolved.kind, strategy, engine, by_model), entry, moved)


def _demand(
    subject: ProjectInEnvironment, resolved: targets.ResolvedComponent, invalid: Collection[str]
) -> "Demand | None":
    from generator.validation import component_demand  # few platforms have quotas, and a cold start counts

    return component_demand.of(subject.project, subject.environment, resolved, invalid)


def _with_secrets(units: Sequence[Unit]) -> Iterator[Unit]:
    """The units of one environment; ExternalSecrets that several of them use are added to the first one."""
    secrets = list(external_secrets.drafts([unit.target for unit in units]))
    for unit in units:
        more = tuple(draft for target, draft in secrets if target is unit.target)
        yield unit._replace(drafts=(*unit.drafts, *more)) if more else unit


def _refused_fields(subject: ProjectInEnvironment, component: str) -> Iterator[str]:
    """The fields of a component that violate the schema, in `components` or in what the environment changes."""
    environment, model = subject.environment.name, subject.project.models.get(component)
    for path in subject.refused:
        match path:
            case ("components", *below) if model is not None:
                yield from filter(None, [model.field(below)])
            case ("environments", where, "components", *below) if model is not None and where == environment:
                yield from filter(None, [model.field(below)])
            case ("components", name, key, *_) if name == component:
                yield str(key)
            case ("environments", where, "components", name, key, *_) if (where, name) == (environment, component):
                yield str(key)
            case ("environments", where, "releases", name, *rest) if (where, name) == (environment, component):
                yield _release_field(rest)


def _release_field(path: Sequence[str | int]) -> str:
    """The field of a component that an invalid part of its release sets; `image` if that is not clear."""
    match path:
        case [_, "with", key, *_] | [_, ("model" | "slot" | "steps") as key, *_] | ["step" as key]:
            return str(key)
        case _:
            return "image"


def _field(reported: Finding) -> str:
    """The field of a component that a finding is about; for a missing one, its name."""
    if reported.path:
        return str(reported.path[0])
    return reported.subject if reported.code == "missing" else ""
