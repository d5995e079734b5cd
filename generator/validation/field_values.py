"""The values of a field that `explain` is asked for: of components, of a project as a whole, and of the platform."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from generator.environment.environment import Environment
from generator.errors import SCHEMA
from generator.source import nodes
from generator.source.finding import dotted
from generator.spec.project import Project
from generator.validation import field_lookup
from generator.validation.explained_rows import Row, Secrets, leaves, place, value, without_secrets
from generator.validation.field_lookup import Topic
from generator.validation.platform import Platform

MACHINES = "machines"


class MachineRow(NamedTuple):
    """A machine as one or more environments define it; `devices`, `largest` and `cost` are empty where there are none."""

    name: str
    cpu: str
    memory: str
    devices: str
    largest: str
    cost: str
    environments: tuple[str, ...]
    source: str


def of_components(rows: Iterable[Row], component: str, wanted: Sequence[str]) -> Iterator[Row]:
    """The rows of a field and of those in it, of one component, or of any if `component` is empty.

    An item of a list is a part of the row of that list. A component has its rows in every slot.
    """
    for row in rows:
        _, name, *have = field_lookup.parts(row.field)
        if component in {"", name.partition(" ")[0]}:
            yield from _within(row, have, [*wanted])


def _within(row: Row, have: list[str], wanted: list[str]) -> Iterator[Row]:
    if have[: len(wanted)] == wanted:
        yield row
    elif wanted[: len(have)] == have:
        found: object = row.value
        field = row.field
        for part in wanted[len(have) :]:
            if isinstance(found, list) and part.isdecimal() and int(part) < len(found):
                found, field = found[int(part)], f"{field}[{part}]"
            elif isinstance(found, dict) and part in found:
                found, field = found[part], f"{field}.{part}"
            else:
                return
        yield row._replace(field=field, value=found)


def of_project(project: Project, topic: Topic, secrets: Secrets) -> Iterator[Row]:
    """The values of a field of the project file itself, such as its labels; they are the same in every environment."""
    root = project.document.root
    if isinstance(root, nodes.Mapping):
        yield from _rows("", without_secrets(root, secrets), topic)


def of_platform(platform: Platform, topic: Topic, only_environment: str | None) -> Iterator[Row]:
    """The values of a setting in every environment, or in one; its default where it is not set."""
    if topic.file != field_lookup.ENVIRONMENT:
        return
    default = None if topic.field.condition else topic.field.default
    for name, environment in platform.environments.items():
        if only_environment in {None, name}:
            found = list(_rows(name, environment.node, topic))
            if not found and default is not None:
                found = [Row(name, ".".join(topic.path), default, SCHEMA)]
            yield from found


def _rows(environment: str, root: nodes.Node, topic: Topic) -> Iterator[Row]:
    at = _at(root, topic.path, ())
    if at is not None:
        path, node = at
        for below, leaf in leaves(node, path):
            yield Row(environment, dotted(below), value(leaf), leaf.mark)


Path = tuple[str | int, ...]


def _at(node: nodes.Node | None, wanted: Sequence[str], path: Path) -> tuple[Path, nodes.Node] | None:
    """The value at a path whose parts were separated by dots, so that a key with dots is several parts; None if there is none."""
    if node is None or not wanted:
        return None if node is None else (path, node)
    if isinstance(node, nodes.Sequence) and wanted[0].isdecimal() and int(wanted[0]) < len(node.items):
        return _at(node.items[int(wanted[0])], wanted[1:], (*path, int(wanted[0])))
    for used in range(1, len(wanted) + 1) if isinstance(node, nodes.Mapping) else ():
        key = ".".join(wanted[:used])
        found = _at(node.get(key), wanted[used:], (*path, key)) if isinstance(node, nodes.Mapping) else None
        if found is not None:
            return found
    return None


def machines(platform: Platform, only_environment: str | None) -> Sequence[MachineRow]:
    """The machines of the platform; environments in which one is the same are listed with it."""
    found: dict[MachineRow, list[str]] = {}
    for name, environment in platform.environments.items():
        if only_environment in {None, name}:
            for row in _machines(environment):
                found.setdefault(row, []).append(name)
    return [row._replace(environments=tuple(names)) for row, names in found.items()]


def _machines(environment: Environment) -> Iterator[MachineRow]:
    defined = environment.node.get(MACHINES)
    for name, entry in defined.entries.items() if isinstance(defined, nodes.Mapping) else ():
        node = entry.value
        texts = {dotted(path): str(value(leaf)) for path, leaf in leaves(node, ()) if isinstance(leaf, nodes.Scalar)}
        largest = node.get("max") if isinstance(node, nodes.Mapping) and texts.get("resizable") == "true" else None
        devices = node.get("gpu") if isinstance(node, nodes.Mapping) else None
        yield MachineRow(
            name=name,
            cpu=texts.get("cpu", ""),
            memory=texts.get("memory", ""),
            devices=_amounts(devices),
            largest=_amounts(largest),
            cost=texts.get("hourlyCost", ""),
            environments=(),
            source=place(entry.key),
        )


def _amounts(node: nodes.Node | None) -> str:
    """Amounts by name: `1 nvidia.com/gpu`, `16 cpu, 128Gi memory`."""
    entries = node.entries.items() if isinstance(node, nodes.Mapping) else ()
    return ", ".join(f"{entry.value.text} {name}" for name, entry in entries if isinstance(entry.value, nodes.Scalar))
