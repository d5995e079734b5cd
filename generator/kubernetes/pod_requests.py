"""What a pod requests, as the scheduler and a ResourceQuota of Kubernetes count it.

Sidecars run beside the containers and beside each init container after them; the other init containers run one at a time
(KEP 753, "Resources calculation for scheduling and pod admission").
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from generator.named_tuples import NamedTuple
from generator.spec import quantity

Amounts = Mapping[str, Decimal]


class Step(NamedTuple):
    """An init container: what it requests, and whether it is a sidecar, which runs on beside all that start after it."""

    requests: Amounts
    runs_on: bool


def of(pod: Mapping[str, Any]) -> Amounts:
    """The requests of a pod's spec by resource. Amounts of the pod as a whole count instead of those of its containers."""
    steps = (Step(_requested(each), each.get("restartPolicy") == "Always") for each in pod.get("initContainers") or ())
    return {**of_containers(steps, map(_requested, pod.get("containers") or ())), **_requested(pod)}


def of_containers(steps: Iterable[Step], containers: Iterable[Amounts]) -> Amounts:
    """What all that run together request, or a first step that needs more with the sidecars that run by then."""
    running: Amounts = {}
    largest: Amounts = {}
    for step in steps:
        beside = _added(running, step.requests)
        if step.runs_on:
            running = beside
        largest = _most(largest, beside)
    for container in containers:
        running = _added(running, container)
    return _most(running, largest)


def _requested(holder: Mapping[str, Any]) -> Amounts:
    """A container with a limit and no request requests as much as its limit."""
    resources = holder.get("resources") or {}
    amounts = {**(resources.get("limits") or {}), **(resources.get("requests") or {})}
    return {name: quantity.parse(str(amount)) for name, amount in amounts.items()}


def _added(first: Amounts, second: Amounts) -> Amounts:
    return {name: first.get(name, Decimal(0)) + second.get(name, Decimal(0)) for name in (*first, *second)}


def _most(first: Amounts, second: Amounts) -> Amounts:
    return {name: max(first.get(name, Decimal(0)), second.get(name, Decimal(0))) for name in (*first, *second)}
