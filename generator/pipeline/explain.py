"""`explain`: every settled value of a project, and the line that it came from."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.pipeline.platform import Platform
from generator.resolve import target as targets
from generator.resolve.defaults import DEFAULT
from generator.source import nodes
from generator.source.finding import dotted
from generator.source.reader import raw
from generator.spec.project import Project
from generator.validate.tables import TABLES


class Row(NamedTuple):
    """One value: where it counts, what it is, and `file:line` or `default`."""

    environment: str
    field: str
    value: object
    source: str


def rows(project: Project, platform: Platform, only: str | None = None) -> Iterator[Row]:
    """All settled values in the order of the file; a slot that is not active is named in brackets."""
    for name in project.environments:
        environment = platform.environments.get(name)
        if environment is None or only not in {None, name}:
            continue
        for component in targets.components(project, environment):
            found = targets.settled(project, environment, component, platform.schemas, TABLES)
            if found is None:
                continue
            for slot, node in found.slot_nodes.items():
                active = slot == found.release.slot
                prefix = component if active else f"{component} ({slot}, {found.release.slots.get(slot, 'idle')})"
                before = {} if active else dict(_leaves(found.node, ()))
                for path, leaf in _leaves(node, ()):
                    if before.get(path) != leaf:
                        yield Row(name, f"components.{prefix}.{dotted(path)}", _value(leaf), _source(leaf))


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
