"""Resolution of components: schema defaults < platform defaults < component < environment override < `with` of a release."""

import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from generator.environment import operators
from generator.environment.environment import Environment
from generator.errors import SCHEMA, Mark
from generator.named_tuples import NamedTuple
from generator.resolve import component_builder, containers, defaults, merge, networking, platform_defaults, resources
from generator.resolve import project as projects
from generator.resolve.kind import Kind, Kinds, Place
from generator.source import finding, nodes, schema_rules
from generator.source.finding import Finding
from generator.source.reader import Reader, Tables
from generator.source.scalars import raw
from generator.spec import naming
from generator.spec.machine import STEPS
from generator.spec.project import Named, Project, Target
from generator.spec.release import Release, SlotName, Version, other_slot

CONTROLLERS = ("argo-rollouts", "flagger")
"""The engines whose controller moves the traffic: Git has only the version to run, and no slots."""


class ResolvedComponent(NamedTuple):
    """One component with all layers merged for one environment, as a tree with positions and as plain data.

    `node` and `data` are those of the active version, `slot_nodes` and `slots` those of every slot in use. `named` has the
    components of the project if it names others.
    """

    name: str
    kind: str
    key: nodes.Scalar
    node: nodes.Mapping
    data: Mapping[str, Any]
    slots: Mapping[SlotName, Mapping[str, Any]]
    slot_nodes: Mapping[SlotName, nodes.Mapping]
    release: Release
    findings: list[Finding]
    named: Mapping[str, Named] = MappingProxyType({})


def components(project: Project, environment: Environment) -> Iterator[str]:
    """The names of the components of an environment, in the order of the file."""
    for name, entry in project.components.items():
        if isinstance(entry.value, nodes.Mapping) and not projects.is_removed(project, environment.name, name):
            yield name


def resolve_component(
    project: Project,
    environment: Environment,
    name: str,
    library: schema_rules.Library,
    tables: Tables,
    kinds: Kinds,
) -> ResolvedComponent | None:
    """Resolve a component; None if its kind is unknown, which is reported elsewhere."""
    key, node, kind_name = merged_tree(project, environment, name, library, kinds)
    if kind_name is None:
        return None
    kind = kinds[kind_name]
    versions, positions = _moved(project, environment, name, kind_name, slots=kind.SLOTS)
    slot: SlotName = positions.get("active", {}).get("slot", "blue")
    named = _named(project, environment, node, library, kinds)
    completed: dict[SlotName, nodes.Mapping] = {}
    for slot_name, role in _roles(slot, versions, kind).items():
        tree = _with_version(node, versions.get(role), kind, defaults.layer(library, kind_name, kind.FIELDS))
        tree = kind.complete(tree, place=_place(kind_name, tree, environment, named), cache=project.cache)
        completed[slot_name] = containers.completed(networking.with_app_protocols(tree, environment), environment)
    findings: list[Finding] = []
    data_by_slot = {
        slot_name: _read_slot(library, Reader(tables, cache=project.cache), kind_name, tree, key.mark, findings)
        for slot_name, tree in completed.items()
    }
    overrides = projects.overrides(project, environment.name, name)
    findings = [_at_override(each, overrides) for each in findings]
    return ResolvedComponent(
        name,
        kind_name,
        key,
        completed[slot],
        data_by_slot[slot],
        data_by_slot,
        completed,
        _release(
            completed[slot],
            data_by_slot[slot],
            positions,
            slot,
            has_steps=not operators.has_revisions(environment.engine_of(kind_name)),
        ),
        findings,
        named,
    )


def _roles(active: SlotName, versions: Mapping[str, nodes.Mapping], kind: Kind) -> dict[SlotName, str]:
    """The slots in use, the active one first, each with the role of the version that it runs."""
    other = next((role for role in ("candidate", "previous") if role in versions), None) if kind.SLOTS else None
    return {active: "active", **({other_slot(active): other} if other is not None else {})}


def _moved(
    project: Project, environment: Environment, name: str, kind: str, *, slots: bool
) -> tuple[Mapping[str, nodes.Mapping], Mapping[str, Any]]:
    """The versions of a component by role, and its position; those of the active version alone where a controller moves traffic."""
    entry = projects.release(project, environment.name, name)
    versions = _versions(entry.value) if entry is not None else {}
    positions = project.releases[environment.name].get(name, {})
    if not (slots and environment.engine_of(kind) in CONTROLLERS):
        return versions, positions
    active = positions.get("active")
    position = {"active": {**active, "slot": "blue"}} if isinstance(active, dict) else {}
    return {role: version for role, version in versions.items() if role == "active"}, position


