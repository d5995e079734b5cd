"""Kinds of workloads, whose pods run until they are replaced: how many are replaced at a time, and which of them answer requests.

A row of the table of object kinds names one of these.
"""

from collections.abc import Callable, Mapping
from typing import Any

from generator.kubernetes import pod_counts
from generator.manifest.object_fields import value_at
from generator.named_tuples import NamedTuple

QUARTER = "25%"
"""The surge and the missing pods of a Deployment or Rollout that names none."""
RECREATE = "Recreate"
GROUP = ("spec", "leaderWorkerTemplate")
ROLLING_GROUPS = ("spec", "rolloutStrategy", "rollingUpdateConfiguration")
LEADERS = {"leaderworkerset.sigs.k8s.io/worker-index": "0"}
"""The label that the operator of groups gives to their leaders."""


class Batch(NamedTuple):
    """Of `pods` pods, `surge` start beside the old ones and `missing` may be gone at a time."""

    pods: int
    surge: int
    missing: int


def _one(_: Mapping[str, Any]) -> int:
    return 1


def _one_of_template(_: Mapping[str, Any], __: tuple[str, ...]) -> int:
    return 1


class WorkloadKind(NamedTuple):
    """The facts about a kind of workload; the functions take one of its objects."""

    batch: Callable[[Mapping[str, Any], int], Batch]
    """How a number of replicas is replaced."""
    waits: bool = False
    """Whether a new pod waits for the end of the old one."""
    size: Callable[[Mapping[str, Any]], int] = _one
    """How many pods a replica is."""
    pods_of_template: Callable[[Mapping[str, Any], tuple[str, ...]], int] = _one_of_template
    """How many pods of a replica are made of the template at a path."""
    counts_ready_pods: bool = True
    """Whether its objects have the number of their ready pods in `status.readyReplicas`."""
    replica: str = "pod"
    """What messages call a replica."""
    answering: tuple[str, ...] = ("spec", "template")
    """The path of the template of the pods that answer requests."""
    labelled: tuple[str, ...] = ("spec", "template")
    """The path of what has the labels of these pods."""
    more_labels: Mapping[str, str] = {}
    """What its controller adds to these labels."""


def rolling(settings: Any, count: int) -> Batch:
    """What a rolling update of a Deployment or Rollout does with a number of pods."""
    surge, missing = (value_at(settings, (key,)) for key in ("maxSurge", "maxUnavailable"))
    return batch(count, QUARTER if surge is None else surge, QUARTER if missing is None else missing)


def stateful(settings: Any, count: int) -> Batch:
    """What a rolling update of a StatefulSet does: a share is rounded down, to one pod at least.

    So does `getStatefulSetMaxUnavailable` of the controller, though the API reference says "rounding up":
    https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/statefulset/stateful_set_utils.go
    """
    missing = value_at(settings, ("maxUnavailable",))
    return Batch(count, 0, max(pod_counts.share(missing, count, up=False), 1))


def groups(settings: Any, count: int) -> Batch:
    """What a rolling update of groups does: by default one of them is missing, without a surge."""
    surge, missing = (value_at(settings, (key,)) for key in ("maxSurge", "maxUnavailable"))
    return batch(count, 0 if surge is None else surge, 1 if missing is None else missing)


def batch(count: int, surge: Any, missing: Any) -> Batch:
    """What a rolling update does with a number of pods (`ResolveFenceposts`): a surge is rounded up, the rest down."""
    more, fewer = pod_counts.share(surge, count, up=True), pod_counts.share(missing, count, up=False)
    return Batch(count, more, 1 if more == 0 and fewer == 0 else fewer)


def _deployment(content: Mapping[str, Any], count: int) -> Batch:
    strategy = value_at(content, ("spec", "strategy"))
    if value_at(strategy, ("type",)) == RECREATE:
        return Batch(count, 0, count)
    return rolling(value_at(strategy, ("rollingUpdate",)), count)


def _rollout(content: Mapping[str, Any], count: int) -> Batch:
    """The new version starts beside the old one, but for a canary without a router: that replaces pods."""
    canary = value_at(content, ("spec", "strategy", "canary"))
    found = rolling(canary, count)
    is_beside = canary is None or value_at(canary, ("trafficRouting",)) is not None
    return found._replace(surge=count) if is_beside else found


def _stateful_set(content: Mapping[str, Any], count: int) -> Batch:
    return stateful(value_at(content, ("spec", "updateStrategy", "rollingUpdate")), count)


def _groups(content: Mapping[str, Any], count: int) -> Batch:
    return groups(value_at(content, ROLLING_GROUPS), count)


def _group_size(content: Mapping[str, Any]) -> int:
    """How many pods a group of a LeaderWorkerSet is."""
    return max(pod_counts.whole(value_at(content, (*GROUP, "size"))), 1)


def _of_group(content: Mapping[str, Any], path: tuple[str, ...]) -> int:
    """One leader, and the rest of the group; without a template of leaders all are made of that of workers."""
    others = _group_size(content) - 1
    return 1 if path[-1] == "leaderTemplate" else others + ("leaderTemplate" not in value_at(content, GROUP))


DEPLOYMENT = WorkloadKind(_deployment)
ROLLOUT = WorkloadKind(_rollout)
STATEFUL_SET = WorkloadKind(_stateful_set, waits=True)
NOTEBOOK = WorkloadKind(_stateful_set, waits=True, counts_ready_pods=False, labelled=())
"""The controller of notebooks makes a StatefulSet, whose pod has the labels of the notebook."""
LEADER_WORKER_SET = WorkloadKind(
    _groups,
    size=_group_size,
    pods_of_template=_of_group,
    answering=(*GROUP, "leaderTemplate"),
    labelled=(*GROUP, "leaderTemplate"),
    more_labels=LEADERS,
    counts_ready_pods=False,
    replica="group",
)
