"""`explain`: every resolved value of a project, and the line that sets it."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from generator.components import claim_names
from generator.components.kinds import KINDS
from generator.components.tables import TABLES
from generator.environment.environment import Environment
from generator.errors import Mark, UsageError
from generator.resolve import target as targets
from generator.resolve.defaults import DEFAULT
from generator.source import nodes
from generator.source.finding import dotted
from generator.source.scalars import raw
from generator.spec import naming, suggest
from generator.spec.project import Project
from generator.validate.context import CONTAINERS
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject


class Row(NamedTuple):
    """A resolved value: its environment, its dotted field, and as `source` `file:line` or `default`."""

    environment: str
    field: str
    value: object
    source: str


HIDDEN = "***"
"""Shown for a value that is refused as a secret."""
Secrets = frozenset[Mark]


class Explanation(NamedTuple):
    """The values of the requested field, or of all fields; `unset` if the field exists but has no value."""

    rows: tuple[Row, ...]
    unset: bool = False


def explain(
    checked: CheckedProject, platform: Platform, field: str | None, only_environment: str | None
) -> Explanation:
    """The values of a `field` and of all fields below it; of all fields for None.

    `only` is the one environment to explain, None for all. Raises UsageError if a valid file has no such field.
    """
    project = checked.project
    if project is None:
        return Explanation(())
    secrets = frozenset(problem.mark for problem in checked.problems if problem.code == "secret")
    all_rows = tuple(rows(project, platform, only_environment, secrets=secrets))
    if field is None:
        return Explanation(all_rows)
    resolved = tuple(row for row in all_rows if is_selected(row, field)) or tuple(_items(all_rows, field))
    if not resolved and is_settable(platform, project, field):
        return Explanation((), unset=True)
    if not resolved and not checked.invalid:
        known = sorted({parent for row in all_rows for parent in _parents(row.field.removeprefix("components."))})
        hint = suggest.hint(field, known) or "tidegate explain lists all of them"
        raise UsageError(f'there is no field "{field}"', hint=hint)
    return Explanation(resolved)


def _items(all_rows: Iterable[Row], field: str) -> Iterator[Row]:
    """The values within a list or a mapping that a row shows as a whole: `api.args.0`, `api.args[0]`."""
    wanted = re.sub(r"\[([0-9]+)\]", r".\1", field.removeprefix("components."))
    for row in all_rows:
        name = row.field.removeprefix("components.")
        if not wanted.startswith(f"{name}."):
            continue
        value: Any = row.value
        for part in wanted[len(name) + 1 :].split("."):
            if isinstance(value, list) and part.isdigit() and int(part) < len(value):
                value = value[int(part)]
            elif isinstance(value, dict) and part in value:
                value = value[part]
            else:
                break
        else:
            name = re.sub(r"\.([0-9]+)(?=\.|$)", r"[\1]", wanted)
            yield row._replace(field=f"components.{name}", value=value)


def _parents(field: str) -> Iterator[str]:
    """A dotted field and all of its parents."""
    parts = field.split(".")
    return (".".join(parts[:i]) for i in range(1, len(parts) + 1))


def rows(
    project: Project, platform: Platform, only_environment: str | None = None, *, secrets: Secrets = frozenset()
) -> Iterator[Row]:
    """All resolved values in the order of the file; a slot other than the active one is given in parentheses.

    `secrets` are the places of values that are refused as such: these are hidden.
    """
    for name in project.environments:
        environment = platform.environments.get(name)
        if environment is None or only_environment not in {None, name}:
            continue
        for component in targets.components(project, environment):
            resolved = targets.resolve_component(project, environment, component, platform.schemas, TABLES, KINDS)
            if resolved is None:
                continue
            for slot, slot_node in resolved.slot_nodes.items():
                node = _without_secrets(slot_node, secrets)
                active = slot == resolved.release.slot
                prefix = component if active else f"{component} ({slot}, {resolved.release.slots.get(slot, 'idle')})"
                base = naming.base(project.name, component)
                active_node = _without_secrets(resolved.node, secrets)
                active_values = {} if active else dict(_values(active_node, environment, resolved.kind, base))
                for path, leaf in _values(node, environment, resolved.kind, base):
                    if active_values.get(path) != leaf:
                        yield Row(name, f"components.{prefix}.{dotted(path)}", _value(leaf), _source(leaf))


def _values(
    node: nodes.Mapping, environment: Environment, kind: str, base: str
) -> Iterator[tuple[tuple[str | int, ...], nodes.Node]]:
    """Every value; `base` is the name of the component's objects."""
    yield from _leaves(node, ())
    yield from _machine(node, environment)
    yield from _made_claims(node, kind, base)