def _named(
    project: Project, environment: Environment, component: nodes.Mapping, library: schema_rules.Library, kinds: Kinds
) -> Mapping[str, Named]:
    """The components of the project, if a step of this one names one: each with its active version in this environment."""
    steps = component.get(STEPS)
    entries = steps.entries.values() if isinstance(steps, nodes.Mapping) else ()
    if not any(isinstance(each.value, nodes.Mapping) and "component" in each.value.entries for each in entries):
        return {}
    here = set(components(project, environment))
    found = {}
    for name in project.components:
        if name in here:
            found[name] = _active(project, environment, name, library, kinds)
        else:
            found[name] = Named("", None)
    for name, template in project.templates.items():
        written = template.entry.value
        named = written.get("kind") if isinstance(written, nodes.Mapping) else None
        if isinstance(written, nodes.Mapping) and isinstance(named, nodes.Scalar):
            found[name] = Named(named.text, written)
    return found


def _active(
    project: Project, environment: Environment, name: str, library: schema_rules.Library, kinds: Kinds
) -> Named:
    """A component with its active version; what its kind completes is added unless it has steps itself."""
    _, tree, kind_name = merged_tree(project, environment, name, library, kinds)
    if kind_name is None:
        return Named("", tree)
    kind, entry = kinds[kind_name], projects.release(project, environment.name, name)
    active = _versions(entry.value).get("active") if entry is not None else None
    tree = _with_version(tree, active, kind, defaults.layer(library, kind_name, kind.FIELDS))
    place = Place(resources.needs_devices(tree, environment))
    return Named(kind_name, tree if STEPS in tree.entries else kind.complete(tree, place=place, cache=project.cache))


def _at_override(original: Finding, overrides: Sequence[nodes.Entry]) -> Finding:
    """Move the finding of a field that the environment removed to the position where it is removed."""
    if original.code != "missing" or original.path:
        return original
    for section in (each.value for each in reversed(overrides)):
        entry = section.entries.get(original.subject) if isinstance(section, nodes.Mapping) else None
        if entry is not None:
            return original._replace(node=entry.key, mark=entry.key.mark, path=(original.subject,))
    return original


def merged_tree(
    project: Project, environment: Environment, name: str, library: schema_rules.Library, kinds: Kinds
) -> tuple[nodes.Scalar, nodes.Mapping, str | None]:
    """Merge the layers of a component; return its key, the tree without dependent defaults, and its kind or None."""
    entry = project.components[name]
    written = entry.value
    assert isinstance(written, nodes.Mapping)  # noqa: S101 - `components` yields no others
    held = (each.value for each in projects.overrides(project, environment.name, name))
    overrides = [each for each in held if isinstance(each, nodes.Mapping)]
    kind_node = next((each.get("kind") for each in (written, *overrides) if "kind" in each.entries), None)
    if not isinstance(kind_node, nodes.Scalar) or kind_node.text not in kinds:
        return entry.key, written, None
    kind, kind_fields = kind_node.text, kinds[kind_node.text].FIELDS
    fields = library.rule(f"kinds/{kind}.json").properties
    platform = environment.defaults.entries if environment.defaults is not None else {}
    suited = platform_defaults.suited(platform, fields, kind_fields, (written, *overrides))
    platform_layer = nodes.Mapping(suited, entry.key.mark)
    cache = project.cache
    layers = merge.merged(merge.component(platform_layer, kind_fields), written, kind_fields, cache)
    for override in overrides:
        layers = merge.merged(layers, merge.component(override, kind_fields), kind_fields, cache)
    return entry.key, merge.merged(defaults.layer(library, kind, kind_fields), layers, kind_fields, cache), kind


def target(project: Project, environment: Environment, resolved: ResolvedComponent, kind: Kind) -> Target:
    """Build the Target of a resolved component without findings; `kind` is its kind."""
    file = project.document.file
    slots = {
        slot_name: component_builder.component(
            resolved.kind,
            kind.kind_values(data),
            data,
            _written_in(resolved.slot_nodes[slot_name], file) if kind.HASHED else {},
            project.files,
            environment,
            slots=kind.SLOTS,
        )
        for slot_name, data in resolved.slots.items()
    }
    written = Target(
        project=project,
        environment=environment,
        name=resolved.name,
        component=slots[resolved.release.slot],
        release=resolved.release,
        slots=slots,
        namespace=namespace(project, environment),
        node=resolved.node,
        slot_nodes=resolved.slot_nodes,
        key=resolved.key,
    )
    return kind.settled(written, resolved.data)


