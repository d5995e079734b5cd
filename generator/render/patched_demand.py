"""What the pods of a component need after its patches, for the quota."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from generator.kubernetes import pod_requests, pod_templates
from generator.manifest import object_fields
from generator.manifest.manifest import Manifest
from generator.validate.quota import Demand

JOB_SPECS: Mapping[str, tuple[str, ...]] = {"Job": ("spec",), "CronJob": ("spec", "jobTemplate", "spec")}


def demand(before: Demand, manifests: Sequence[Manifest]) -> Demand:
    """The demand with the requests of the patched pods: the largest of each resource, if the slots differ."""
    patched = [pod_requests.of(pod) for manifest in manifests for pod in _pods(manifest)]
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


def _parallelism(manifest: Manifest) -> int | None:
    path = JOB_SPECS.get(manifest.kind)
    return None if path is None else object_fields.value_at(manifest.object, path).get("parallelism", 1)
