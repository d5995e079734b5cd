"""Values that nobody wrote: the schemas' `default`s as the lowest layer, and those that depend on the others."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from generator.errors import Mark
from generator.source import nodes, rules
from generator.spec.component import Kind

DEFAULT = Mark("default", 0, 0)
CPU_TARGET = 70


def layer(library: rules.Library, kind: Kind) -> nodes.Mapping:
    """The lowest layer of a kind, from the `default`s of its schema."""
    return _layer(library, kind)


@lru_cache(maxsize=64)
def _layer(library: rules.Library, kind: Kind) -> nodes.Mapping:
    written = {}
    for key, rule in library.rule(f"kinds/{kind}.json").properties.items():
        holder = rule if rule.has_default else rule.reference
        if holder is not None and holder.has_default:
            written[key] = holder.schema["default"]
    mapping = node(written)
    assert isinstance(mapping, nodes.Mapping)  # noqa: S101 - a dict becomes a Mapping
    return mapping


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


def complete(settled: nodes.Mapping, kind: Kind, *, gpu: bool) -> nodes.Mapping:
    """The settled component with the defaults that depend on other values."""
    if kind != "service":
        return settled
    entries = dict(settled.entries)
    for key, more in _dependent(settled, gpu=gpu):
        there = entries[key]
        if isinstance(there.value, nodes.Mapping):
            missing = {k: entry(k, node(v)) for k, v in more.items() if k not in there.value.entries}
            if missing:
                entries[key] = there._replace(value=there.value._replace(entries={**there.value.entries, **missing}))
    return settled._replace(entries=entries)


def _dependent(settled: nodes.Mapping, *, gpu: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    scale, strategy, expose, ports = (settled.get(key) for key in ("scale", "strategy", "expose", "ports"))
    if isinstance(scale, nodes.Mapping):
        yield "scale", {"min": 1}
        if not {"cpu", "memory", "metrics", "queue"} & scale.entries.keys():
            yield "scale", {"cpu": CPU_TARGET}
    if isinstance(strategy, nodes.Mapping):
        kind = strategy.get("type")
        if isinstance(kind, nodes.Scalar) and kind.text == "rolling":
            yield "strategy", {"surge": 0, "unavailable": 1} if gpu else {"surge": 1, "unavailable": 0}
    main = next(iter(ports.entries), "") if isinstance(ports, nodes.Mapping) else ""
    if isinstance(settled.get("health"), nodes.Mapping) and main:
        yield "health", {"ready": {"tcp": main}}
    if isinstance(expose, nodes.Mapping):
        yield "expose", {"path": "/", "port": main} if main else {"path": "/"}
