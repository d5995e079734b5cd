"""The field `machine` of a component as plain data: a name, or `{name, cpu, memory, gpu}`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.source import nodes

STEPS = "steps"
"""The field with the steps of a component, each of which has a pod of its own."""
SIZES = frozenset({"count", "max"})
"""The fields with the number of pods of a group."""


def name(data: Mapping[str, Any]) -> str:
    """The name of the machine of a component; empty if it has none."""
    machine = data.get("machine", "")
    return str(machine["name"] if isinstance(machine, Mapping) else machine)


def name_in(component: nodes.Mapping) -> str:
    """The name of the machine of a component whose values may be invalid."""
    written = component.get("machine")
    named = written.get("name") if isinstance(written, nodes.Mapping) else written
    return named.text if isinstance(named, nodes.Scalar) else ""


def groups(data: Mapping[str, Any], fields: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """The groups of a component's pods, which `fields` hold: each holds one group, or several by their names."""
    for field in fields:
        held = data.get(field)
        if isinstance(held, Mapping):
            mappings = [each for each in held.values() if isinstance(each, Mapping)]
            named = [each for each in mappings if field == STEPS or not SIZES.isdisjoint(each)]
            yield from named or [held]
