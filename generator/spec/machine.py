"""The field `machine` of a component as plain data: a name, or `{name, cpu, memory, gpu}`."""

from collections.abc import Iterator, Mapping
from typing import Any


def name(data: Mapping[str, Any]) -> str:
    """The name of the machine of a component; empty if it has none."""
    machine = data.get("machine", "")
    return str(machine["name"] if isinstance(machine, Mapping) else machine)


def groups(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What may have a machine: the component itself, and its groups of pods."""
    yield data
    held = (data.get(field) for field in ("driver", "executors", "head", "scheduler", "workers"))
    for each in held:
        if isinstance(each, Mapping):
            yield each
            yield from (
                group
                for group in each.values()
                if isinstance(group, Mapping) and not {"count", "max"}.isdisjoint(group)
            )
