"""`explain`: every settled value of a project, and the line that it came from."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.components.kinds import KINDS
from generator.components.tables import TABLES
from generator.environment.environment import Environment
from generator.errors import UsageError
from generator.resolve import target as targets
from generator.resolve.defaults import DEFAULT
from generator.source import nodes
from generator.source.finding import dotted
from generator.source.scalars import raw
from generator.spec import suggest
from generator.spec.project import Project
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject


class Row(NamedTuple):
    """One value: where it counts, what it is, and `file:line` or `default`."""

    environment: str
    field: str
    value: object
    source: str


class Explanation(NamedTuple):
    """The values of the field that was asked for, or of all; `unset`: there is such a field, and nobody has set it."""

    rows: tuple[Row, ...]
    unset: bool = False


def explain(checked: CheckedProject, platform: Platform, field: str | None, only: str | None) -> Explanation:
    """The values of a `field` and of all below it, of everything for None; UsageError where a good file has no such field."""
    project = checked.project
    if project is None:
        return Explanation(())
    every = tuple(rows(project, platform, only))
    if field is None:
        return Explanation(every)
    found = tuple(row for row in every if chosen(row, field))
    if not found and unset(platform, project, field):
        return Explanation((), unset=True)
    if not found and not checked.bad:
        known = sorted({above for row in every for above in _ways(row.field.removeprefix("components."))})
        hint = suggest.hint(field, known) or "tidegate explain lists all of them"
        raise UsageError(f'there is no field "{field}"', hint=hint)
    return Explanation(found)


def _ways(field: str) -> Iterator[str]:
    """A field and all above it: what may be asked for."""
    parts = field.split(".")
    return (".".join(parts[:i]) for i in range(1, len(parts) + 1))


def rows(project: Project, platform: Platform, only: str | None = None) -> Iterator[Row]:
    """All settled values in the order of the file; a slot that is not active is named in brackets."""
    for name in project.environments:
        environment = platform.environments.get(name)
        if environment is None or only not in {None, name}:
            continue
        for component in targets.components(project, environment):
            found = targets.resolve_component(project, environment, component, platform.schemas, TABLES, KINDS)
            if found is None:
                continue
            for slot, node in found.slot_nodes.items():
                active = slot == found.release.slot
                prefix = component if active else f"{component} ({slot}, {found.release.slots.get(slot, 'idle')})"
                before = {} if active else dict(_settled(found.node, environment))
                for path, leaf in _settled(node, environment):
                    if before.get(path) != leaf:
                        yield Row(name, f"components.{prefix}.{dotted(path)}", _value(leaf), _source(leaf))


def _settled(node: nodes.Mapping, environment: Environment) -> Iterator[tuple[tuple[str | int, ...], nodes.Node]]:
    yield from _leaves(node, ())
    yield from _machine(node, environment)


def _machine(node: nodes.Mapping, environment: Environment) -> Iterator[tuple[tuple[str | int, ...], nodes.Node]]:
    """The resources behind a machine's name, where the platform wrote them."""
    name, machines = node.get("machine"), environment.node.get("machines")
    if isinstance(name, nodes.Scalar) and isinstance(machines, nodes.Mapping):
        held = machines.get(name.text)
        yield from _leaves(held, ("resources",)) if held is not None else ()


def unset(platform: Platform, project: Project, field: str) -> bool:
    """Whether a field that nobody set is one that its component could have."""
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


def _source(node: nodes.Node) -> str:
    return "default" if node.mark == DEFAULT else f"{node.mark.file}:{node.mark.line}"


def chosen(row: Row, field: str) -> bool:
    """Whether a row is the field asked for or lies below it; `components.` may be left out."""
    wanted = field.removeprefix("components.")
    name = row.field.removeprefix("components.")
    return name == wanted or name.startswith((f"{wanted}.", f"{wanted}[", f"{wanted} ("))
