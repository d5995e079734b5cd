"""`advance --live`: whether the last transition is synced and the slot that gets traffic can carry it.

Argo CD's and Flux's health say neither (docs/releases.md#advance---live), so the objects themselves are asked.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.engines.drafting import POSITION_ANNOTATION
from generator.errors import RefusedError
from generator.external.cluster import Cluster
from generator.releases import transition
from generator.releases.project_file import ProjectFile
from generator.releases.release_request import ReleaseRequest
from generator.spec import naming
from generator.spec.project import Target
from generator.spec.release import other_slot


def check(project: ProjectFile, request: ReleaseRequest, context: str | None) -> None:
    """RefusedError with every reason to wait; ProgramError where the cluster cannot be asked."""
    checked = project.read().checked
    target = transition.find(checked, project.platform, request.component, request.environment).target
    if target.release.candidate is None:
        return
    reasons = list(_reasons(target, Cluster(context)))
    if reasons:
        raise RefusedError(
            f"not yet: {'; '.join(reasons)}", hint="wait until the last merge is synced and its pods are ready"
        )


def _reasons(target: Target, cluster: Cluster) -> Iterator[str]:
    namespace, release = target.namespace, target.release
    slot = other_slot(release.slot)
    name, service = naming.slot(target.base, slot), target.component.serving
    wanted = release.min_pods(slot, minimum=service.scale.min, full_load=service.strategy.prescale)
    main = cluster.service(namespace, target.base)
    if _at(main, "metadata", "annotations", POSITION_ANNOTATION) != release.position():
        yield f"Service {target.base} does not carry this position yet"
    deployment = cluster.deployment(namespace, name)
    if deployment is None:
        yield f"Deployment {name} is not there"
        return
    yield from _rolled_out(name, deployment, target.slots[slot].image)
    scaler = cluster.autoscaler(namespace, name)
    if _at(scaler, "spec", "minReplicas") != wanted:
        yield f"HorizontalPodAutoscaler {name} has not the minimum {wanted} yet"
    ready = _at(deployment, "status", "readyReplicas") or 0
    if ready < wanted:
        yield f"{ready} of {wanted} pods of {name} are ready"
    addresses = cluster.ready_addresses(namespace, name)
    if addresses < wanted:
        yield f"{addresses} of {wanted} addresses of Service {name} are ready"


def _rolled_out(name: str, deployment: Mapping[str, Any], image: str) -> Iterator[str]:
    if _at(deployment, "metadata", "generation") != _at(deployment, "status", "observedGeneration"):
        yield f"Deployment {name} has changes that its controller has not seen"
    containers = _at(deployment, "spec", "template", "spec", "containers") or ()
    if [each.get("image") for each in containers if each.get("name") == "main"] != [image]:
        yield f"Deployment {name} does not run {image} yet"
    if (_at(deployment, "status", "updatedReplicas") or 0) < (_at(deployment, "status", "replicas") or 0):
        yield f"Deployment {name} is still replacing pods"


def _at(node: Any, *path: str) -> Any:
    for part in path:
        node = node.get(part) if isinstance(node, Mapping) else None
    return node
