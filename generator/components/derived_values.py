"""Values that no field has, which a kind derives from others for its pods: `explain` shows them with their reasons."""

from collections.abc import Callable, Iterable, Iterator

from generator.components.derived_value import DerivedValue
from generator.lazy_table import LazyTable
from generator.manifest.manifest import Draft
from generator.spec.project import Target

Derive = Callable[[Target, Iterable[Draft]], Iterator[DerivedValue]]


def _training() -> Derive:
    from generator.components.training import derived

    return derived.values


def _inference() -> Derive:
    from generator.components.inference import derived

    return derived.values


DERIVED: LazyTable[Derive] = LazyTable({"training": _training, "inference": _inference})
"""What derives the values of a kind from its settled component and its objects."""
