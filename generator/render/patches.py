"""The escape hatch: RFC 6902 operations on a component's objects, and what they may not touch.

Applied last; then what keeps releases safe is compared with the object before: names, selectors, numbers of pods, weights, the
image, the position. Pod Security is judged again.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.manifest import shape
from generator.manifest.manifest import Manifest
from generator.manifest.shape import KubernetesObject
from generator.source import finding
from generator.source.finding import Finding, Path
from generator.spec import image, suggest
from generator.spec.component import Patch
from generator.spec.project import Target
from generator.validate import names, podsecurity, secrets

CODE = "patch"
MOST = 10_000
"""Values that one patch may copy within an object; Kubernetes takes none that comes near."""
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
SAME_PODS = "Rollout"
"""What stands for a Deployment where the engine is argo-rollouts: a team's patch of its pods is good for both."""
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


class Patched(NamedTuple):
    """The objects after the patches, and what was refused."""

    manifests: list[Manifest]
    findings: list[Finding]


def apply(target: Target, manifests: Sequence[Manifest]) -> Patched:
    """All patches of a target's component, in the order written."""
    held, findings = list(manifests), list[Finding]()
    for patch in target.component.patches:
        kinds = sorted({manifest.kind for manifest in held})
        kind = SAME_PODS if patch.kind == "Deployment" and SAME_PODS in kinds else patch.kind
        if kind not in kinds:
            fact = f'there is no {patch.kind} among the objects of "{target.name}"'
            findings.append(
                _found(target, ("patches", patch.index, "target", "kind"), fact, suggest.hint(patch.kind, kinds))
            )
        for i, manifest in enumerate(held):
            if manifest.kind == kind:
                held[i] = _one(target, patch, manifest, findings)
    return Patched(held, findings)


def _found(target: Target, path: Path, fact: str, hint: str) -> Finding:
    node, mark = finding.at(target.node, path, mark=target.key.mark)
    return Finding(node, mark, path, fact, hint, CODE)


def _one(target: Target, patch: Patch, manifest: Manifest, findings: list[Finding]) -> Manifest:
    import jsonpatch
    import jsonpointer

    changed: Any = copy.deepcopy(manifest.object)
    room = MOST
    for number, op in enumerate(patch.ops):
        try:
            if op["op"] == "copy":
                room -= _size(jsonpointer.resolve_pointer(changed, op["from"]), room)
                if room <= 0:
                    fact = f"more than {MOST} values are copied in {manifest.kind} {manifest.name}"
                    findings.append(_found(target, ("patches", patch.index, "ops", number), fact, "write less"))
                    return manifest
            changed = jsonpatch.apply_patch(changed, [copy.deepcopy(dict(op))], in_place=True)
        except (
            jsonpatch.JsonPatchException,
            jsonpointer.JsonPointerException,
            TypeError,
            KeyError,
            ValueError,
            IndexError,
        ):
            fact = f"does not apply to {manifest.kind} {manifest.name}: {_reason(changed, op)}"
            hint = "see the object with: tidegate render -e " + target.environment.name
            findings.append(_found(target, ("patches", patch.index, "ops", number), fact, hint))
            return manifest
    facts = list(dict.fromkeys(_broken(target, manifest.object, changed)))
    for fact in facts:
        hint = SECURE if fact.startswith("Pod Security") else LATER if fact.startswith(READY) else SAFE
        findings.append(_found(target, ("patches", patch.index), f"{manifest.kind} {manifest.name}: {fact}", hint))
    return manifest if facts else manifest._replace(made=shape.whole(changed))


def _size(value: Any, most: int) -> int:
    """How many values there are in one, counted no further than `most`: copies of copies grow without end."""
    count, todo = 0, [value]
    while todo and count < most:
        found = todo.pop()
        count += 1
        todo.extend(found.values() if isinstance(found, Mapping) else found if isinstance(found, list) else ())
    return count


def _reason(changed: Any, op: Mapping[str, Any]) -> str:
    """Why an operation does not apply, in words: how far its path leads, never the whole object."""
    keys = [op[key] for key in ("from", "path") if key in op and not (key == "path" and "from" in op)]
    for path in (*keys, op["path"]):
        at, way = changed, ""
        *above, last = str(path).split("/")[1:] or [""]
        for part in above if op["op"] == "add" or path != keys[0] else [*above, last]:
            name = part.replace("~1", "/").replace("~0", "~")
            here = at.get(name) if isinstance(at, Mapping) else at[int(name)] if _index(at, name) else None
            if here is None:
                return f'there is no "{way}/{part}"'
            at, way = here, f"{way}/{part}"
    if op["op"] == "test":
        return "the test does not hold"
    return f'"{op["path"]}" is no place in it'


def _index(at: Any, name: str) -> bool:
    return isinstance(at, list) and name.isascii() and name.isdigit() and int(name) < len(at)


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
    if isinstance(before.get("spec"), dict) and before["kind"] in podsecurity.POD_PATHS:
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
    spec, old = podsecurity.pod(after), podsecurity.pod(before)
    if spec is None or old is None or "containers" not in spec:
        yield "its pod is no pod any more"
        return
    if facts := list(podsecurity.shape(spec)):
        yield from facts
        return
    path = podsecurity.POD_PATHS[before["kind"]][:-1]
    if _own(_at(before, (*path, "metadata", "labels"))) != _own(_at(after, (*path, "metadata", "labels"))):
        yield "the pod's labels of the tool are fixed"
    mine = [container for container in spec["containers"] if container.get("name") == "main"]
    if len(mine) != 1 or mine[0].get("image") != old["containers"][0]["image"]:
        yield 'the container "main" and its image are fixed'
    yield from (f'Pod Security "restricted": {fact}' for fact in podsecurity.check(spec))
    yield from _images(target, spec)
    yield from _plain_secrets(old, spec)


def _plain_secrets(old: Mapping[str, Any], spec: Mapping[str, Any]) -> Iterator[str]:
    """Variables that a patch brings in with a value in the clear."""
    known = {str(variable.get("name")) for container in old["containers"] for variable in container.get("env", ())}
    for container in (c for key in podsecurity.CONTAINERS for c in spec.get(key) or () if isinstance(c, dict)):
        for variable in container.get("env") or ():
            name = str(variable.get("name")) if isinstance(variable, dict) else ""
            if name not in known and variable.get("value") and secrets.name_is_secret(name):
                yield f'container "{container.get("name")}": "{name}" holds a plain value where the name says secret'


def _images(target: Target, spec: Mapping[str, Any]) -> Iterator[str]:
    policy = target.environment.policy
    containers = [c for key in podsecurity.CONTAINERS for c in spec.get(key) or () if isinstance(c, dict)]
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
