"""The order of keys in a mapping that is set: where it is meant, and whether the lines of its entries can change places."""

import re
from collections.abc import Container, Mapping

from generator.source import nodes
from generator.source import splice_positions as positions
from generator.source.splice_values import Source, Value

_KEPT_LINES = re.compile(r"[|>][0-9]*\+")

DEPTH = 2
"""From this depth inside a value that is set, keys (such as those of `env` in `with`) are user-defined and their order counts."""


def counts(value: Value) -> bool:
    """Whether the order of keys is meant: that of another version, or of variables that refer to each other."""
    match value:
        case Source():
            return True
        case Mapping():
            return any(isinstance(item, Source) or (isinstance(item, str) and "$(" in item) for item in value.values())
        case _:
            return False


def changes(old: nodes.Node, new: Value) -> bool:
    """Whether merging `new` into `old` would give keys another order than `new` has."""
    if not (isinstance(old, nodes.Mapping) and isinstance(new, Mapping)):
        return False
    return [*(key for key in old.entries if key in new), *(key for key in new if key not in old.entries)] != list(new)


def is_movable(text: str, mapping: nodes.Mapping, shared: Container[int]) -> bool:
    """Whether all entries are lines that mean the same elsewhere.

    An alias must stay behind its anchor, and to a block scalar with `+` the blank lines behind it belong.
    """
    has_kept_lines = _KEPT_LINES.search(text, mapping.start, max(mapping.start, mapping.end)) is not None
    if mapping.flow or has_kept_lines or any(number in shared for number in positions.inner(mapping)):
        return False
    return all(
        positions.indent(text, entry.key) is not None and not entry.aliased for entry in mapping.entries.values()
    )
