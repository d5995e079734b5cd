"""Devices for RDMA, which no pod can use here: they are refused with the reason, for kinds whose nodes exchange much data.

A device of that kind is used through pinned memory, for which a container has to have the capability IPC_LOCK, or through the
network of the node. Neither Pod Security Standard that a platform may name allows them.
"""

from collections.abc import Iterator

from generator.source.finding import Finding, Path
from generator.spec import machine
from generator.validate import context
from generator.validate.context import ENVIRONMENT, PARTS, CheckedComponent, Rules

NAMES = ("rdma", "infiniband", "roce")
"""What the names of such devices contain."""


def _rdma(component: CheckedComponent) -> Iterator[Finding]:
    for part in context.parts(component):
        for path, name in _devices(part):
            if any(each in name.lower() for each in NAMES):
                fact = f'"{name}" needs the capability IPC_LOCK or the network of the node, which no pod here has'
                hint = "use the pod network: remove it, or choose a machine without it"
                yield part.finding(path, fact=fact, hint=hint, code="pod-security")


def _devices(part: CheckedComponent) -> Iterator[tuple[Path, str]]:
    """The names of all resources of a container, each once with its path, and of the devices of its machine."""
    written = part.data.get("resources", {})
    sections = {name: section for section in ("requests", "limits") for name in written.get(section, {})}
    yield from ((("resources", section, name), name) for name, section in sections.items())
    chosen = part.environment.machines.get(machine.name(part.data)) if "machine" in part.data else None
    yield from ((("machine",), name) for name in (chosen.gpu if chosen is not None else ()))


RULES: Rules = {_rdma: frozenset({"machine", "resources", *PARTS, ENVIRONMENT})}
