"""Patches that do what a field does: a warning that names the field, or a refusal where the platform limits the field."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from generator.environment.environment import Policy
from generator.kubernetes import host_annotations, labels, pod_templates, services
from generator.manifest.object_fields import value_at
from generator.spec import glob

TYPES_OF_SERVICE = {name: chosen for chosen, name in services.TYPES.items()}


class Instead(NamedTuple):
    """A field that does what a patch does. `limit` is the key of the policy that forbids it, empty if none does."""

    path: str
    field: str
    limit: str = ""


class _Field(NamedTuple):
    """A key of a pod's spec, or of a Service's, and the field that sets it."""

    key: str
    field: str
    limit: str
    allows: Callable[[Policy, Any], bool]


def _anything(_policy: Policy, _value: Any) -> bool:
    return True


OF_POD: tuple[_Field, ...] = (
    _Field("tolerations", "machine", "", _anything),
    _Field("priorityClassName", "machine", "", _anything),
    _Field(
        "serviceAccountName",
        "serviceAccount: {name: ...}",
        "serviceAccounts",
        lambda policy, value: glob.matches_any(policy.service_accounts, str(value)),
    ),
    _Field("automountServiceAccountToken", "serviceAccount: {token: true}", "", _anything),
)
PLAIN: Mapping[str, str] = {
    **dict.fromkeys(("nodeSelector", "affinity", "runtimeClassName", "resourceClaims"), "machine"),
    "topologySpreadConstraints": "spread",
    "hostAliases": "hostAliases",
    "terminationGracePeriodSeconds": "shutdown",
    "securityContext": "security",
    "restartPolicy": "restart",
}
"""Other keys of a pod's spec, which no policy limits, and their fields."""
OF_POD += tuple(_Field(key, field, "", _anything) for key, field in PLAIN.items())


def _strategy(policy: Policy, value: Any) -> bool:
    recreates = isinstance(value, Mapping) and value.get("type") == "Recreate"
    return not recreates or policy.strategies is None or "recreate" in policy.strategies


OF_DEPLOYMENT: tuple[_Field, ...] = (_Field("strategy", "strategy", "strategies", _strategy),)
OF_SERVICE: tuple[_Field, ...] = (
    _Field(
        "type",
        "service: {type: ...}",
        "serviceTypes",
        lambda policy, value: TYPES_OF_SERVICE.get(str(value)) in policy.service_types,
    ),
    _Field("loadBalancerSourceRanges", "service: {sources: [...]}", "", _anything),
    _Field("externalTrafficPolicy", "service: {sources: [...]}", "", _anything),
    _Field("sessionAffinity", "service: {sessionAffinity: ...}", "", _anything),
    _Field("trafficDistribution", "service: {trafficDistribution: ...}", "", _anything),
)


class _Annotations(NamedTuple):
    """The field for the annotations of objects of a kind, and what the policy allows of them; None if anything."""

    field: str
    limit: str
    allowed: Callable[[Policy], tuple[str, ...] | None]


_ROUTE = _Annotations("expose: {annotations: ...}", "routeAnnotations", lambda policy: policy.route_annotations)
ANNOTATIONS: Mapping[str, _Annotations] = {
    "Service": _Annotations(
        "service: {annotations: ...}", "serviceAnnotations", lambda policy: policy.service_annotations
    ),
    "ServiceAccount": _Annotations("serviceAccount: {annotations: ...}", "", lambda _: None),
    "HTTPRoute": _ROUTE,
    "GRPCRoute": _ROUTE,
    "Ingress": _ROUTE,
}


def instead(policy: Policy, written: Mapping[str, Any], kind: str, before: Any, after: Any) -> Iterator[Instead]:
    """Yield the fields that do what a patch of an object does; `written` is the policy as the platform writes it.

    A limit that the platform does not write forbids nothing here: patches could do this before there was a field.
    """
    pairs = [(".".join((*path, "spec")), _spec(old), _spec(now)) for path, old, now in _pods(kind, before, after)]
    found = [(where, _with_account(old), _with_account(now), OF_POD) for where, old, now in pairs]
    if kind == "Deployment":
        found.append(("spec", _spec(before), _spec(after), OF_DEPLOYMENT))
    if kind == "Service":
        found.append(("spec", _spec(before), _spec(after), OF_SERVICE))
    for where, old, now, fields in found:
        for each in fields:
            if now.get(each.key) is not None and old.get(each.key) != now.get(each.key):
                is_limited = each.limit in written and not each.allows(policy, now[each.key])
                yield Instead(f"{where}.{each.key}", each.field, each.limit if is_limited else "")
    if kind in ANNOTATIONS:
        yield from _annotations(policy, ANNOTATIONS[kind], before, after)
        yield from _hosts(policy, before, after)


def _annotations(policy: Policy, rule: _Annotations, before: Any, after: Any) -> Iterator[Instead]:
    """Annotations that a patch sets; of Services, the field sets those of the main one alone."""
    has_field = before["kind"] != "Service" or labels.is_main(before)
    allowed = rule.allowed(policy)
    for key in _changed(before, after):
        is_limited = allowed is not None and not glob.matches_any(allowed, key)
        if is_limited or has_field:
            yield Instead(f'metadata.annotations["{key}"]', rule.field, rule.limit if is_limited else "")


def _hosts(policy: Policy, before: Any, after: Any) -> Iterator[Instead]:
    """Hosts beyond the policy, in annotations and in the certificates of an Ingress."""
    if policy.hosts is None:
        return
    for key, host in host_annotations.hosts(_changed(before, after)):
        if not host_annotations.is_allowed(policy.hosts, host):
            yield Instead(f'metadata.annotations["{key}"]', "expose: {host: ...}", "hosts")
    known = set(_certified(before))
    for host in _certified(after):
        if host not in known and not host_annotations.is_allowed(policy.hosts, host):
            yield Instead("spec.tls", "expose: {host: ...}", "hosts")


def _changed(before: Any, after: Any) -> Mapping[str, str]:
    old, now = (value_at(each, ("metadata", "annotations")) or {} for each in (before, after))
    return {key: value for key, value in now.items() if old.get(key) != value}


def _certified(ingress: Any) -> Iterator[str]:
    for each in value_at(ingress, ("spec", "tls")) or ():
        yield from map(str, each.get("hosts") or () if isinstance(each, Mapping) else ())


def _pods(kind: str, before: Any, after: Any) -> Iterator[tuple[pod_templates.Path, Any, Any]]:
    now = pod_templates.find(kind, after)
    yield from ((path, old, now[path]) for path, old in pod_templates.find(kind, before).items() if path in now)


def _with_account(pod: Mapping[str, Any]) -> Mapping[str, Any]:
    """A pod with the account that it runs under: `serviceAccount` is an older name, and without either it is `default`."""
    mounts = any(_mounts_token(volume) for volume in pod.get("volumes") or ())
    token = {"automountServiceAccountToken": True} if mounts else {}
    return {
        **pod,
        "automountServiceAccountToken": pod.get("automountServiceAccountToken", True),
        **token,
        "serviceAccountName": pod.get("serviceAccountName") or pod.get("serviceAccount") or "default",
    }


def _mounts_token(volume: Any) -> bool:
    projected = volume.get("projected") if isinstance(volume, Mapping) else None
    sources = projected.get("sources") if isinstance(projected, Mapping) else None
    return any(isinstance(each, Mapping) and "serviceAccountToken" in each for each in sources or ())


def _spec(node: Any) -> Mapping[str, Any]:
    spec = node.get("spec") if isinstance(node, Mapping) else None
    return spec if isinstance(spec, Mapping) else {}
