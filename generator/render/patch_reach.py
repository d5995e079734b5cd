"""What a patch must not reach: accounts, Secrets, volumes and files that are not the component's own.

Controllers act with rights of their own. Through an object that they obey, a patch could make them read, mount or hand out what the
component may not have itself, in other namespaces too.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.kubernetes import pod_templates
from generator.manifest.object_fields import items, value_at
from generator.render.patch_limits import Violation

ACCOUNT_TOKEN = "kubernetes.io/service-account-token"  # noqa: S105 - a type of Secrets
FILES = frozenset(
    {"bearerTokenFile", "caFile", "certFile", "keyFile", "credentialsFile", "passwordFile", "clientSecretFile"}
)
PROXIES = frozenset({"proxyUrl", "proxyFromEnvironment", "proxyConnectHeader"})
ADDRESS = "__address__"
COPIED = ("finalizers", "ownerReferences", "namespace", "generateName")
"""Metadata of a pod template that pods get, or would contradict their owner with."""


def violations(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Violation]:
    """Yield what an object reaches after a patch and did not reach before."""
    known = set(_found(kind, before))
    yield from (each for each in dict.fromkeys(_found(kind, after)) if each not in known)


def _found(kind: str, content: Mapping[str, Any]) -> Iterator[Violation]:
    if kind in OF_KIND:
        yield from OF_KIND[kind](content.get("spec") or {})
    for path, template in pod_templates.find(kind, content).items():
        where = ".".join(path)
        metadata = template.get("metadata") if isinstance(template, Mapping) else None
        for key in COPIED:
            if isinstance(metadata, Mapping) and metadata.get(key):
                yield Violation(subject=f"{where}.metadata.{key}", fact=f"{where}.metadata.{key} is fixed")
        for volume in items(value_at(template, ("spec", "volumes"))):
            yield from _ephemeral(volume)


def _copied(spec: Mapping[str, Any], what: str = "") -> Iterator[Violation]:
    """A claim may take its data from its own namespace."""
    if value_at(spec, ("dataSourceRef", "namespace")):
        path = "spec.dataSourceRef"
        yield Violation(subject=path, fact=f"{what}{path}.namespace copies the data of another namespace")


def _ephemeral(volume: Mapping[str, Any]) -> Iterator[Violation]:
    """A claim that is made with a pod must not bind to a volume of its choice; that of a claim of ours is fixed."""
    claim = value_at(volume, ("ephemeral", "volumeClaimTemplate", "spec"))
    what = f'volume "{volume.get("name")}": '
    for key in ("volumeName", "selector") if isinstance(claim, Mapping) else ():
        if claim.get(key):
            yield Violation(subject=f"spec.{key}", fact=f"{what}spec.{key} takes a volume that may be another's")
    yield from _copied(claim, what)


def _secret(spec: Mapping[str, Any]) -> Iterator[Violation]:
    """Kubernetes puts the token of an account into a Secret of this type, whoever wrote it."""
    if value_at(spec, ("target", "template", "type")) == ACCOUNT_TOKEN:
        path = "spec.target.template.type"
        yield Violation(
            subject=path, fact=f"{path}: a Secret of type {ACCOUNT_TOKEN} gets the token of any account that it names"
        )


def _scaled(spec: Mapping[str, Any]) -> Iterator[Violation]:
    """KEDA asks with its own identity, or with access that is set up for other namespaces."""
    for i, trigger in enumerate(items(spec.get("triggers"))):
        path = f"spec.triggers[{i}]"
        kind = value_at(trigger, ("authenticationRef", "kind"))
        if kind not in {None, "", "TriggerAuthentication"}:
            yield Violation(
                subject=path, fact=f"{path}.authenticationRef: {kind} gives access that is not this namespace's"
            )
        if str(value_at(trigger, ("metadata", "identityOwner")) or "").lower() == "operator":
            yield Violation(
                subject=path, fact=f"{path}.metadata.identityOwner: operator is the identity of KEDA itself"
            )


def _monitor(spec: Mapping[str, Any]) -> Iterator[Violation]:
    """Prometheus reads files with its own rights, and sends what it holds to the address that it scrapes."""
    for key in ("endpoints", "podMetricsEndpoints"):
        for i, endpoint in enumerate(items(spec.get(key))):
            path = f"spec.{key}[{i}]"
            for name in sorted(_keys(endpoint) & FILES):
                yield Violation(subject=path, fact=f"{path}: {name} is a file of Prometheus itself")
            for name in sorted(_keys(endpoint) & PROXIES):
                yield Violation(subject=path, fact=f"{path}: {name} sends what Prometheus asks elsewhere")
            if ADDRESS in json.dumps([each for each in _relabelings(endpoint) if _writes_labels(each)]):
                yield Violation(subject=path, fact=f"{path}: a relabeling of {ADDRESS} makes Prometheus ask elsewhere")


def _relabelings(endpoint: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for relabeling in items(endpoint.get("relabelings")):
        yield {key: relabeling.get(key) for key in ("targetLabel", "replacement", "action")}


def _writes_labels(relabeling: Mapping[str, Any]) -> bool:
    return str(relabeling.get("action") or "replace").lower() not in {"keep", "drop", "labelkeep", "labeldrop"}


def _keys(node: Any) -> frozenset[str]:
    """All keys in a value."""
    if isinstance(node, list):
        return frozenset().union(*map(_keys, node))
    if isinstance(node, Mapping):
        return frozenset(map(str, node)).union(*map(_keys, node.values()))
    return frozenset()


OF_KIND: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Violation]]] = {
    "ExternalSecret": _secret,
    "PersistentVolumeClaim": _copied,
    "PodMonitor": _monitor,
    "ScaledObject": _scaled,
    "ServiceMonitor": _monitor,
}
