"""How many pods a workload has, and whether requests reach them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from generator.kubernetes import labels, object_kinds
from generator.kubernetes.effects.common import number
from generator.kubernetes.effects.rule import Pair, Revision
from generator.manifest.object_fields import items, value_at
from generator.manifest.object_template import KubernetesObject
from generator.spec import naming

ROUTES = ("HTTPRoute", "GRPCRoute")
"""The kinds of routes of Gateway API, which share traffic out."""
TRAFFIC = {**dict.fromkeys(ROUTES, "gateway-api"), "Ingress": "ingress"}
"""The `traffic` that makes each kind of route."""


class Bounds(NamedTuple):
    """The fields of an autoscaler's `spec` for the least and the greatest number of pods, and their defaults.

    The greatest has none (None) where the API server needs it.
    """

    least: str
    least_default: int
    most: str
    most_default: int | None


HPA = Bounds("minReplicas", 1, "maxReplicas", None)
KEDA = Bounds("minReplicaCount", 0, "maxReplicaCount", 100)
"""The defaults of https://keda.sh/docs/latest/reference/scaledobject-spec/."""
AUTOSCALERS = {"HorizontalPodAutoscaler": HPA, "ScaledObject": KEDA}


def kinds() -> tuple[str, ...]:
    """The kinds whose pods run until they are replaced."""
    return tuple(row.kind for row in object_kinds.TABLE.values() if row.workload is not None)


def tasks() -> tuple[str, ...]:
    """The kinds whose pods end."""
    return tuple(row.kind for row in object_kinds.TABLE.values() if row.run_pods is not None and not row.lasting)


def pods(revision: Revision, workload: Mapping[str, Any]) -> int:
    """The least number of pods of a workload, at least 1: as its autoscaler says, or itself."""
    least = revision.once(_minimums).get((workload.get("kind"), value_at(workload, ("metadata", "name"))))
    return max(number(value_at(workload, ("spec", "replicas")), 1) if least is None else least, 1)


def _minimums(revision: Revision) -> dict[tuple[Any, Any], int]:
    found: dict[tuple[Any, Any], int] = {}
    for each in revision.of_kind(*AUTOSCALERS):
        found.setdefault(scaled(each), bounds(each)[0])
    return found


def scaled(autoscaler: Mapping[str, Any]) -> tuple[str, str]:
    """The kind and name of the workload that an autoscaler scales."""
    kind, name = (value_at(autoscaler, ("spec", "scaleTargetRef", key)) for key in ("kind", "name"))
    return str(kind or "Deployment"), str(name)


def bounds(autoscaler: Mapping[str, Any]) -> tuple[int, int]:
    """The least and the greatest number of pods that an autoscaler allows."""
    fields = AUTOSCALERS[autoscaler["kind"]]
    least = number(value_at(autoscaler, ("spec", fields.least)), fields.least_default)
    default = least if fields.most_default is None else fields.most_default
    return least, number(value_at(autoscaler, ("spec", fields.most)), default)


def workloads(revision: Revision, service: Mapping[str, Any]) -> list[KubernetesObject]:
    """The workloads to whose pods a Service leads."""
    selector = value_at(service, ("spec", "selector"))
    if not isinstance(selector, Mapping) or not selector:
        return []
    known = revision.once(_workloads_by_label)
    some = min((known.get(pair, []) for pair in _pairs(selector)), key=len)
    return [each for each in some if _has(_labels(each), selector)]


def services(revision: Revision, workload: Mapping[str, Any]) -> list[KubernetesObject]:
    """The Services that lead to the pods of a workload."""
    known, found = revision.once(_services_by_label), _labels(workload)
    some = (service for pair in _pairs(found) for service in known.get(pair, ()))
    return [each for each in some if _has(found, value_at(each, ("spec", "selector")))]


def counterpart(workload: Mapping[str, Any], own: Revision, other: Revision) -> str:
    """The kind and name of a workload of the same component that only the other revision has, a slot beside a slot aside."""
    name, slot = (value_at(workload, ("metadata", "labels", label)) for label in (labels.NAME, labels.SLOT))
    for kind, candidate, its_slot in other.once(_by_component).get(str(name), ()):
        if name and own.find(kind, candidate) is None and not (slot and its_slot):
            return f"{kind} {candidate}"
    return ""


def _by_component(revision: Revision) -> dict[str, list[tuple[str, str, Any]]]:
    """The kind, name and slot of the workloads and tasks of each component."""
    found: dict[str, list[tuple[str, str, Any]]] = {}
    for each in revision.of_kind(*kinds(), *tasks()):
        name, slot = (value_at(each, ("metadata", "labels", label)) for label in (labels.NAME, labels.SLOT))
        found.setdefault(str(name), []).append((each["kind"], str(value_at(each, ("metadata", "name"))), slot))
    return found


def _workloads_by_label(revision: Revision) -> dict[tuple[str, str], list[KubernetesObject]]:
    found: dict[tuple[str, str], list[KubernetesObject]] = {}
    for workload in revision.of_kind(*kinds()):
        for pair in _pairs(_labels(workload)):
            found.setdefault(pair, []).append(workload)
    return found


def _services_by_label(revision: Revision) -> dict[tuple[str, str], list[KubernetesObject]]:
    """By the first label of the selector."""
    found: dict[tuple[str, str], list[KubernetesObject]] = {}
    for service in revision.of_kind("Service"):
        selector = value_at(service, ("spec", "selector"))
        if isinstance(selector, Mapping) and selector:
            found.setdefault(_pairs(selector)[0], []).append(service)
    return found


def _labels(workload: Mapping[str, Any]) -> Mapping[str, Any]:
    kind = object_kinds.workload(workload)
    found = value_at(workload, (*kind.labelled, "metadata", "labels"))
    return {**(found if isinstance(found, Mapping) else {}), **kind.more_labels}


def _pairs(labels_of: Mapping[str, Any]) -> list[tuple[str, str]]:
    return sorted((str(key), str(value)) for key, value in labels_of.items())


def _has(found: Mapping[str, Any], selector: Mapping[str, Any]) -> bool:
    return all(found.get(key) == value for key, value in selector.items())


def has_traffic(pair: Pair) -> bool:
    """Whether requests reach the pods of a workload, before or after: a slot that nobody asks has none."""
    found = _labels(pair.after or pair.before)
    slot = found.get(labels.SLOT)
    if not slot:
        return True
    base = str(found.get(labels.NAME))
    return any(_is_asked(revision, base, str(slot)) for revision in (pair.old, pair.new))


def _is_asked(revision: Revision, base: str, slot: str) -> bool:
    main = revision.find("Service", base)
    if main is None or value_at(main, ("spec", "selector", labels.SLOT)) in {slot, None}:
        return True
    return has_share(revision, naming.slot(base, slot))


def has_share(revision: Revision, service: str) -> bool:
    """Whether a route sends requests to a Service."""
    return service in revision.once(_asked)


def _asked(revision: Revision) -> set[str]:
    found = set()
    for route in revision.of_kind(*ROUTES):
        for rule in items(route, "spec", "rules"):
            for backend in items(rule, "backendRefs"):
                if number(backend.get("weight"), 1) > 0:
                    found.add(str(backend.get("name")))
    return found


def ports(workload: Mapping[str, Any]) -> set[str | int]:
    """The names and numbers of the ports of a workload's pods."""
    found: set[str | int] = set()
    for container in items(workload, *object_kinds.workload(workload).answering, "spec", "containers"):
        for port in items(container, "ports"):
            found |= {each for each in (port.get("name"), port.get("containerPort")) if isinstance(each, (str, int))}
    return found
