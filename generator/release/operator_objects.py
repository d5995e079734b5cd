"""The table of objects of operators that move the traffic of a component themselves, in place of an engine."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.lazy_table import LazyTable
from generator.spec.release import Release

if TYPE_CHECKING:  # only for types: importing a Protocol takes half a millisecond at every start
    from typing import Protocol

    from generator.release.ports import Endpoints

    class Reader(Protocol):
        """A module that reads the objects of one kind, also those that a person has edited."""

        def engine(self, content: Mapping[str, Any], /) -> str:
            """What moves the traffic: a form of `environment/operators.py`."""
            ...

        def pods(self, content: Mapping[str, Any], release: Release, /) -> dict[str, str]:
            """A digest of the pods of each version, as `release/snapshot.py` names them, at a position of the release."""
            ...

        def shape(self, content: Mapping[str, Any], /) -> dict[str, str]:
            """A digest for each field that must not change during a release."""
            ...

        def endpoints(self, content: Mapping[str, Any], /) -> Endpoints:
            """The ports by which the pods are reached."""
            ...

        def server(self, content: Mapping[str, Any], /) -> Mapping[str, Any]:
            """The main container of the version that the object has in the first place; empty if there is none."""
            ...

        def model(self, content: Mapping[str, Any], /) -> Any:
            """The model of that version; None if there is none."""
            ...


def _inference_service() -> "Reader":
    from generator.release import predictors

    return predictors


READERS: "LazyTable[Reader]" = LazyTable({"inferenceservice": _inference_service})
"""By the kind of the object, in lower case."""


class OperatorObject(NamedTuple):
    """An object of such a kind, and what reads it."""

    content: Mapping[str, Any]
    reader: "Reader"


def of(content: Mapping[str, Any]) -> OperatorObject | None:
    """The object, if it is of such a kind."""
    kind = str(content.get("kind", "")).lower()
    return OperatorObject(content, READERS[kind]) if kind in READERS else None


def find(objects: Iterable[Mapping[str, Any]]) -> OperatorObject | None:
    """The first of a component's objects that is of such a kind."""
    return next((found for each in objects if (found := of(each)) is not None), None)
