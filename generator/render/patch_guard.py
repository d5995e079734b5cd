"""What a patch may not change: what keeps releases safe is compared with the object before.

That is names, selectors, numbers of pods, weights, the image, the position. Pod Security is judged again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.manifest.shape import KubernetesObject
from generator.spec import image
from generator.spec.project import Target
from generator.validate import names, pod_security, secrets

READY = "spec.minReadySeconds"
SAFE = "a patch may add to an object, not change what keeps a release safe"
LATER = "give both, the deadline the larger one"
SECURE = 'give each container the securityContext of "main"; what "restricted" refuses has no way round'
FIXED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "Deployment": (("spec", "selector"), ("spec", "replicas")),
    "Rollout": (("spec", "selector"), ("spec", "replicas"), ("spec", "strategy"), ("spec", "workloadRef")),
    "Canary": (
        ("spec", "provider"),
        ("spec", "targetRef"),
        ("spec", "autoscalerRef"),
        ("spec", "service"),
        ("spec", "skipAnalysis"),
        ("spec", "suspend"),
        ("spec", "revertOnDeletion"),
    ),
    "Job": (("spec", "ttlSecondsAfterFinished"), ("spec", "suspend")),
    "Service": (("spec", "selector"),),
    "PodDisruptionBudget": (("spec", "selector"),),
    "NetworkPolicy": (("spec", "podSelector"),),
    "HTTPRoute": (("spec", "rules"), ("spec", "parentRefs"), ("spec", "hostnames")),
    "HorizontalPodAutoscaler": (
        ("spec", "scaleTargetRef"),
        ("spec", "minReplicas"),
        ("spec", "maxReplicas"),
        ("spec", "behavior", "scaleDown"),
    ),
    "ScaledObject": (
        ("spec", "scaleTargetRef"),
        ("spec", "minReplicaCount"),
        ("spec", "maxReplicaCount"),
        ("spec", "idleReplicaCount"),
        ("spec", "advanced"),
    ),
    "ConfigMap": (("data",), ("binaryData",), ("immutable",)),
    "PersistentVolumeClaim": (("spec", "accessModes"),),
}
IDENTITY: tuple[tuple[str, ...], ...] = (("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace"))
OWN_DOMAINS = (
    "app.kubernetes.io/",
    "tidegate.dev/",
    "argocd.argoproj.io/",
    "kustomize.toolkit.fluxcd.io/",
    "scaledobject.keda.sh/",
    "autoscaling.keda.sh/",
    "config.kubernetes.io/",
    "kustomize.config.k8s.io/",
)


def broken(target: Target, before: KubernetesObject, after: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with an object after a patch, and the way out."""
    for fact in _broken(target, before, after):
        yield fact, SECURE if fact.startswith("Pod Security") else LATER if fact.startswith(READY) else SAFE


def _broken(target: Target, before: KubernetesObject, after: Any) -> Iterator[str]:
    if (
        not isinstance(after, dict)
        or not isinstance(after.get("metadata"), dict)
        or not isinstance(after.get("spec", {}), dict)
    ):
        yield "it is no object any more"
        return
    for path in (*IDENTITY, *FIXED.get(before["kind"], ())):
        if _at(before, path) != _at(after, path):
            yield f"{'.'.join(path)} is fixed"
    for key in ("labels", "annotations"):
        if _own(_at(before, ("metadata", key))) != _own(_at(after, ("metadata", key))):
            yield f"metadata.{key} of the tool are fixed"
        yield from _named(key, _at(before, ("metadata", key)) or {}, _at(after, ("metadata", key)))
    if _merges(after):
        yield 'kustomize would drop the key "<<"'
    yield from _deadline(after)
    if isinstance(before.get("spec"), dict) and before["kind"] in pod_security.POD_PATHS:
        yield from _pod(target, before, after)


