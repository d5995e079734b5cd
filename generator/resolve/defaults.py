"""The lowest layer of a component: the `default`s in the schema of its kind.

Defaults that depend on other values are in the kind's module (`complete`).
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from generator.errors import SCHEMA, Mark
from generator.resolve import merge
from generator.source import nodes, schema_rules


@lru_cache(maxsize=64)
def layer(library: schema_rules.Library, kind: str, fields: merge.Fields) -> nodes.Mapping:
    """The lowest layer of a kind, from the `default`s of its schema; cached, so that nodes are the same objects."""
    written = {}
    for key, rule in library.rule(f"kinds/{kind}.json").properties.items():
        holder = rule if rule.has_default else rule.reference
        if holder is not None and holder.has_default:
            written[key] = holder.schema["default"]
    mapping = node(written)
    assert isinstance(mapping, nodes.Mapping)  # noqa: S101 - a dict becomes a Mapping
    return merge.component(mapping, fields)


def node(data: Any, mark: Mark = SCHEMA) -> nodes.Node:
    """Convert plain data to a node that is in no file; the file of `mark` says where it is from."""
    if isinstance(data, Mapping):
        return nodes.Mapping({key: entry(key, node(value, mark), mark) for key, value in data.items()}, mark)
    if isinstance(data, list):
        return nodes.Sequence(tuple(node(item, mark) for item in data), mark)
    if isinstance(data, bool):
        return nodes.Scalar("true" if data else "false", plain=True, mark=mark)
    return nodes.Scalar(str(data), not isinstance(data, str), mark)


def entry(key: str, value: nodes.Node, mark: Mark = SCHEMA) -> nodes.Entry:
    """An entry that is in no file."""
    return nodes.Entry(nodes.Scalar(key, plain=True, mark=mark), value)
