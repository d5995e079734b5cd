"""What resolving asks of a component kind; the table `components/kinds.py` answers it for each."""

from collections.abc import Mapping
from typing import Any, Protocol

from generator.resolve import merge
from generator.source import nodes


class Kind(Protocol):
    """The part of a component kind that settles its values; `components/component_kind.py` describes each member."""

    SLOTS: bool
    HASHED: bool
    FIELDS: merge.Fields

    def complete(self, settled: nodes.Mapping, *, gpu: bool, cache: nodes.NodeCache) -> nodes.Mapping:
        """The settled component with the defaults that depend on its other values."""
        ...

    def part(self, data: Mapping[str, Any], /) -> object:
        """The values that only this kind has, as its own type."""
        ...


Kinds = Mapping[str, Kind]
"""Every kind by its name."""


def fields(kinds: Kinds, named: nodes.Node | None) -> merge.Fields:
    """How the fields of the kind that a node names are merged; those of all kinds together where it names none."""
    kind = kinds.get(named.text) if isinstance(named, nodes.Scalar) else None
    return merge.union(each.FIELDS for each in kinds.values()) if kind is None else kind.FIELDS
