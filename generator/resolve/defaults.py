"""Values that nobody wrote: the schemas' `default`s as the lowest layer, and those that depend on the others."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from generator.errors import Mark
from generator.resolve import merge
from generator.source import nodes, schema_rules
from generator.spec.component import Kind

DEFAULT = Mark("default", 0, 0)
CPU_TARGET = 70
DEPENDENT = ("scale", "strategy", "health", "expose")
"""Fields of a service whose defaults depend on others."""


def layer(library: schema_rules.Library, kind: Kind) -> nodes.Mapping:
    """The lowest layer of a kind, from the `default`s of its schema."""
    return _layer(library, kind)


@lru_cache(maxsize=64)
def _layer(library: schema_rules.Library, kind: Kind) -> nodes.Mapping:
    written = {}
    for key, rule in library.rule(f"kinds/{kind}.json").properties.items():
        holder = rule if rule.has_default else rule.reference
        if holder is not None and holder.has_default:
            written[key] = holder.schema["default"]
    mapping = node(written)
    assert isinstance(mapping, nodes.Mapping)  # noqa: S101 - a dict becomes a Mapping
    return merge.component(mapping)


def node(data: Any) -> nodes.Node:
    """Plain data as a node that no file holds."""
    if isinstance(data, dict):
        return nodes.Mapping({key: entry(key, node(value)) for key, value in data.items()}, DEFAULT)
    if isinstance(data, list):
        return nodes.Sequence(tuple(node(item) for item in data), DEFAULT)
    if isinstance(data, bool):
        return nodes.Scalar("true" if data else "false", plain=True, mark=DEFAULT)
    return nodes.Scalar(str(data), not isinstance(data, str), DEFAULT)


def entry(key: str, value: nodes.Node) -> nodes.Entry:
    """An entry that no file holds."""
    return nodes.Entry(nodes.Scalar(key, plain=True, mark=DEFAULT), value)


def complete(settled: nodes.Mapping, kind: Kind, *, gpu: bool, known: nodes.Memory) -> nodes.Mapping:
    """The settled component with the defaults that depend on other values; `known` fields are completed once."""
    if kind != "service":
        return settled
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
    missing = {k: entry(k, node(v)) for k, v in more.items() if k not in value.entries}
    return there.holding(value.holding({**value.entries, **missing})) if missing else there


def _dependent(key: str, value: nodes.Mapping, main: str, *, gpu: bool) -> Iterator[tuple[str, Any]]:
    match key:
        case "scale":
            yield "min", 1
            if not {"cpu", "memory", "metrics", "queue"} & value.entries.keys():
                yield "cpu", CPU_TARGET
        case "strategy":
            kind = value.get("type")
            if isinstance(kind, nodes.Scalar) and kind.text == "rolling":
                yield from {"surge": 0, "unavailable": 1}.items() if gpu else {"surge": 1, "unavailable": 0}.items()
        case "health":
            yield from {"ready": {"tcp": main}}.items() if main else ()
        case _:
            yield "path", "/"
            yield from {"port": main}.items() if main else ()
