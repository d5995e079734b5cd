"""What the pods of a component need after its patches, for the quota."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from generator.kubernetes import pod_templates
from generator.manifest.manifest import Manifest
from generator.spec import quantity
from generator.validate.quota import Demand

JOB_SPECS: Mapping[str, tuple[str, ...]] = {"Job": ("spec",), "CronJob": ("spec", "jobTemplate", "spec")}


def demand(before: Demand, manifests: Sequence[Manifest]) -> Demand:
    """The demand with the requests of the patched pods: the largest of each resource, if the slots differ."""
    patched = [_requests(pod) for manifest in manifests for pod in _pods(manifest)]
    if not patched:
        return before
    names = dict.fromkeys(name for each in patched for name in each)
    requests = {name: str(max(each.get(name, Decimal(0)) for each in patched)) for name in names}
    numbers = [number for manifest in manifests if (number := _parallelism(manifest)) is not None]
    pods = (each._replace(number=max(numbers, default=each.number), requests=requests) for each in before.pods)
    return before._replace(pods=tuple(pods))


def _pods(manifest: Manifest) -> Iterator[Mapping[str, Any]]:
    for template in pod_templates.find(manifest.kind, manifest.object).values():
        yield template["spec"]


def _requests(pod: Mapping[str, Any]) -> Mapping[str, Decimal]:
    """As Kubernetes counts: sidecars run all the time, beside the main container and beside each init container."""
    init = pod.get("initContainers") or []
    sidecars = [each for each in init if each.get("restartPolicy") == "Always"]
    main = _sum([*pod["containers"], *sidecars])
    alone = [_sum([each, *sidecars]) for each in init if each not in sidecars]
    names = dict.fromkeys(name for each in (main, *alone) for name in each)
    found = {name: max(each.get(name, Decimal(0)) for each in (main, *alone)) for name in names}
    return {**found, **_sum([pod])}  # amounts of the pod as a whole count instead of those of its containers


def _sum(containers: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
    total: dict[str, Decimal] = {}
    for container in containers:
        resources = container.get("resources") or {}
        # A container with a limit and no request requests as much as its limit.
        for name, amount in {**(resources.get("limits") or {}), **(resources.get("requests") or {})}.items():
            total[name] = total.get(name, Decimal(0)) + quantity.parse(str(amount))
    return total


def _parallelism(manifest: Manifest) -> int | None:
    node: Any = manifest.object
    for key in JOB_SPECS.get(manifest.kind, ()):
        node = node[key]
    return node.get("parallelism", 1) if manifest.kind in JOB_SPECS else None
