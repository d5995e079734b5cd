"""Values in patched objects that match the schema but that the API server refuses: quantities, ports, times, and names used twice.

The schemas say little about values: a quantity is any text there, and a port any number. The rules are those of `validation.go` of
core/v1, apps/v1 and networking/v1.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.render import patch_mounts, patch_pods
from generator.spec import devices, quantity
from generator.validate import names

AMOUNTS = frozenset({"requests", "limits"})
QUANTITIES = frozenset({"sizeLimit", "averageValue", "divisor"})
PORTS = frozenset({"containerPort", "nodePort", "targetPort", "port", "number"})
POSITIVE = frozenset({
    "periodSeconds", "timeoutSeconds", "failureThreshold", "successThreshold", "activeDeadlineSeconds", "progressDeadlineSeconds",
    "parallelism", "completions",
})  # fmt: skip
NOT_NEGATIVE = frozenset({
    "initialDelaySeconds", "minReadySeconds", "terminationGracePeriodSeconds", "backoffLimit", "revisionHistoryLimit",
    "ttlSecondsAfterFinished", "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit", "seconds",
})  # fmt: skip
MAX_PORT = 65535
PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")
UNIQUE: Mapping[str, tuple[str, ...]] = {
    "volumes": ("name",),
    "volumeMounts": ("mountPath",),
    "imagePullSecrets": ("name",),
    "hostAliases": ("ip",),
}
"""Lists in a pod, with what may be in each only once."""


def violations(node: Any, where: str = "", claims: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Yield path and fact of each value that the API server would refuse, wherever it is in an object.

    `claims` are volumes that a StatefulSet gives to its pods.
    """
    if isinstance(node, list):
        for i, item in enumerate(node):
            yield from violations(item, f"{where}[{i}]", claims)
        return
    templates = node.get("volumeClaimTemplates") if isinstance(node, Mapping) else None
    for template in templates if isinstance(templates, list) else ():
        metadata = template.get("metadata") if isinstance(template, Mapping) else None
        claims |= {str(metadata.get("name"))} if isinstance(metadata, Mapping) else set()
    for key, value in node.items() if isinstance(node, Mapping) else ():
        path = f"{where}.{key}" if where else str(key)
        if key in {"annotations", "labels", "matchLabels", "data"}:
            continue
        yield from ((path, fact) for fact in _value(key, value))
        yield from _twice(key, value, path)
        yield from violations(value, path, claims)
    if isinstance(node, Mapping) and isinstance(node.get("containers"), list):
        yield from _containers(node, where, claims)
    if isinstance(node, Mapping) and isinstance(node.get("template"), Mapping) and "podFailurePolicy" in node:
        yield from _restart(node["template"].get("spec"), where)


def _restart(pod: Any, where: str) -> Iterator[tuple[str, str]]:
    """The exit codes of a Job's podFailurePolicy are only seen of containers that are not restarted."""
    policy = pod.get("restartPolicy") if isinstance(pod, Mapping) else None
    if policy not in {None, "Never"}:
        yield where, f"restartPolicy {policy} does not go with podFailurePolicy, which needs Never"


def _value(key: str, value: Any) -> Iterator[str]:
    if key in AMOUNTS and isinstance(value, Mapping):
        for name, amount in value.items():
            yield from _quantity(amount, f'"{name}": ')
    elif key in AMOUNTS and value is not None:
        yield "it is not a mapping"
    elif key in QUANTITIES and not isinstance(value, Mapping):
        yield from _quantity(value, "")
    elif key in PORTS and isinstance(value, int) and not isinstance(value, bool) and not 1 <= value <= MAX_PORT:
        yield f"{value} is not within 1 to {MAX_PORT}"
    elif key in POSITIVE | NOT_NEGATIVE and isinstance(value, int) and value < (1 if key in POSITIVE else 0):
        yield f"{value} is less than {1 if key in POSITIVE else 0}"


def _quantity(value: Any, what: str) -> Iterator[str]:
    try:
        if quantity.parse(str(value)) < 0:
            yield f"{what}{value}: less than 0"
    except ValueError as error:
        yield f"{what}{error}" if what else str(error)


