"""Kubernetes' Pod Security Standard "restricted", on the pod of a rendered object.

Rules from the Kubernetes documentation, "Pod Security Standards"; each yields the path in the object and the fact.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
POD_PATHS = {
    "Deployment": ("spec", "template", "spec"),
    "Rollout": ("spec", "template", "spec"),
    "Job": ("spec", "template", "spec"),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
}
CONTAINERS = ("initContainers", "containers", "ephemeralContainers")
VOLUMES = frozenset(
    {"name", "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
)
PROFILES = frozenset({"RuntimeDefault", "Localhost"})
SYSCTLS = frozenset({
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
})  # fmt: skip


def pod(found: Json) -> Json | None:
    """The pod's spec of a workload, None for other kinds or where it is gone."""
    node: Any = found
    for part in POD_PATHS.get(str(found.get("kind")), ("",)):
        node = node.get(part) if isinstance(node, Mapping) else None
    return node if isinstance(node, Mapping) else None


def shape(spec: Json) -> Iterator[str]:
    """Facts on a pod's spec whose parts are not what `check` can read."""
    for key in (*CONTAINERS, "volumes"):
        held = spec.get(key, [])
        if not isinstance(held, list) or not all(isinstance(item, Mapping) for item in held):
            yield f"{key} is no list of mappings any more"


def check(spec: Json) -> Iterator[str]:
    """Facts on a pod's spec that "restricted" refuses."""
    outer = _mapping(spec.get("securityContext"))
    yield from _whole(spec, outer)
    for key in CONTAINERS:
        for container in _list(spec.get(key)):
            for fact in _container(container, outer):
                yield f'container "{container.get("name")}": {fact}'


def _whole(spec: Json, outer: Json) -> Iterator[str]:
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(key):
            yield f"{key} is not allowed"
    for volume in _list(spec.get("volumes")):
        for key in sorted(volume.keys() - VOLUMES):
            yield f'volume "{volume.get("name")}" of type {key} is not allowed'
    for sysctl in _list(outer.get("sysctls")):
        if str(sysctl.get("name")) not in SYSCTLS:
            yield f"sysctl {sysctl.get('name')} is not allowed"
    if outer.get("windowsOptions"):
        yield "windowsOptions are not allowed"


def _container(container: Json, outer: Json) -> Iterator[str]:
    own = _mapping(container.get("securityContext"))
    if own.get("privileged"):
        yield "privileged is not allowed"
    if own.get("allowPrivilegeEscalation") is not False:
        yield "allowPrivilegeEscalation: false is needed"
    if own.get("runAsNonRoot", outer.get("runAsNonRoot")) is not True:
        yield "runAsNonRoot: true is needed"
    if 0 in (own.get("runAsUser"), outer.get("runAsUser")):
        yield "runAsUser: 0 is not allowed"
    capabilities = _mapping(own.get("capabilities"))
    if "ALL" not in _items(capabilities.get("drop")):
        yield 'capabilities.drop: ["ALL"] is needed'
    if any(added != "NET_BIND_SERVICE" for added in _items(capabilities.get("add"))):
        yield "only the capability NET_BIND_SERVICE may be added"
    if str(_mapping(own.get("seccompProfile") or outer.get("seccompProfile")).get("type")) not in PROFILES:
        yield "seccompProfile RuntimeDefault is needed"
    if own.get("procMount", "Default") != "Default":
        yield "procMount is not allowed"
    if any(port.get("hostPort") for port in _list(container.get("ports"))):
        yield "hostPort is not allowed"


def _mapping(value: Any) -> Json:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Json]:
    return [item for item in _items(value) if isinstance(item, Mapping)]


def _items(value: Any) -> list[Any]:
    """A list's items; of what is no list nothing, and `shape` says that."""
    return value if isinstance(value, list) else []