def namespace(project: Project, environment: Environment) -> str:
    """The namespace of a project's objects in an environment."""
    return environment.namespace_of(project.team, project.name)


def fill(template: str, **names: str) -> str:
    """Replace each `{name}` in the template by its value; other braces are left alone."""
    for name, text in names.items():
        template = template.replace(f"{{{name}}}", text)
    return template


def _place(kind: str, component: nodes.Mapping, environment: Environment, named: Mapping[str, Named]) -> Place:
    operator = environment.operators.of(kind)
    return Place(resources.needs_devices(component, environment), operator.api if operator is not None else "", named)


def _versions(node: nodes.Node) -> Mapping[str, nodes.Mapping]:
    entries = node.entries if isinstance(node, nodes.Mapping) else {}
    return {
        role: e.value
        for role, e in entries.items()
        if role in {"active", "candidate", "previous"} and isinstance(e.value, nodes.Mapping)
    }


def _with_version(
    component: nodes.Mapping, version: nodes.Mapping | None, kind: Kind, lowest: nodes.Mapping
) -> nodes.Mapping:
    """The component with a version's image, model and `with`; unchanged if there is no version.

    What `with` replaces as a whole has the defaults of its kind again, the layer `lowest`.
    """
    if version is None:
        return component
    entries = dict(component.entries)
    base_model = entries.pop("model", None)
    for key in ("image", "model"):
        if key in version.entries:
            entries[key] = version.entries[key]
    written = merge.component(component.copy_with(entries), kind.FIELDS)
    if "model" in written.entries and base_model is not None:
        merged_model = merge.merge_patch(base_model.value, written.entries["model"].value)
        written = written.copy_with({**written.entries, "model": written.entries["model"].copy_with(merged_model)})
    difference = version.get("with")
    if not isinstance(difference, nodes.Mapping):
        return written
    return merge.merged(lowest, merge.layers([written, difference], kind.FIELDS), kind.FIELDS, {})


def _read_slot(
    library: schema_rules.Library, reader: Reader, kind: str, node: nodes.Mapping, mark: Mark, findings: list[Finding]
) -> Mapping[str, Any]:
    data: Any = reader.read(library.rule(f"kinds/{kind}.json"), node, mark=mark)
    for each in reader.findings:
        written = each.mark.line > 0
        findings.append(each if written else each._replace(mark=finding.locate(node, each.path, mark=mark)[1]))
    return data if isinstance(data, dict) else {}


def _release(
    node: nodes.Mapping, data: Mapping[str, Any], positions: Mapping[str, Any], slot: SlotName, *, has_steps: bool
) -> Release:
    """The position of a release; `has_steps`: a candidate without steps of its own has those of the strategy."""
    if not isinstance(positions.get("active"), dict):
        model = data.get("model", {}).get("uri", "") if isinstance(data.get("model"), dict) else ""
        image = data.get("image", "") if has_own_image(node) else ""
        return Release(active=Version(image=image, model=model))
    candidate, strategy = positions.get("candidate"), data.get("strategy")
    usual = strategy.get("steps", ()) if isinstance(strategy, dict) and has_steps else ()
    steps = candidate.get("steps", usual) if candidate else ()
    return Release(
        slot=slot,
        active=_version(positions["active"]),
        candidate=_version(candidate) if candidate else None,
        previous=_version(positions["previous"]) if positions.get("previous") else None,
        step=positions.get("step", 0),
        steps=tuple(steps),
    )


def has_own_image(component: nodes.Mapping) -> bool:
    """Whether a version has an image: not where it follows from the format of the model, as a runtime settles it."""
    image = component.get("image")
    return image is not None and (image.mark.line > 0 or image.mark == SCHEMA)


def _written_in(node: nodes.Mapping, file: str) -> dict[str, Any]:
    """The part of a merged tree that is from the project file, for the hash in an object's name."""
    data: dict[str, Any] = {}
    for key, entry in node.entries.items():
        if isinstance(entry.value, nodes.Mapping):
            inner = _written_in(entry.value, file)
            if inner or not entry.value.entries:
                data[key] = inner
        elif entry.value.mark.file == file:
            data[key] = raw(entry.value)
    return data


def _version(version: Mapping[str, Any]) -> Version:
    model = version.get("model", "")
    difference = version.get("with")
    text = json.dumps(difference, sort_keys=True) if difference else ""
    return Version(
        image=version.get("image", ""),
        model=model.get("uri", "") if isinstance(model, dict) else model,
        difference=naming.content_hash(text.encode()) if text else "",
    )
