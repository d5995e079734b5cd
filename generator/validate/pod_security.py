"""Checks of the Pod Security Standard "restricted" on the spec of a pod template.

Rules from the Kubernetes documentation, "Pod Security Standards".
"""

from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
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


def shape(spec: Json) -> Iterator[str]:
    """Yield the fields of a pod spec whose type is wrong, which `check` would skip."""
    for key in (*CONTAINERS, "volumes"):
        items = spec.get(key, [])
        if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
            yield f"{key} is not a list of mappings"


def check(spec: Json) -> Iterator[str]:
    """Yield the violations of "restricted" in a pod spec."""
    pod_context = _mapping(spec.get("securityContext"))
    yield from _check_pod(spec, pod_context)
    for key in CONTAINERS:
        for container in _list(spec.get(key)):
            for fact in _check_container(container, pod_context):
                yield f'container "{container.get("name")}": {fact}'


def _check_pod(spec: Json, pod_context: Json) -> Iterator[str]:
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(key):
            yield f"{key} is not allowed"
    for volume in _list(spec.get("volumes")):
        for key in sorted(volume.keys() - VOLUMES):
            yield f'volume "{volume.get("name")}" of type {key} is not allowed'
    for sysctl in _list(pod_context.get("sysctls")):
        if str(sysctl.get("name")) not in SYSCTLS:
            yield f"sysctl {sysctl.get('name')} is not allowed"
    if pod_context.get("windowsOptions"):
        yield "windowsOptions are not allowed"


def _check_container(container: Json, pod_context: Json) -> Iterator[str]:
    context = _mapping(container.get("securityContext"))
    if context.get("privileged"):
        yield "privileged is not allowed"
    if context.get("allowPrivilegeEscalation") is not False:
        yield "allowPrivilegeEscalation: false is needed"
    if context.get("runAsNonRoot", pod_context.get("runAsNonRoot")) is not True:
        yield "runAsNonRoot: true is needed"
    if 0 in (context.get("runAsUser"), pod_context.get("runAsUser")):
        yield "runAsUser: 0 is not allowed"
    capabilities = _mapping(context.get("capabilities"))
    if "ALL" not in _items(capabilities.get("drop")):
        yield 'capabilities.drop: ["ALL"] is needed'
    if any(added != "NET_BIND_SERVICE" for added in _items(capabilities.get("add"))):
        yield "only the capability NET_BIND_SERVICE may be added"
    if str(_mapping(context.get("seccompProfile") or pod_context.get("seccompProfile")).get("type")) not in PROFILES:
        yield "seccompProfile RuntimeDefault is needed"
    if context.get("procMount", "Default") != "Default":
        yield "procMount is not allowed"
    if any(port.get("hostPort") for port in _list(container.get("ports"))):
        yield "hostPort is not allowed"


def _mapping(value: Any) -> Json:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Json]:
    return [item for item in _items(value) if isinstance(item, Mapping)]


def _items(value: Any) -> list[Any]:
    """The items of a list; none for other values, which `shape` reports."""
    return value if isinstance(value, list) else []
