"""How the fields of a service are merged, and their defaults that depend on others."""

from collections.abc import Iterator
from typing import Any

from generator.resolve import defaults, merge
from generator.resolve.merge import Fields
from generator.source import nodes

CPU_TARGET = 70
DEPENDENT = ("scale", "strategy", "health", "expose")
"""Fields whose defaults depend on others."""


def _scale(below: nodes.Node, above: nodes.Node) -> nodes.Node:
    """Bounds merge; a queue of another type replaces the one below."""
    before, after = (node.get("queue") if isinstance(node, nodes.Mapping) else None for node in (below, above))
    merged = merge.plain(below, above)
    if isinstance(before, nodes.Mapping) and isinstance(after, nodes.Mapping) and isinstance(merged, nodes.Mapping):
        chosen = merged.entries["queue"].holding(merge.typed("type")(before, after))
        return merged.holding({**merged.entries, "queue": chosen})
    return merged


FIELDS = merge.COMMON.with_own(
    Fields(
        forms={
            "strategy": merge.short("type"),
            "ports": merge.each_entry(merge.short("port")),
            "health": merge.each_entry(merge.short("http"), "ready", "live"),
        },
        merges={
            "scale": _scale,
            "strategy": merge.typed("type"),
            "health": merge.each(merge.choice("http", "tcp", "grpc", "command")),
        },
    )
)


def complete(settled: nodes.Mapping, *, gpu: bool, known: nodes.Memory) -> nodes.Mapping:
    """The settled component with the defaults that depend on other values; `known` fields are completed once."""
    ports = settled.get("ports")
    main = next(iter(ports.entries), "") if isinstance(ports, nodes.Mapping) else ""
    entries = dict(settled.entries)
    for key in DEPENDENT:
        there = entries.get(key)
        if there is None or not isinstance(there.value, nodes.Mapping):
            continue
        place = (id(there), main, gpu)
        if place not in known:
            known[place] = nodes.Kept((there,), _with(there, dict(_dependent(key, there.value, main, gpu=gpu))))
        entries[key] = known[place].made
    return settled.holding(entries)


def _with(there: nodes.Entry, more: dict[str, Any]) -> nodes.Entry:
    """The entry with those of more that its mapping lacks."""
    value = there.value
    assert isinstance(value, nodes.Mapping)  # noqa: S101 - asked before
    missing = {k: defaults.entry(k, defaults.node(v)) for k, v in more.items() if k not in value.entries}
    return there.holding(value.holding({**value.entries, **missing})) if missing else there


def _dependent(key: str, value: nodes.Mapping, main: str, *, gpu: bool) -> Iterator[tuple[str, Any]]:
    match key:
        case "scale":
            yield "min", 1
            if not {"cpu", "memory", "metrics", "queue"} & value.entries.keys():
                yield "cpu", CPU_TARGET
        case "strategy":
            strategy = value.get("type")
            if isinstance(strategy, nodes.Scalar) and strategy.text == "rolling":
                yield from {"surge": 0, "unavailable": 1}.items() if gpu else {"surge": 1, "unavailable": 0}.items()
        case "health":
            yield from {"ready": {"tcp": main}}.items() if main else ()
        case _:
            yield "path", "/"
            yield from {"port": main}.items() if main else ()
