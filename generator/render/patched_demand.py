"""What the pods of a component need after its patches, for the quota."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from generator.kubernetes import object_kinds, pod_requests, pod_templates
from generator.kubernetes.run_pods import RunPods
from generator.manifest.manifest import Manifest
from generator.validate.policy import Pods
from generator.validate.quota import Demand


def demand(before: Demand, manifests: Sequence[Manifest]) -> Demand:
    """The demand with the requests of the patched pods: the largest of each resource, if the slots differ.

    Those of runs are read group by group, as they come in the demand: a patch may change their numbers too.
    """
    runs = [pods for manifest in manifests for pods in _runs(manifest)]
    if runs:
        return before._replace(pods=tuple(map(_demanded, runs)))
    patched = [pod_requests.of(pod) for manifest in manifests for pod in _pods(manifest)]
    if not patched:
        return before
    names = dict.fromkeys(name for each in patched for name in each)
    requests = {name: str(max(each.get(name, Decimal(0)) for each in patched)) for name in names}
    return before._replace(pods=tuple(each._replace(requests=requests) for each in before.pods))


def _demanded(pods: RunPods) -> Pods:
    return Pods(pods.number, {name: str(amount) for name, amount in pods.requests.items()}, slots=pods.slots)


def _pods(manifest: Manifest) -> Iterator[Mapping[str, Any]]:
    for template in pod_templates.find(manifest.kind, manifest.object).values():
        yield template["spec"]


def _runs(manifest: Manifest) -> Iterator[RunPods]:
    read = object_kinds.of(manifest.kind).run_pods
    return iter(()) if read is None else read(manifest.object)
