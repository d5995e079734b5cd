"""The field `machine` of a component as plain data: a name, or `{name, cpu, memory, gpu}`."""

from collections.abc import Mapping
from typing import Any


def name(data: Mapping[str, Any]) -> str:
    """The name of the machine of a component; empty if it has none."""
    machine = data.get("machine", "")
    return str(machine["name"] if isinstance(machine, Mapping) else machine)
