"""Fields of which `framework` settles the default, each with the reason that `explain` shows."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.errors import SCHEMA, Mark
from generator.resolve import defaults
from generator.source import nodes

SETTLED: Mapping[str, Mapping[str, Mapping[str, tuple[Any, str]]]] = {
    "mpi": {
        "security": {
            "runAsUser": (1000, "ssh needs a user that the image knows, which in Kubeflow's images is 1000"),
            "writableRoot": (True, "sshd and mpirun write into the home of the user"),
        },
        "env": {"HOME": ({"value": "image"}, "what is installed for the user is in the home that the image names")},
    },
}
"""Fields of each framework, by entry: the value and the reason."""


def applied(component: nodes.Mapping) -> nodes.Mapping:
    """The component with the fields that its framework settles."""
    framework = component.get("framework")
    name = framework.text if isinstance(framework, nodes.Scalar) else ""
    entries = dict(component.entries)
    for field, settled in SETTLED.get(name, {}).items():
        held = entries.get(field) or defaults.entry(field, nodes.Mapping({}, SCHEMA))
        if isinstance(held.value, nodes.Mapping):
            own = dict(_settled(name, settled, held.value))
            entries[field] = held.copy_with(held.value.copy_with({**held.value.entries, **own}))
    return component.copy_with(entries)


def _settled(
    framework: str, settled: Mapping[str, tuple[Any, str]], written: nodes.Mapping
) -> Iterator[tuple[str, nodes.Entry]]:
    for key, (value, why) in settled.items():
        if key not in written.entries or written.entries[key].value.mark == SCHEMA:
            mark = Mark(f"default of {framework}: {why}", 0, 0)
            yield key, defaults.entry(key, defaults.node(value, mark), mark)
