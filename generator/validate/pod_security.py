"""Checks of the Pod Security Standards "baseline" and "restricted" on the spec of a pod template.

Rules from the Kubernetes documentation, "Pod Security Standards"; "restricted" has all of those of "baseline" and more.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.environment.environment import PodSecurity

Json = Mapping[str, Any]
CONTAINERS = ("initContainers", "containers", "ephemeralContainers")
VOLUMES = frozenset(
    {
        "name",
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
    }
)
"""The types that "restricted" allows; `image` since Kubernetes 1.33 (kubernetes#130394)."""
PROFILES = frozenset({"RuntimeDefault", "Localhost"})
SYSCTLS = frozenset({
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
})  # fmt: skip
CAPABILITIES = frozenset({
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID",
    "SETPCAP", "SETUID", "SYS_CHROOT",
})  # fmt: skip
SELINUX_TYPES = frozenset({"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"})
APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def shape(spec: Json) -> Iterator[str]:
    """Yield the fields of a pod spec whose type is wrong, which `check` would skip."""
    for key in (*CONTAINERS, "volumes"):
        items = spec.get(key, [])
        if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
            yield f"{key} is not a list of mappings"


def check(spec: Json, standard: PodSecurity = "restricted", annotations: Any = None) -> Iterator[str]:
    """Yield the violations of a standard in a pod spec; `annotations` are those of the pod."""
    pod_context = _mapping(spec.get("securityContext"))
    yield from _check_pod(spec, pod_context, standard)
    for name, profile in _mapping(annotations).items():
        if name.startswith(APPARMOR) and profile != "runtime/default" and not str(profile).startswith("localhost/"):
            yield f"AppArmor profile {profile} is not allowed"
    for key in CONTAINERS:
        for container in _list(spec.get(key)):
            for fact in _check_container(container, pod_context, standard):
                yield f'container "{container.get("name")}": {fact}'


def _check_pod(spec: Json, pod_context: Json, standard: PodSecurity) -> Iterator[str]:
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(key):
            yield f"{key} is not allowed"
    for volume in _list(spec.get("volumes")):
        for key in sorted(volume.keys() - VOLUMES):
            if standard == "restricted" or key == "hostPath":
                yield f'volume "{volume.get("name")}" of type {key} is not allowed'
    for sysctl in _list(pod_context.get("sysctls")):
        if str(sysctl.get("name")) not in SYSCTLS:
            yield f"sysctl {sysctl.get('name')} is not allowed"
    yield from _check_isolation(pod_context)


def _check_isolation(context: Json) -> Iterator[str]:
    """The controls that both standards have for a pod and for each of its containers."""
    if context.get("windowsOptions"):
        yield "windowsOptions are not allowed"
    if str(_mapping(context.get("appArmorProfile")).get("type", "RuntimeDefault")) not in PROFILES:
        yield "an AppArmor profile other than RuntimeDefault and Localhost is not allowed"
    selinux = _mapping(context.get("seLinuxOptions"))
    if str(selinux.get("type", "")) not in SELINUX_TYPES:
        yield f"SELinux type {selinux['type']} is not allowed"
    if selinux.get("user") or selinux.get("role"):
        yield "user and role of SELinux are not allowed"
    if _mapping(context.get("seccompProfile")).get("type") == "Unconfined":
        yield "seccompProfile RuntimeDefault is needed"


def _check_container(container: Json, pod_context: Json, standard: PodSecurity) -> Iterator[str]:
    context = _mapping(container.get("securityContext"))
    if context.get("privileged"):
        yield "privileged is not allowed"
    yield from _check_isolation(context)
    if standard == "restricted":
        yield from _check_restricted(context, pod_context)
    else:
        for added in _items(_mapping(context.get("capabilities")).get("add")):
            if added not in CAPABILITIES:
                yield f"the capability {added} may not be added"
    if context.get("procMount", "Default") != "Default":
        yield "procMount is not allowed"
    if any(port.get("hostPort") for port in _list(container.get("ports"))):
        yield "hostPort is not allowed"
    if any(_names_host(handler) for handler in _handlers(container)):
        yield "host in a probe or lifecycle hook is not allowed"


def _check_restricted(context: Json, pod_context: Json) -> Iterator[str]:
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
    profile = _mapping(context.get("seccompProfile") or pod_context.get("seccompProfile"))
    if str(profile.get("type")) not in PROFILES | {"Unconfined"}:  # Unconfined is reported for every standard
        yield "seccompProfile RuntimeDefault is needed"


def _handlers(container: Json) -> Iterator[Json]:
    yield from (_mapping(container.get(probe)) for probe in PROBES)
    yield from (_mapping(hook) for hook in _mapping(container.get("lifecycle")).values())


def _names_host(handler: Json) -> bool:
    """Whether a handler asks another host: the kubelet would be used to reach it (a control since 1.34)."""
    return any(_mapping(handler.get(way)).get("host") for way in ("httpGet", "tcpSocket"))


def _mapping(value: Any) -> Json:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Json]:
    return [item for item in _items(value) if isinstance(item, Mapping)]


def _items(value: Any) -> list[Any]:
    """The items of a list; none for other values, which `shape` reports."""
    return value if isinstance(value, list) else []
