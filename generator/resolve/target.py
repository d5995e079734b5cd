"""Project + Environment to Targets: defaults < component < environment override < a slot's `with`."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generator.environment.environment import Environment
from generator.errors import Mark
from generator.resolve import component_builder, defaults, merge
from generator.resolve import project as projects
from generator.resolve.kind import Kind, Kinds
from generator.source import finding, nodes, schema_rules
from generator.source.finding import Finding
from generator.source.reader import Reader, Tables
from generator.source.scalars import raw
from generator.spec import naming
from generator.spec.project import Project, Target
from generator.spec.release import Release, SlotName, Version, other


class Settled(NamedTuple):
    """One component in one environment as a tree whose nodes know where they were written, and the same as plain data.

    `data` is what the active version runs; `slots` and `release` say the rest. `findings` are those of the settled tree.
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


def components(project: Project, environment: Environment) -> Iterator[str]:
    """The components that go to an environment, in the order written."""
    for name, entry in project.components.items():
        changed = projects.override(project, environment.name, name)
        removed = changed is not None and isinstance(changed.value, nodes.Scalar)
        if isinstance(entry.value, nodes.Mapping) and not removed:
            yield name


def settled(
    project: Project,
    environment: Environment,
    name: str,
    library: schema_rules.Library,
    tables: Tables,
    kinds: Kinds,
) -> Settled | None:
    """The settled component, or None where its kind is not known (which is found elsewhere)."""
    key, node, named = tree(project, environment, name, library, kinds)
    if named is None:
        return None
    kind = kinds[named]
    held = projects.release(project, environment.name, name)
    versions = _versions(held.value) if held is not None else {}
    moved = project.releases[environment.name].get(name, {})
    if kind.SLOTS and environment.engine != "native":
        # a controller moves the traffic there: only what is to run has a place in Git, and no slot
        versions = {role: version for role, version in versions.items() if role == "active"}
        moved = {"active": {**moved["active"], "slot": "blue"}} if isinstance(moved.get("active"), dict) else {}
    slot: SlotName = moved.get("active", {}).get("slot", "blue")
    places: dict[SlotName, str] = {slot: "active"}
    if kind.SLOTS and (found := next((role for role in ("candidate", "previous") if role in versions), None)):
        places[other(slot)] = found
    trees = {place: _version(node, versions.get(role), kind) for place, role in places.items()}
    full = {
        place: kind.complete(part, gpu=_gpu(part, environment), cache=project.cache) for place, part in trees.items()
    }
    findings: list[Finding] = []
    read = {
        place: _read(library, Reader(tables, cache=project.cache), named, part, key.mark, findings)
        for place, part in full.items()
    }
    findings = [_placed(found, projects.override(project, environment.name, name)) for found in findings]
    return Settled(name, named, key, full[slot], read[slot], read, full, _release(read[slot], moved, slot), findings)


def _placed(found: Finding, changed: nodes.Entry | None) -> Finding:
    """What is missing because the environment took it away, at the place where it did."""
    section = changed.value if changed is not None else None
    for key, entry in section.entries.items() if isinstance(section, nodes.Mapping) else ():
        if found.code == "missing" and not found.path and found.subject == key:
            return found._replace(node=entry.key, mark=entry.key.mark, path=(key,))
    return found


def tree(
    project: Project, environment: Environment, name: str, library: schema_rules.Library, kinds: Kinds
) -> tuple[nodes.Scalar, nodes.Mapping, str | None]:
    """The component under this environment, merged but not completed, with its key and its kind."""
    entry = project.components[name]
    written = entry.value
    assert isinstance(written, nodes.Mapping)  # noqa: S101 - `components` yields no others
    changed = projects.override(project, environment.name, name)
    above = (
        changed.value
        if changed is not None and isinstance(changed.value, nodes.Mapping)
        else nodes.Mapping({}, entry.key.mark)
    )
    named = written.get("kind") or above.get("kind")
    if not isinstance(named, nodes.Scalar) or named.text not in kinds:
        return entry.key, written, None
    kind, how = named.text, kinds[named.text].FIELDS
    fields = library.rule(f"kinds/{kind}.json").properties
    platform = environment.defaults.entries if environment.defaults is not None else {}
    under = nodes.Mapping({k: e for k, e in platform.items() if k in fields and k != "kind"}, entry.key.mark)
    cache = project.cache
    own = merge.over(merge.component(under, how), written, how, cache)
    own = merge.over(own, merge.component(above, how), how, cache)
    return entry.key, merge.over(defaults.layer(library, kind, how), own, how, cache), kind


