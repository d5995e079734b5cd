"""What a pod requests, as the scheduler and quotas count it (`PodRequests` of k8s.io/component-helpers)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from generator.spec import quantity

Amounts = Mapping[str, Decimal]


def of(pod: Mapping[str, Any]) -> Amounts:
    """The requests of a pod's spec by resource: of all that run together, or of a first step that needs more.

    A sidecar runs beside the containers, and beside each init container after it. Amounts of the pod as a whole
    (`spec.resources`) count instead of those of its containers.
    """
    running: Amounts = {}
    largest: Amounts = {}
    for container in pod.get("initContainers") or ():
        beside = _added(running, _requested(container))
        if container.get("restartPolicy") == "Always":
            running = beside
        largest = _most(largest, beside)
    for container in pod.get("containers") or ():
        running = _added(running, _requested(container))
    return {**_most(running, largest), **_requested(pod)}


def _requested(holder: Mapping[str, Any]) -> Amounts:
    """A container with a limit and no request requests as much as its limit."""
    resources = holder.get("resources") or {}
    amounts = {**(resources.get("limits") or {}), **(resources.get("requests") or {})}
    return {name: quantity.parse(str(amount)) for name, amount in amounts.items()}


def _added(first: Amounts, second: Amounts) -> Amounts:
    return {name: first.get(name, Decimal(0)) + second.get(name, Decimal(0)) for name in (*first, *second)}


def _most(first: Amounts, second: Amounts) -> Amounts:
    return {name: max(first.get(name, Decimal(0)), second.get(name, Decimal(0))) for name in (*first, *second)}