def _deadline(after: KubernetesObject) -> Iterator[str]:
    """What the API server refuses of a Deployment, and its controller of a Rollout."""
    ready, deadline = (_at(after, ("spec", name)) for name in ("minReadySeconds", "progressDeadlineSeconds"))
    if isinstance(ready, int) and isinstance(deadline, int) and ready >= deadline:
        yield f"{READY} {ready} is not less than spec.progressDeadlineSeconds {deadline}"


def _named(key: str, before: Mapping[str, Any], after: Any) -> Iterator[str]:
    """What is wrong with labels or annotations that a patch adds: they are text under keys that a team may set."""
    if after is not None and not isinstance(after, Mapping):
        yield f"metadata.{key} is no mapping"
        return
    for name, value in (after or {}).items():
        if before.get(name) == value:
            continue
        if not isinstance(value, str):
            yield f'metadata.{key} "{name}" is not text'
            continue
        check = names.label_value if key == "labels" else names.annotation_value
        fault = (None if name in before else names.metadata_key(name)) or check(value)
        if fault is not None:
            yield f'metadata.{key} "{name}": {fault.fact}'


def _merges(node: Any) -> bool:
    if isinstance(node, Mapping):
        return "<<" in node or any(_merges(value) for value in node.values())
    return isinstance(node, list) and any(_merges(item) for item in node)


def _pod(target: Target, before: KubernetesObject, after: KubernetesObject) -> Iterator[str]:
    spec, old = pod_security.pod(after), pod_security.pod(before)
    if spec is None or old is None or "containers" not in spec:
        yield "its pod is no pod any more"
        return
    if facts := list(pod_security.shape(spec)):
        yield from facts
        return
    path = pod_security.POD_PATHS[before["kind"]][:-1]
    if _own(_at(before, (*path, "metadata", "labels"))) != _own(_at(after, (*path, "metadata", "labels"))):
        yield "the pod's labels of the tool are fixed"
    mine = [container for container in spec["containers"] if container.get("name") == "main"]
    if len(mine) != 1 or mine[0].get("image") != old["containers"][0]["image"]:
        yield 'the container "main" and its image are fixed'
    yield from (f'Pod Security "restricted": {fact}' for fact in pod_security.check(spec))
    yield from _images(target, spec)
    yield from _plain_secrets(old, spec)


def _plain_secrets(old: Mapping[str, Any], spec: Mapping[str, Any]) -> Iterator[str]:
    """Variables that a patch brings in with a value in the clear."""
    known = {str(variable.get("name")) for container in old["containers"] for variable in container.get("env", ())}
    for container in (c for key in pod_security.CONTAINERS for c in spec.get(key) or () if isinstance(c, dict)):
        for variable in container.get("env") or ():
            name = str(variable.get("name")) if isinstance(variable, dict) else ""
            if name not in known and variable.get("value") and secrets.name_is_secret(name):
                yield f'container "{container.get("name")}": "{name}" holds a plain value where the name says secret'


def _images(target: Target, spec: Mapping[str, Any]) -> Iterator[str]:
    policy = target.environment.policy
    containers = [c for key in pod_security.CONTAINERS for c in spec.get(key) or () if isinstance(c, dict)]
    for container in containers:
        if container.get("name") == "main":
            continue
        try:
            written = image.parse(str(container.get("image", "")))
        except ValueError as error:
            yield f'container "{container.get("name")}": {error}'
            continue
        if policy.registries is not None and not any(image.under(written, prefix) for prefix in policy.registries):
            yield f'container "{container.get("name")}": the image is not from an allowed registry ({", ".join(policy.registries)})'
        if policy.require_digest and not written.digest:
            yield f'container "{container.get("name")}": the image has no digest'


def _at(node: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        node = node.get(part) if isinstance(node, Mapping) else None
    return node


def _own(named: Any) -> dict[str, Any]:
    return (
        {key: value for key, value in named.items() if key.startswith(OWN_DOMAINS)}
        if isinstance(named, Mapping)
        else {}
    )
