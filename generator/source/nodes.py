"""The nodes of a parsed YAML tree: text, position and style. Scalars are not typed yet."""

from collections.abc import Mapping as Map
from typing import Any

from generator.errors import Mark
from generator.named_tuples import NamedTuple

NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Scalar(NamedTuple):
    """One scalar: its text after unquoting; `plain` tells `5` from `"5"`.

    `start` and `end` are character offsets into `Document.text`, or -1 for a node that is in no file (a default).
    """

    text: str
    plain: bool
    mark: Mark
    start: int = -1
    end: int = -1

    @property
    def is_null(self) -> bool:
        """Whether YAML resolves this to null: plain, and empty or one of its null words."""
        return self.plain and self.text in NULLS


class Entry(NamedTuple):
    """One key of a mapping with its value; `aliased` when the value was written as `*name`."""

    key: Scalar
    value: "Node"
    aliased: bool = False

    def copy_with(self, value: "Node") -> "Entry":
        """This entry with another value; returns itself if the value is the same object."""
        return self if value is self.value else Entry(self.key, value, self.aliased)


class Mapping(NamedTuple):
    """Entries by key text, in the order written."""

    entries: Map[str, Entry]
    mark: Mark
    start: int = -1
    end: int = -1
    flow: bool = False

    def get(self, key: str) -> "Node | None":
        """The value of `key`, or None if the key is absent."""
        entry = self.entries.get(key)
        return None if entry is None else entry.value

    def copy_with(self, entries: Map[str, Entry]) -> "Mapping":
        """This mapping with other entries."""
        return Mapping(entries, self.mark, self.start, self.end, self.flow)


class Sequence(NamedTuple):
    """Items in the order written."""

    items: tuple["Node", ...]
    mark: Mark
    start: int = -1
    end: int = -1
    flow: bool = False


Node = Scalar | Mapping | Sequence


def child(node: Node | None, key: str) -> Node | None:
    """The value of a key; None if there is none, or if the node is no mapping."""
    return node.get(key) if isinstance(node, Mapping) else None


def entries(node: Node | None) -> Map[str, Entry]:
    """The entries of a mapping; none of another node."""
    return node.entries if isinstance(node, Mapping) else {}


def is_null(node: Node | None) -> bool:
    """Whether a node is written as null."""
    return isinstance(node, Scalar) and node.is_null


class CacheEntry(NamedTuple):
    """A result computed from nodes. `nodes` keeps them alive: a freed object's `id`, which is part of the key, could be reused."""

    nodes: tuple[object, ...]
    result: Any


NodeCache = dict[tuple[object, ...], CacheEntry]
"""Results by the `id` of the nodes they were computed from, for one project: environments with common parts reuse them."""
