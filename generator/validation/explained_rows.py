"""Every resolved value of the components of a project, and the line that sets it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from generator.components import claim_names
from generator.components.derived_values import DERIVED
from generator.components.kinds import KINDS
from generator.components.tables import TABLES
from generator.environment.environment import Environment
from generator.errors import Mark
from generator.resolve import target as targets
from generator.source import nodes
from generator.source.finding import dotted
from generator.source.scalars import raw
from generator.spec import naming
from generator.spec.component import TRANSFORMER
from generator.spec.project import Project
from generator.validate.context import CONTAINERS
from generator.validation.environment_check import Unit
from generator.validation.platform import Platform


class Row(NamedTuple):
    """A resolved value: its environment, its dotted field, and where it is written, or what settles it (at line 0)."""

    environment: str
    field: str
    value: object
    mark: Mark

    @property
    def source(self) -> str:
        """The file and line, or what settles it, such as `default`."""
        return _place(self.mark)


HIDDEN = "***"
"""Shown for a value that is refused as a secret."""
Secrets = frozenset[Mark]


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
                node = without_secrets(slot_node, secrets)
                active = slot == resolved.release.slot
                prefix = component if active else f"{component} ({slot}, {resolved.release.slots.get(slot, 'idle')})"
                base = naming.base(project.name, component)
                active_node = without_secrets(resolved.node, secrets)
                active_values = {} if active else dict(_values(active_node, environment, resolved.kind, base))
                for path, leaf in _values(node, environment, resolved.kind, base):
                    if active_values.get(path) != leaf:
                        yield Row(name, f"components.{prefix}.{dotted(path)}", value(leaf), leaf.mark)


def with_derived(found: Sequence[Row], units: Iterable[Unit]) -> Iterator[Row]:
    """The rows with the values that components derive for their pods, each after those of its component."""
    derived: dict[tuple[str, str], list[Row]] = {}
    for unit in units:
        target = unit.target
        for each in DERIVED[target.component.kind](target, unit.drafts) if target.component.kind in DERIVED else ():
            field = f"components.{target.name}.{dotted(each.path)}"
            row = Row(target.environment.name, field, each.value, Mark(each.source, 0, 0))
            derived.setdefault((target.environment.name, target.name), []).append(row)
    for row, after in zip_longest(found, found[1:]):
        yield row
        if after is None or _of(after) != _of(row):
            yield from derived.get(_of(row), ())


def _of(row: Row) -> tuple[str, str]:
    """The environment and the component of a row."""
    return row.environment, row.field.split(".")[1]


def _values(
    node: nodes.Mapping, environment: Environment, kind: str, base: str
) -> Iterator[tuple[tuple[str | int, ...], nodes.Node]]:
    """Every value; `base` is the name of the component's objects."""
    yield from leaves(node, ())
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
    if isinstance(in_front := node.get(TRANSFORMER), nodes.Mapping):
        yield (TRANSFORMER,), in_front


def _machine(node: nodes.Mapping, environment: Environment) -> Iterator[tuple[tuple[str | int, ...], nodes.Node]]:
    """The resources of the machine that a component names, as the platform defines them or as the component resizes them."""
    machine, machines = node.get("machine"), environment.node.get("machines")
    name = machine.get("name") if isinstance(machine, nodes.Mapping) else machine
    defined = (
        machines.get(name.text) if isinstance(name, nodes.Scalar) and isinstance(machines, nodes.Mapping) else None
    )
    own = machine.entries if isinstance(machine, nodes.Mapping) else {}
    for key, entry in defined.entries.items() if isinstance(defined, nodes.Mapping) else ():
        for path, leaf in leaves(entry.value, ("resources", key)):
            yield path, own[key].value if key in own else leaf


def leaves(node: nodes.Node, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], nodes.Node]]:
    """The values in a node that are no mappings, with their paths; an empty mapping counts as one."""
    if isinstance(node, nodes.Mapping) and node.entries:
        for key, entry in node.entries.items():
            yield from leaves(entry.value, (*path, key))
    else:
        yield path, node


def value(node: nodes.Node) -> object:
    """The data of a node: the text of a scalar."""
    return node.text if isinstance(node, nodes.Scalar) else raw(node)


def without_secrets(node: nodes.Mapping, secrets: Secrets) -> nodes.Mapping:
    """The same values with `HIDDEN` in the place of each that is refused as a secret."""
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


def place(node: nodes.Node) -> str:
    """Where a node is written, as `file:line`, or what settles it, such as `default`."""
    return _place(node.mark)


def _place(mark: Mark) -> str:
    return f"{mark.file}:{mark.line}" if mark.line else mark.file
