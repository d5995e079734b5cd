"""The field `machine` of a component as plain data: a name, or `{name, cpu, memory, gpu}`."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.source import nodes

GROUPS = ("driver", "executors", "head", "scheduler", "workers")
"""The fields of groups of pods, in the order in which their objects have them."""
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


def groups(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The groups of a component's pods, each of which may have a machine, in the order in which its objects have them."""
    for field in GROUPS:
        held = data.get(field)
        if isinstance(held, Mapping):
            named = [each for each in held.values() if isinstance(each, Mapping) and not SIZES.isdisjoint(each)]
            yield from named or [held]
