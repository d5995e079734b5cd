"""How a workload replaces its pods: how many at a time, how many are missing meanwhile, and about how long it takes.

Batches follow https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment and, for a
StatefulSet, which waits for each pod, https://kubernetes.io/docs/tutorials/stateful-application/basic-stateful-set/#rolling-update.
The time is that of the longest start and stop that the pods are allowed; scheduling and pulls of images are not in it.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from generator.impact import workloads
from generator.impact.workloads import Scale, Workload
from generator.kubernetes import object_kinds
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.workload_kinds import Batch
from generator.manifest.object_fields import items

GRACE = 30
"""Seconds that a pod has to stop, by default."""
FAILURES, PERIOD = 3, 10
"""Of a probe, by default."""


class Replacement(NamedTuple):
    """The replacement of a workload's pods: in batches of `batch`, with up to `missing` of them not ready. Times are seconds."""

    workload: Workload
    effect: Effect
    batch: int
    missing: int
    shortest: int
    longest: int

    @property
    def pods(self) -> Scale:
        """How many pods are replaced."""
        return self.workload.scale


def of(workload: Workload, effect: Effect) -> Replacement:
    """How the pods of a workload are replaced by those of its new template."""
    batch = _batch(workload, max(workload.scale.least, 1))
    at_once = batch.surge + batch.missing
    shortest, longest = (_seconds(workload, pods, at_once) for pods in workload.scale)
    return Replacement(workload, effect, at_once, batch.missing, shortest, longest)


def surge(workload: Workload, pods: int) -> int:
    """The pods that a change of its template adds for a while."""
    return _batch(workload, pods).surge


def _batch(workload: Workload, pods: int) -> Batch:
    """How many pods start beside the old ones, and how many of these are missing meanwhile."""
    kind = object_kinds.workload(workload.object)
    size = kind.size(workload.object)
    replicas = kind.batch(workload.object, -(-pods // size))
    return Batch(pods, replicas.surge * size, replicas.missing * size)


def _seconds(workload: Workload, pods: int, at_once: int) -> int:
    batches = -(-max(pods, 1) // max(at_once, 1))
    stop = workloads.whole(workload.pod.get("terminationGracePeriodSeconds"), GRACE)
    ready = start_seconds(workload.pod) + workloads.whole(workload.spec.get("minReadySeconds"), 0)
    return batches * (ready + stop) if object_kinds.workload(workload.object).waits else batches * ready + stop


def start_seconds(pod: Mapping[str, Any]) -> int:
    """The longest start of a pod: of its sidecars, one after the other, then of its containers, which start together."""
    sidecars = (each for each in items(pod, "initContainers") if each.get("restartPolicy") == "Always")
    containers = [_start(each) for each in items(pod, "containers")]
    return sum(map(_start, sidecars)) + max(containers, default=0)


def _start(container: Mapping[str, Any]) -> int:
    """The longest time that a container may take until it is started and ready."""
    ready = workloads.mapping(container.get("readinessProbe"))
    probe = workloads.mapping(container.get("startupProbe"))
    if not probe:
        return workloads.whole(ready.get("initialDelaySeconds"), 0) + (_period(ready) if ready else 0)
    failures = workloads.whole(probe.get("failureThreshold"), FAILURES)
    return workloads.whole(probe.get("initialDelaySeconds"), 0) + failures * _period(probe)


def _period(probe: Mapping[str, Any]) -> int:
    return workloads.whole(probe.get("periodSeconds"), PERIOD)
