"""The table of component kinds, in the order of schemas and hints."""

from typing import TYPE_CHECKING

from generator.lazy_table import LazyTable
from generator.resolve import field_rules
from generator.resolve.merge import Fields

if TYPE_CHECKING:  # only for types: importing a Protocol takes half a millisecond at every start
    from generator.components.component_kind import ComponentKind


def _service() -> "ComponentKind":
    from generator.components.service import kind

    return kind


def _job() -> "ComponentKind":
    from generator.components import job

    return job


def _cronjob() -> "ComponentKind":
    from generator.components import cronjob

    return cronjob


def _worker() -> "ComponentKind":
    from generator.components import worker

    return worker


def _store() -> "ComponentKind":
    from generator.components import store

    return store


def _training() -> "ComponentKind":
    from generator.components.training import kind

    return kind


def _mlflow() -> "ComponentKind":
    from generator.components.mlflow import kind

    return kind


def _spark() -> "ComponentKind":
    from generator.components.spark import kind

    return kind


def _dask() -> "ComponentKind":
    from generator.components.dask import kind

    return kind


def _inference() -> "ComponentKind":
    from generator.components.inference import kind

    return kind


def _ray() -> "ComponentKind":
    from generator.components.ray import kind

    return kind


def _notebook() -> "ComponentKind":
    from generator.components.notebook import kind

    return kind


def _multinode() -> "ComponentKind":
    from generator.components.multinode import kind

    return kind


def _pipeline() -> "ComponentKind":
    from generator.components.pipeline import kind

    return kind


KINDS: "LazyTable[ComponentKind]" = LazyTable(
    {
        "service": _service,
        "job": _job,
        "cronjob": _cronjob,
        "worker": _worker,
        "store": _store,
        "training": _training,
        "mlflow": _mlflow,
        "spark": _spark,
        "dask": _dask,
        "inference": _inference,
        "ray": _ray,
        "notebook": _notebook,
        "multinode": _multinode,
        "pipeline": _pipeline,
    }
)


def in_folder(folder: str, object_kind: str) -> str:
    """The kind that has its objects in a Component folder; empty if none has.

    Of several with one folder it is the one with the name of an object's kind, in lower case.
    """
    found = [name for name, kind in KINDS.items() if folder == kind.FOLDER]
    return found[0] if len(found) == 1 else object_kind if object_kind in found else ""


def fields() -> Fields:
    """How fields are merged if the kind is not known, as in a platform's `defaults`."""
    return field_rules.union(kind.FIELDS for kind in KINDS.values())
