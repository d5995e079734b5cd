"""Scalars and trees as plain data: booleans are only `true` and `false`, whole numbers decimal, all else is its text."""

import re
from typing import Any

from generator.source import nodes

INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")
DIGITS = 15
ABSENT: Any = object()
"""No value: what was written is none of the types asked for."""


def scalar(types: frozenset[str], node: nodes.Scalar) -> Any:
    """The value of a scalar as one of these types of JSON Schema, ABSENT where it is none of them."""
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
    """Data without a rule, by YAML 1.2's core words: the value of a patch, an `x-` key."""
    match node:
        case nodes.Mapping():
            return {key: raw(entry.value) for key, entry in node.entries.items()}
        case nodes.Sequence():
            return [raw(item) for item in node.items]
        case _ if node.is_null:
            return None
        case _:
            found = scalar(frozenset({"integer", "number", "boolean"}), node)
            return node.text if found is ABSENT else found
