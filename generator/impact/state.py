"""What one environment of a project is at one revision: its objects, and where they lie."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from generator.kubernetes import labels
from generator.manifest.object_fields import value_at
from generator.manifest.object_template import KubernetesObject

EnvironmentKey = tuple[str, str, str]
"""Team, project and environment."""
Owner = tuple[str, str]
"""A component and, where it has slots, the slot; else an empty text."""


class PlacedObject(NamedTuple):
    """An object and its file, relative to the GitOps repository."""

    object: KubernetesObject
    file: str


class EnvironmentState(NamedTuple):
    """An environment of a project at one revision.

    `costs` has what the machine of a pod costs in an hour, of a component with groups of pods for each group in their order, None
    for one without a price; it is None where that cannot be known, as from objects alone.
    """

    key: EnvironmentKey
    cluster: str
    namespace: str
    objects: Sequence[PlacedObject]
    costs: Mapping[Owner, Sequence[float | None]] | None = None

    @property
    def place(self) -> tuple[str, str]:
        """The cluster and the namespace."""
        return self.cluster, self.namespace


def owner(content: KubernetesObject) -> Owner:
    """The component and slot that an object belongs to, by its labels; empty for one that belongs to none."""
    found = value_at(content, ("metadata", "labels"))
    named = found if isinstance(found, Mapping) else {}
    return str(named.get(labels.COMPONENT) or ""), str(named.get(labels.SLOT) or "")


def identity(content: KubernetesObject) -> tuple[str, str]:
    """The kind in lower case and the name of an object."""
    return str(content.get("kind", "")).lower(), str(value_at(content, ("metadata", "name")))
