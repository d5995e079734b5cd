"""Conversion of nodes to plain data. Only `true` and `false` are booleans, integers are decimal, everything else is text."""

import re
from typing import Any

from generator.source import nodes

INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")
DIGITS = 15
ABSENT: Any = object()
"""Returned instead of a value if a scalar has none of the requested types."""


def scalar(types: frozenset[str], node: nodes.Scalar) -> Any:
    """Convert a scalar to one of these JSON Schema types; ABSENT if it has none of them."""
    text = node.text
    if node.plain:
        if "boolean" in types and text in {"true", "false"}:
            return text == "true"
        if "integer" in types and INTEGER.match(text) and len(text) <= DIGITS:
            return int(text)
        if "number" in types and NUMBER.match(text) and len(text) <= DIGITS:
            return float(text)
    return text if "string" in types or not types else ABSENT


def raw(node: nodes.Node) -> Any:
    """Convert a tree that has no schema, by the YAML 1.2 core schema: a patch's value, an `x-` key."""
    match node:
        case nodes.Mapping():
            return {key: raw(entry.value) for key, entry in node.entries.items()}
        case nodes.Sequence():
            return [raw(item) for item in node.items]
        case _ if node.is_null:
            return None
        case _:
            value = scalar(frozenset({"integer", "number", "boolean"}), node)
            return node.text if value is ABSENT else value
