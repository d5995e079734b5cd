"""The parsed tree: what was written, where, and in which style. Nothing is typed yet."""

from collections.abc import Mapping as Map
from typing import NamedTuple

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


class Sequence(NamedTuple):
    """Items in the order written."""

    items: tuple["Node", ...]
    mark: Mark
    start: int = -1
    end: int = -1
    flow: bool = False


Node = Scalar | Mapping | Sequence
