"""What `advance --live` waits for where KServe serves the versions, by the status of the InferenceService.

KServe calls a canary ready when one of its pods is (`predictor.go`), so its Deployment is read for the others. The share in its
status is what somebody asked for, which 0.20 gives to nobody, so the HTTPRoute is read for what it gets. The status of a revision
does not say which change of the InferenceService it is about, so the ready revision has to have the candidate's model.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.components.inference import kserve_standard
from generator.environment import operators
from generator.external.cluster import Cluster
from generator.kubernetes import labels
from generator.manifest.object_fields import items, value_at
from generator.spec.project import Target
from generator.spec.release import other_slot


def reasons(target: Target, cluster: Cluster) -> Iterator[str]:
    """Every reason to wait with the next `advance` of a candidate."""
    base, namespace = target.base, target.namespace
    budget = cluster.read("PodDisruptionBudget", namespace, base)
    if value_at(budget, ("metadata", "annotations", labels.POSITION)) != target.release.position():
        yield f"PodDisruptionBudget {base} is not at this position yet"
    service = cluster.read("InferenceService", namespace, base)
    if service is None:
        yield f"InferenceService {base} is not there"
    elif operators.has_revisions(target.engine):
        yield from _of_revision(target, service, cluster)
    else:
        yield from _of_predictor(target, service, cluster)


def _of_predictor(target: Target, service: Mapping[str, Any], cluster: Cluster) -> Iterator[str]:
    slot, share = other_slot(target.release.slot), target.release.share
    name, minimum = f"{target.base}-{slot}-predictor", kserve_standard.pods(target)
    predictors = [each.get("predictor") for each in items(service, "spec", "canary")]
    models = {value_at(each, ("name",)): value_at(each, ("model", "storageUri")) for each in predictors}
    if models.get(slot) != target.slots[slot].model:
        yield f"InferenceService {target.base} does not run {target.slots[slot].model} on predictor {slot} yet"
    found = next((each for each in items(service, "status", "canaryStatuses") if each.get("name") == slot), {})
    if not found.get("ready"):
        yield f"predictor {slot} of InferenceService {target.base} is not ready"
    if share and _given(cluster.read("HTTPRoute", target.namespace, target.base), name) != share:
        yield f"predictor {slot} of InferenceService {target.base} does not have {share} % of the traffic yet"
    ready = value_at(cluster.deployment(target.namespace, name), ("status", "readyReplicas")) or 0
    if ready < minimum:
        yield f"{ready} of {minimum} pods of {name} are ready"


def _given(route: Mapping[str, Any] | None, service: str) -> int:
    """The weight of a Service in a route, which leads to some of several with their shares, or to one with any weight."""
    backends = [each for rule in items(route, "spec", "rules") for each in items(rule, "backendRefs")]
    return next((each.get("weight") or 0 for each in backends if each.get("name") == service), 0)


def _of_revision(target: Target, service: Mapping[str, Any], cluster: Cluster) -> Iterator[str]:
    share, model = target.release.share, target.slots[other_slot(target.release.slot)].model
    status = value_at(service, ("status", "components", "predictor"))
    ready, created = (value_at(status, (field,)) for field in ("latestReadyRevision", "latestCreatedRevision"))
    if not ready or ready != created:
        yield f"the newest revision of InferenceService {target.base} is not ready"
    elif value_at(cluster.revision(target.namespace, ready), ("metadata", "annotations", labels.MODEL)) != model:
        yield f"the newest revision of InferenceService {target.base} does not run {model} yet"
    shares = [each.get("percent") or 0 for each in items(status, "traffic") if each.get("latestRevision")]
    if shares != [share]:
        yield f"the newest revision of InferenceService {target.base} does not have {share} % of the traffic yet"
