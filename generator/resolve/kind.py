"""The interface of a component kind that this package uses; `components/kinds.py` lists the kinds."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol

from generator.named_tuples import NamedTuple
from generator.resolve import field_rules, merge
from generator.source import nodes
from generator.spec.project import Named, Target


class Place(NamedTuple):
    """What a component's environment says about its pods: whether they have a GPU, and the form of the operator of its kind.

    `named` has the components of the project by name, for a component that names others; it is empty for all that do not.
    """

    gpu: bool = False
    operator: str = ""
    named: Mapping[str, Named] = MappingProxyType({})


class Kind(Protocol):
    """The members of a component kind that resolve its values; `components/component_kind.py` describes them."""

    SLOTS: bool
    HASHED: bool
    FIELDS: merge.Fields

    def complete(self, merged: nodes.Mapping, *, place: Place, cache: nodes.NodeCache) -> nodes.Mapping:
        """The merged component plus the defaults that depend on its other values."""
        ...

    def kind_values(self, data: Mapping[str, Any], /) -> object:
        """The values specific to this kind, as its own type."""
        ...

    def settled(self, target: Target, data: Mapping[str, Any], /) -> Target:
        """The target with what its kind derives from the fields and from its place."""
        ...


def as_written(target: Target, _data: Mapping[str, Any], /) -> Target:
    """The `settled` of a kind whose containers are those that its fields describe."""
    return target


Kinds = Mapping[str, Kind]
"""Every kind by its name."""


def fields(kinds: Kinds, named: nodes.Node | None) -> merge.Fields:
    """The merge rules for the kind that a node names; those of all kinds together if it names none."""
    kind = kinds.get(named.text) if isinstance(named, nodes.Scalar) else None
    return field_rules.union(each.FIELDS for each in kinds.values()) if kind is None else kind.FIELDS
