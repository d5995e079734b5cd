"""Construction of the operators of an environment from plain data that matches the schema."""

from collections.abc import Mapping
from typing import Any

from generator.environment.operators import DEFAULTS, Operator, Operators, Queues

QUEUE = "queue"
OF_ALL = frozenset({"api", "version", "namespace", "restricted"})
"""The fields that every operator has."""


def operators(data: Mapping[str, Any]) -> Operators:
    """The operators that a platform lists, after those that are there without."""
    listed = {kind: _operator(written) for kind, written in data.items() if kind != QUEUE}
    queue = data.get(QUEUE, {})
    return Operators(
        by_kind={**{kind: Operator(api) for kind, api in DEFAULTS.items()}, **listed},
        queues=Queues(tuple(queue.get("kueue", ())), tuple(queue.get("priorityClasses", ()))),
    )


def _operator(written: Mapping[str, Any] | str) -> Operator:
    if isinstance(written, str):
        return Operator(written)
    version = written.get("version", "")
    return Operator(
        api=written["api"],
        version=tuple(int(part) for part in version.split(".")) if version else (),
        namespace=written.get("namespace", ""),
        restricted=written.get("restricted", False),
        settings={key: value for key, value in written.items() if key not in OF_ALL},
    )
