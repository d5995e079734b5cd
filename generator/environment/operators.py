"""The operators of an environment: what of the cluster runs the component kinds that the platform lists in `operators`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from generator.named_tuples import NamedTuple

Traffic = Literal["predictors", "revisions"]


class Form(NamedTuple):
    """One way to run a component kind, with the fields of `operators` that it reads; not all are `built` in this version.

    `traffic`: how it moves the traffic from one version to the next, a mode of `release/state_machine.py`; None where the engine
    of the environment does that.
    """

    reads: frozenset[str] = frozenset()
    built: bool = True
    traffic: Traffic | None = None


def _form(*reads: str, built: bool = True, traffic: Traffic | None = None) -> Form:
    return Form(frozenset(reads), built, traffic)


ALONE = Form()
"""A form that needs no operator."""
FORMS: Mapping[str, Mapping[str, Form]] = {
    "training": {
        "job": ALONE,
        "trainjob": _form("version", "restricted", "runtimes", "retriesByRuntime"),
        "pytorchjob": _form("version", "restricted"),
        "jobset": _form("version"),
    },
    "notebook": {"statefulset": ALONE, "notebook": _form("namespace", "token")},
    "inference": {
        "deployment": ALONE,
        "kserve-standard": _form("version", "restricted", "gatewayApi", "domain", traffic="predictors"),
        "kserve-knative": _form("version", "namespace", "restricted", "domain", traffic="revisions"),
    },
    "multinode": {"leaderworkerset": _form("version")},
    "spark": {"spark-operator": _form("version")},
    "dask": {"dask-operator": _form("version", "namespace")},
    "ray": {"kuberay": _form("version", "namespace", "gatewayClass")},
    "pipeline": {"argo-workflows": _form("version", "artifactRepository", "s3")},
}
"""The forms of each component kind that has several or needs an operator, as `schemas/environment.json` lists them."""
DEFAULTS: Mapping[str, str] = {"training": "job", "notebook": "statefulset", "inference": "deployment"}
"""The form of a kind that needs no operator; one without can only be used where the platform names one."""

NO_QUEUE = "none"
"""What a component names for no queue."""


TRAFFIC: Mapping[str, Traffic] = {
    api: form.traffic for forms in FORMS.values() for api, form in forms.items() if form.traffic is not None
}
"""The forms that move the traffic of a component themselves, in place of the engine of its environment, and how."""


def has_revisions(engine: str) -> bool:
    """Whether what moves the traffic has no slots: each change is another revision, and the version before is not kept."""
    return TRAFFIC.get(engine) == "revisions"


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
