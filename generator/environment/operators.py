"""The operators of an environment: what of the cluster runs the component kinds that the platform lists in `operators`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from generator.named_tuples import NamedTuple

FORMS: Mapping[str, tuple[str, ...]] = {
    "training": ("job", "trainjob", "pytorchjob", "jobset"),
    "notebook": ("statefulset", "notebook"),
    "inference": ("deployment", "kserve-standard", "kserve-knative"),
    "multinode": ("leaderworkerset",),
    "spark": ("spark-operator",),
    "dask": ("dask-operator",),
    "ray": ("kuberay",),
    "pipeline": ("argo-workflows",),
}
"""The forms of each component kind that has several or needs an operator, as `schemas/environment.json` lists them."""
DEFAULTS: Mapping[str, str] = {"training": "job", "notebook": "statefulset", "inference": "deployment"}
"""The form of a kind that needs no operator; one without can only be used where the platform names one."""

NO_QUEUE = "none"
"""What a component names for no queue."""


class Operator(NamedTuple):
    """What runs a component kind: `api` is one of its `FORMS`.

    `namespace` is where the operator runs, empty if that is not known. `restricted` tells whether what it adds to pods complies
    with the restricted Pod Security Standard. `settings` are the fields of this kind alone, as plain data.
    """

    api: str
    version: tuple[int, ...] = ()
    namespace: str = ""
    restricted: bool = False
    settings: Mapping[str, Any] = MappingProxyType({})


class Queues(NamedTuple):
    """Kueue: LocalQueues of every namespace, of which the first is the default, and WorkloadPriorityClasses."""

    names: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()

    def of(self, written: str) -> str:
        """The queue of runs whose component names `written`, which may be empty; empty if they wait in none."""
        return "" if written == NO_QUEUE else written or next(iter(self.names), "")


class Operators(NamedTuple):
    """The operators by component kind, with those that need none where the platform names no other."""

    by_kind: Mapping[str, Operator]
    queues: Queues = Queues()

    def of(self, kind: str) -> Operator | None:
        """What runs a component kind; None if the environment has nothing for it, or if it never needs an operator."""
        return self.by_kind.get(kind)

    def runs(self, kind: str, *apis: str) -> bool:
        """Whether one of these forms runs a component kind."""
        found = self.of(kind)
        return found is not None and found.api in apis
