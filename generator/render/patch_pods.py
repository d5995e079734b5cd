"""Parts of a patched pod that the API server refuses: sources of volumes and variables, words, placement, devices.

The rules are those of `validation.go` of core/v1. Names that are there twice it takes, but not from a server-side apply, as Flux
and Argo CD use it: they are the keys by which such lists merge.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.manifest.object_fields import items
from generator.source.format_error import FormatError
from generator.spec import devices, quantity
from generator.validate import addresses, amounts, names

POLICIES: Mapping[str, frozenset[str]] = {
    "imagePullPolicy": frozenset({"Always", "IfNotPresent", "Never"}),
    "terminationMessagePolicy": frozenset({"FallbackToLogsOnError", "File"}),
    "restartPolicy": frozenset({"Always", "Never", "OnFailure"}),
}
REFERENCES = (("secret", "secretName"), ("configMap", "name"), ("persistentVolumeClaim", "claimName"))
"""The sources of volumes that name another object, and their key for its name."""
NOT_OF_INIT = ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")
MEDIA = ("", "Memory", "HugePages")
EFFECTS = frozenset({"NoExecute", "NoSchedule", "PreferNoSchedule"})


def of_pod(pod: Mapping[str, Any]) -> Iterator[str]:
    """Yield facts about a pod's volumes, its place and its init containers."""
    for container in items(pod.get("initContainers")):
        for key in NOT_OF_INIT if container.get("restartPolicy") != "Always" else ():
            if container.get(key):
                yield f'container "{container.get("name")}": {key} is for containers that run on, not for those that end'
    for volume in items(pod.get("volumes")):
        yield from (f'volume "{volume.get("name")}": {fact}' for fact in _volume(volume))
    for key, check in PLACEMENT.items():
        for i, each in enumerate(items(pod.get(key))):
            yield from (f"{key}[{i}]: {fact}" for fact in check(each))
    for label, value in (pod.get("nodeSelector") or {}).items() if isinstance(pod.get("nodeSelector"), Mapping) else ():
        for error in (names.label_key(str(label)), names.label_value(str(value))):
            yield from _fact("nodeSelector", error)


def of_container(container: Mapping[str, Any]) -> Iterator[str]:
    """Yield facts about a container's words, variables, ports and devices."""
    for key, words in POLICIES.items():
        if container.get(key) is not None and container[key] not in words:
            yield f'{key} "{container[key]}" is not one of {", ".join(sorted(words))}'
    yield from _repeated(container.get("env"), "variable", "name")
    yield from _repeated(container.get("ports"), "port", "containerPort", "protocol")
    for variable in items(container.get("env")):
        yield from _variable(variable)
    resources = container.get("resources")
    if isinstance(resources, Mapping):
        yield from _devices(resources)


def _volume(volume: Mapping[str, Any]) -> Iterator[str]:
    sources = sorted(str(key) for key, value in volume.items() if key != "name" and value is not None)
    if len(sources) > 1:  # without any it becomes an emptyDir
        yield f"it has the sources {' and '.join(sources)}, and may have one"
    for source, key in REFERENCES:
        held = volume.get(source)
        if isinstance(held, Mapping):
            yield from _fact("", names.dns_subdomain(str(held.get(key) or "")))
    medium = volume["emptyDir"].get("medium") if isinstance(volume.get("emptyDir"), Mapping) else None
    if medium and medium not in MEDIA and not str(medium).startswith("HugePages-"):
        yield f'"{medium}" is not a medium: there is only Memory'


def _toleration(toleration: Mapping[str, Any]) -> Iterator[str]:
    operator, effect = toleration.get("operator") or "Equal", toleration.get("effect") or ""
    if operator not in {"Equal", "Exists"}:
        yield f'operator "{operator}" is not one of Equal, Exists'
    elif operator == "Exists" and toleration.get("value"):
        yield "operator Exists takes no value"
    elif operator == "Equal" and not toleration.get("key"):
        yield "without a key it needs operator Exists"
    if effect and effect not in EFFECTS:
        yield f'effect "{effect}" is not one of {", ".join(sorted(EFFECTS))}'
    if toleration.get("tolerationSeconds") is not None and effect != "NoExecute":
        yield "tolerationSeconds needs effect NoExecute"


def _spread(constraint: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(constraint.get("maxSkew"), int) or constraint["maxSkew"] < 1:
        yield f"maxSkew {constraint.get('maxSkew')} is less than 1"
    if constraint.get("whenUnsatisfiable") not in {"DoNotSchedule", "ScheduleAnyway"}:
        yield f'whenUnsatisfiable "{constraint.get("whenUnsatisfiable")}" is not one of DoNotSchedule, ScheduleAnyway'
    yield from _fact("topologyKey", names.label_key(str(constraint.get("topologyKey") or "")))


def _alias(alias: Mapping[str, Any]) -> Iterator[str]:
    yield from _fact("", addresses.ip_address(str(alias.get("ip") or "")))


PLACEMENT: Mapping[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "tolerations": _toleration,
    "topologySpreadConstraints": _spread,
    "hostAliases": _alias,
}


def _variable(variable: Mapping[str, Any]) -> Iterator[str]:
    source = variable.get("valueFrom")
    if not isinstance(source, Mapping):
        return
    sources = sorted(str(key) for key, value in source.items() if value is not None)
    if len(sources) > 1 or not (sources or variable.get("value")):
        yield f'"{variable.get("name")}" has {" and ".join(sources) or "no source"} in valueFrom, and needs one'
    field = source.get("fieldRef")
    if isinstance(field, Mapping):
        yield from _fact(f'"{variable.get("name")}"', names.pod_field(str(field.get("fieldPath") or "")))


def _devices(resources: Mapping[str, Any]) -> Iterator[str]:
    """Names of resources are built in or have a domain; devices are whole, and requested by their limit."""
    held = {key: resources[key] for key in ("requests", "limits") if isinstance(resources.get(key), Mapping)}
    for key, listed in held.items():
        for name, amount in listed.items():
            if name not in devices.BUILT_IN and not devices.is_countable(name):
                yield f'{key}: there is no resource "{name}"'
            elif devices.is_countable(name) and _is_quantity(amount) and (error := amounts.whole(str(amount))):
                yield f"{key}.{name}: {error.fact}"
    for name in held.get("requests", {}):
        if devices.is_countable(name) and name not in held.get("limits", {}):
            yield f"requests.{name} needs a limit of the same number"


def _is_quantity(amount: Any) -> bool:
    try:
        quantity.parse(str(amount))
    except ValueError:
        return False
    return True


def _repeated(listed: Any, what: str, *keys: str) -> Iterator[str]:
    seen = set()
    for item in items(listed):
        found = tuple(item.get(key) or ("TCP" if key == "protocol" else "") for key in keys)
        if found in seen:
            yield f'{what} "{found[0]}" is there twice'
        seen.add(found)


def _fact(what: str, error: FormatError | None) -> Iterator[str]:
    if error is not None:
        yield f"{what}: {error.fact}" if what else error.fact