def _made_claims(node: nodes.Mapping, kind: str, base: str) -> Iterator[tuple[tuple[str | int, ...], nodes.Node]]:
    """The names of the claims that the component makes for any of its containers, at the lines of their volumes."""
    for prefix, part in _parts(node):
        volumes = part.get("volumes")
        for path, entry in volumes.entries.items() if isinstance(volumes, nodes.Mapping) else ():
            if isinstance(entry.value, nodes.Mapping) and "size" in entry.value.entries:
                name = claim_names.of(kind, base, path, number="<pod number>")
                yield (*prefix, "volumes", path, "claim"), nodes.Scalar(name, plain=True, mark=entry.key.mark)


def _parts(node: nodes.Mapping) -> Iterator[tuple[tuple[str, ...], nodes.Mapping]]:
    """The component, which describes its main container, and each other container, with its path."""
    yield (), node
    for field in CONTAINERS:
        containers = node.get(field)
        for name, entry in containers.entries.items() if isinstance(containers, nodes.Mapping) else ():
            if isinstance(entry.value, nodes.Mapping):
                yield (field, name), entry.value


def _machine(node: nodes.Mapping, environment: Environment) -> Iterator[tuple[tuple[str | int, ...], nodes.Node]]:
    """The resources of the machine that a component names, as the platform defines them or as the component resizes them."""
    machine, machines = node.get("machine"), environment.node.get("machines")
    name = machine.get("name") if isinstance(machine, nodes.Mapping) else machine
    defined = (
        machines.get(name.text) if isinstance(name, nodes.Scalar) and isinstance(machines, nodes.Mapping) else None
    )
    own = machine.entries if isinstance(machine, nodes.Mapping) else {}
    for key, entry in defined.entries.items() if isinstance(defined, nodes.Mapping) else ():
        for path, leaf in _leaves(entry.value, ("resources", key)):
            yield path, own[key].value if key in own else leaf


def is_settable(platform: Platform, project: Project, field: str) -> bool:
    """Whether a field without a value is one that its component may have."""
    component, _, rest = field.removeprefix("components.").partition(".")
    known = {key for kind in KINDS for key in platform.schemas.rule(f"kinds/{kind}.json").properties}
    return component in project.components and rest in known


def _leaves(node: nodes.Node, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], nodes.Node]]:
    if isinstance(node, nodes.Mapping) and node.entries:
        for key, entry in node.entries.items():
            yield from _leaves(entry.value, (*path, key))
    else:
        yield path, node


def _value(node: nodes.Node) -> object:
    return node.text if isinstance(node, nodes.Scalar) else raw(node)


def _without_secrets(node: nodes.Mapping, secrets: Secrets) -> nodes.Mapping:
    return _hidden_within(node, secrets, hidden=False) if secrets else node


def _hidden_within(node: nodes.Mapping, secrets: Secrets, *, hidden: bool) -> nodes.Mapping:
    entries = {
        key: entry.copy_with(_hidden(entry.value, secrets, hidden=hidden or entry.key.mark in secrets))
        for key, entry in node.entries.items()
    }
    return node.copy_with(entries)


def _hidden(node: nodes.Node, secrets: Secrets, *, hidden: bool) -> nodes.Node:
    """The same value with `HIDDEN` in the place of every secret; the place of one is that of its text or of its key."""
    hidden = hidden or node.mark in secrets
    match node:
        case nodes.Scalar():
            return node._replace(text=HIDDEN, plain=False) if hidden else node
        case nodes.Sequence():
            return node._replace(items=tuple(_hidden(item, secrets, hidden=hidden) for item in node.items))
        case nodes.Mapping():
            return _hidden_within(node, secrets, hidden=hidden)


def _source(node: nodes.Node) -> str:
    return "default" if node.mark == DEFAULT else f"{node.mark.file}:{node.mark.line}"


def is_selected(row: Row, field: str) -> bool:
    """Whether a row is the requested field or below it, in any slot; `components.` may be left out."""
    selected = field.removeprefix("components.")
    component, slot, rest = row.field.removeprefix("components.").partition(" (")
    name = component + rest.partition(")")[2] if slot and "." not in component else component + slot + rest
    return name == selected or name.startswith((f"{selected}.", f"{selected}["))