def _twice(key: str, value: Any, path: str) -> Iterator[tuple[str, str]]:
    fields = UNIQUE.get(key)
    if fields is not None and isinstance(value, list):
        yield from _repeated(value, fields, path)
    if key == "ports" and isinstance(value, list):
        yield from _repeated(
            [each for each in value if isinstance(each, Mapping) and each.get("name")], ("name",), path
        )
        yield from _repeated(
            [each for each in value if isinstance(each, Mapping) and "port" in each], ("port", "protocol"), path
        )


def _repeated(items: list[Any], fields: tuple[str, ...], path: str) -> Iterator[tuple[str, str]]:
    seen = set()
    for item in items:
        found = tuple(str(item.get(field)) for field in fields) if isinstance(item, Mapping) else ()
        if found and found in seen:
            yield path, f'{fields[0]} "{found[0]}" is there twice'
        seen.add(found)


def _containers(pod: Mapping[str, Any], where: str, claims: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Names of containers are DNS labels and unique in the pod, and they mount its volumes."""
    parts = [
        each for key in ("initContainers", "containers") for each in pod.get(key) or () if isinstance(each, Mapping)
    ]
    yield from _repeated(parts, ("name",), where)
    for each in pod.get("volumes") or ():
        if isinstance(each, Mapping) and (error := names.dns_label(str(each.get("name")))):
            yield where, f"volume: {error.fact}"
    yield from ((where, fact) for fact in patch_pods.of_pod(pod))
    for part in parts:
        if error := names.dns_label(str(part.get("name"))):
            yield where, f"container: {error.fact}"
        facts = (*_container(part), *patch_pods.of_container(part))
        yield from ((where, f'container "{part.get("name")}": {fact}') for fact in facts)
        mounts = patch_mounts.violations(pod, part, claims)
        yield from ((where, f'container "{part.get("name")}" {fact}') for fact in mounts)


def _container(container: Mapping[str, Any]) -> Iterator[str]:
    """A probe asks in one way, a variable has a valid name and one source, and no request is more than its limit."""
    yield from _port_names(container)
    for key in PROBES:
        probe = container.get(key)
        if isinstance(probe, Mapping):
            ways = [each for each in HANDLERS if each in probe]
            if len(ways) != 1:
                yield f"{key} asks by {' and '.join(ways) or 'none of exec, httpGet, tcpSocket, grpc'}, not in one way"
            if key != "readinessProbe" and probe.get("successThreshold", 1) != 1:
                yield f"{key}.successThreshold {probe['successThreshold']} is not 1"
    yield from _variables(container)
    resources = container.get("resources")
    if isinstance(resources, Mapping):
        yield from _limits(resources.get("requests"), resources.get("limits"))


def _port_names(container: Mapping[str, Any]) -> Iterator[str]:
    for port in container.get("ports") or ():
        name = port.get("name") if isinstance(port, Mapping) else None
        if name is not None and (error := names.port_name(str(name))):
            yield error.fact


def _variables(container: Mapping[str, Any]) -> Iterator[str]:
    for variable in (each for each in container.get("env") or () if isinstance(each, Mapping)):
        if "=" in (name := str(variable.get("name") or "=")):
            yield f'"{name}" is not a name for an environment variable'
        if variable.get("value") and "valueFrom" in variable:
            yield f'"{name}" has both value and valueFrom'


def _limits(requests: Any, limits: Any) -> Iterator[str]:
    for name in (
        sorted(requests.keys() & limits.keys()) if isinstance(requests, Mapping) and isinstance(limits, Mapping) else ()
    ):
        try:
            low, high = quantity.parse(str(requests[name])), quantity.parse(str(limits[name]))
        except ValueError:
            continue  # reported above
        if low > high:
            yield f"requests.{name} {requests[name]} is more than limits.{name} {limits[name]}"
        elif low != high and devices.is_countable(name):
            what = "huge pages" if name.startswith(devices.HUGE_PAGES) else "devices"
            yield f"requests.{name} {requests[name]} is not limits.{name} {limits[name]}, as it has to be for {what}"
