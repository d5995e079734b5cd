"""The parsed tree: what was written, where, and in which style. Nothing is typed yet."""

from collections.abc import Mapping as Map
from typing import Any, NamedTuple

from generator.errors import Mark

NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Scalar(NamedTuple):
    """One scalar as its source text after unquoting; `plain` tells `5` from `"5"`.

    `start` and `end` are character offsets into `Document.text`, or -1 for a node that no file holds (a default).
    """

    text: str
    plain: bool
    mark: Mark
    start: int = -1
    end: int = -1

    @property
    def is_null(self) -> bool:
        """Whether YAML reads this as null: plain and one of its null words, or nothing at all."""
        return self.plain and self.text in NULLS


class Entry(NamedTuple):
    """One key of a mapping with its value; `aliased` when the value was written as `*name`."""

    key: Scalar
    value: "Node"
    aliased: bool = False

    def holding(self, value: "Node") -> "Entry":
        """The same entry with another value; itself where that is the value it has."""
        return self if value is self.value else Entry(self.key, value, self.aliased)


class Mapping(NamedTuple):
    """Entries by key text, in the order written."""

    entries: Map[str, Entry]
    mark: Mark
    start: int = -1
    end: int = -1
    flow: bool = False

    def get(self, key: str) -> "Node | None":
        """The value under `key`, or None where it is not written."""
        entry = self.entries.get(key)
        return None if entry is None else entry.value

    def holding(self, entries: Map[str, Entry]) -> "Mapping":
        """The same mapping with other entries."""
        return Mapping(entries, self.mark, self.start, self.end, self.flow)


class Sequence(NamedTuple):
    """Items in the order written."""

    items: tuple["Node", ...]
    mark: Mark
    start: int = -1
    end: int = -1
    flow: bool = False


Node = Scalar | Mapping | Sequence


class Kept(NamedTuple):
    """What was made of nodes, and those nodes, so that no other object takes their identity meanwhile."""

    of: tuple[object, ...]
    made: Any


Memory = dict[tuple[object, ...], Kept]
"""What has been made of the nodes of one project, by their identities: environments that share a part share the work."""