def target(project: Project, environment: Environment, found: Settled, kind: Kind) -> Target:
    """The Target of a settled component without findings, which is of this kind."""
    file = project.document.file
    slots = {
        place: component_builder.component(
            found.kind,
            kind.part(data),
            data,
            _written(found.slot_nodes[place], file) if kind.HASHED else {},
            project.files,
            environment.machines,
        )
        for place, data in found.slots.items()
    }
    return Target(
        project=project,
        environment=environment,
        name=found.name,
        component=slots[found.release.slot],
        release=found.release,
        slots=slots,
        namespace=namespace(project, environment),
        node=found.node,
        slot_nodes=found.slot_nodes,
        key=found.key,
    )


def namespace(project: Project, environment: Environment) -> str:
    """The namespace of a project's objects in an environment."""
    return fill(environment.namespace, team=project.team, project=project.name, environment=environment.name)


def fill(template: str, **names: str) -> str:
    """A text with its `{name}` places filled; no other braces mean anything."""
    for name, text in names.items():
        template = template.replace(f"{{{name}}}", text)
    return template


def _versions(node: nodes.Node) -> Mapping[str, nodes.Mapping]:
    entries = node.entries if isinstance(node, nodes.Mapping) else {}
    return {
        role: e.value
        for role, e in entries.items()
        if role in {"active", "candidate", "previous"} and isinstance(e.value, nodes.Mapping)
    }


def _version(component: nodes.Mapping, version: nodes.Mapping | None, kind: Kind) -> nodes.Mapping:
    """The component with a version's image, model and `with`; without a version, as it is."""
    if version is None:
        return component
    entries = dict(component.entries)
    below = entries.pop("model", None)
    for key in ("image", "model"):
        if key in version.entries:
            entries[key] = version.entries[key]
    written = merge.component(component.copy_with(entries), kind.FIELDS)
    if "model" in written.entries and below is not None:
        both = merge.plain(below.value, written.entries["model"].value)
        written = written.copy_with({**written.entries, "model": written.entries["model"].copy_with(both)})
    difference = version.get("with")
    return merge.layers([written, difference], kind.FIELDS) if isinstance(difference, nodes.Mapping) else written


def _gpu(node: nodes.Mapping, environment: Environment) -> bool:
    machine, resources = node.get("machine"), node.get("resources")
    if isinstance(machine, nodes.Scalar) and machine.text in environment.machines:
        return bool(environment.machines[machine.text].gpu)
    if not isinstance(resources, nodes.Mapping):
        return False
    limits = resources.get("limits")
    return "gpu" in resources.entries or (
        isinstance(limits, nodes.Mapping) and any("gpu" in name for name in limits.entries)
    )


def _read(
    library: schema_rules.Library, reader: Reader, kind: str, node: nodes.Mapping, mark: Mark, findings: list[Finding]
) -> Mapping[str, Any]:
    data: Any = reader.read(library.rule(f"kinds/{kind}.json"), node, mark=mark)
    for found in reader.findings:
        written = found.mark.line > 0
        findings.append(found if written else found._replace(mark=finding.locate(node, found.path, mark=mark)[1]))
    return data if isinstance(data, dict) else {}


def _release(data: Mapping[str, Any], moved: Mapping[str, Any], slot: SlotName) -> Release:
    if not isinstance(moved.get("active"), dict):
        model = data.get("model", {}).get("uri", "") if isinstance(data.get("model"), dict) else ""
        return Release(active=Version(image=data.get("image", ""), model=model))
    candidate, strategy = moved.get("candidate"), data.get("strategy")
    steps = candidate.get("steps", strategy.get("steps", ()) if isinstance(strategy, dict) else ()) if candidate else ()
    return Release(
        slot=slot,
        active=_frozen(moved["active"]),
        candidate=_frozen(candidate) if candidate else None,
        previous=_frozen(moved["previous"]) if moved.get("previous") else None,
        step=moved.get("step", 0),
        steps=tuple(steps),
    )


def _written(node: nodes.Mapping, file: str) -> dict[str, Any]:
    """What of a settled tree stands in the team's file: the hash in a name is made of it."""
    held: dict[str, Any] = {}
    for key, entry in node.entries.items():
        if isinstance(entry.value, nodes.Mapping):
            below = _written(entry.value, file)
            if below or not entry.value.entries:
                held[key] = below
        elif entry.value.mark.file == file:
            held[key] = raw(entry.value)
    return held


def _frozen(version: Mapping[str, Any]) -> Version:
    model = version.get("model", "")
    difference = version.get("with")
    text = json.dumps(difference, sort_keys=True) if difference else ""
    return Version(
        image=version.get("image", ""),
        model=model.get("uri", "") if isinstance(model, dict) else model,
        difference=naming.content_hash(text.encode()) if text else "",
    )
