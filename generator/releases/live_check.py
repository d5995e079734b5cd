"""`advance --live`: check that the last transition is synced and that the candidate has enough ready pods for its next share.

The health status of Argo CD and Flux shows neither (docs/releases.md#advance---live), so the objects themselves are read.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.environment.operators import TRAFFIC
from generator.errors import RefusedError
from generator.external.cluster import Cluster
from generator.kubernetes import labels
from generator.manifest.object_fields import items, value_at
from generator.releases import live_inference, transition
from generator.releases.project_file import ProjectFile
from generator.releases.release_request import ReleaseRequest
from generator.spec import naming
from generator.spec.project import Target
from generator.spec.release import other_slot


def check(project: ProjectFile, request: ReleaseRequest, context: str | None) -> None:
    """Raise RefusedError with every reason to wait, or ProgramError if the cluster cannot be read."""
    checked = project.read().checked
    target = transition.find(checked, project.platform, request.component, request.environment).target
    if target.release.candidate is None:
        return
    cluster = Cluster(context)
    served = target.engine in TRAFFIC
    reasons = list(live_inference.reasons(target, cluster) if served else _reasons(target, cluster))
    if reasons:
        raise RefusedError(
            f"not yet: {'; '.join(reasons)}", hint="wait until the last merge is synced and its pods are ready"
        )


def _reasons(target: Target, cluster: Cluster) -> Iterator[str]:
    namespace, release = target.namespace, target.release
    slot = other_slot(release.slot)
    name, service = naming.slot(target.base, slot), target.component.serving
    minimum = release.min_pods(slot, minimum=service.scale.min, full_load=service.strategy.prescale)
    main_service = cluster.service(namespace, target.base)
    if value_at(main_service, ("metadata", "annotations", labels.POSITION)) != release.position():
        yield f"Service {target.base} is not at this position yet"
    deployment = cluster.deployment(namespace, name)
    if deployment is None:
        yield f"Deployment {name} is not there"
        return
    yield from _rolled_out(name, deployment, target.slots[slot].image)
    yield from _held_at_zero(name, deployment)
    scaler = cluster.autoscaler(namespace, name)
    if value_at(scaler, ("spec", "minReplicas")) != minimum:
        yield f"HorizontalPodAutoscaler {name} does not have minReplicas {minimum} yet"
    ready = value_at(deployment, ("status", "readyReplicas")) or 0
    if ready < minimum:
        yield f"{ready} of {minimum} pods of {name} are ready"
    addresses = cluster.ready_addresses(namespace, name)
    if addresses < minimum:
        yield f"{addresses} of {minimum} addresses of Service {name} are ready"


def _held_at_zero(name: str, deployment: Mapping[str, Any]) -> Iterator[str]:
    """An autoscaler leaves a Deployment with 0 replicas alone, whatever its minimum is."""
    if value_at(deployment, ("spec", "replicas")) == 0:
        fields = ("fieldsV1", "f:spec", "f:replicas")
        owners = items(deployment, "metadata", "managedFields")
        writers = sorted({str(each.get("manager")) for each in owners if value_at(each, fields) is not None})
        by = f", which {' and '.join(writers)} wrote" if writers else ""
        yield f"replicas of Deployment {name} is 0{by}: no autoscaler lifts it from there"


def _rolled_out(name: str, deployment: Mapping[str, Any], image: str) -> Iterator[str]:
    if value_at(deployment, ("metadata", "generation")) != value_at(deployment, ("status", "observedGeneration")):
        yield f"Deployment {name} has changes that its controller has not seen"
    containers = value_at(deployment, ("spec", "template", "spec", "containers")) or ()
    if [each.get("image") for each in containers if each.get("name") == "main"] != [image]:
        yield f"Deployment {name} does not run {image} yet"
    if (value_at(deployment, ("status", "updatedReplicas")) or 0) < (value_at(deployment, ("status", "replicas")) or 0):
        yield f"Deployment {name} is still replacing pods"
