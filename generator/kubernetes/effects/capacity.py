"""How many pods a workload has, whether requests reach them, and how many are missing while they are replaced."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from generator.kubernetes import labels, object_kinds
from generator.kubernetes.effects.common import number
from generator.kubernetes.effects.rule import Pair, Revision
from generator.manifest.object_fields import items, value_at
from generator.manifest.object_template import KubernetesObject
from generator.spec import naming

GROUPS = "LeaderWorkerSet"
"""The kind whose replicas are groups of pods."""
NOTEBOOK = "Notebook"
"""The kind whose pod has the labels of its object."""
KINDS = ("Deployment", GROUPS, NOTEBOOK, "Rollout", "StatefulSet")
"""The kinds whose pods run until they are replaced."""
GROUP = ("spec", "leaderWorkerTemplate")
ROLLING_GROUPS = ("spec", "rolloutStrategy", "rollingUpdateConfiguration")
LEADERS = {"leaderworkerset.sigs.k8s.io/worker-index": "0"}
"""The label that the operator of groups gives to their leaders."""
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
QUARTER = "25%"
"""The surge and the missing pods of a Deployment or Rollout that names none."""


class Batch(NamedTuple):
    """Of `pods` pods, `surge` start beside the old ones and `missing` may be gone at a time."""

    pods: int
    surge: int
    missing: int


def tasks() -> tuple[str, ...]:
    """The kinds whose pods end."""
    return tuple(row.kind for row in object_kinds.TABLE.values() if row.run_pods is not None and not row.lasting)


def pods(revision: Revision, workload: Mapping[str, Any]) -> int:
    """The least number of pods of a workload, at least 1: as its autoscaler says, or itself."""
    least = revision.once(_minimums).get((workload.get("kind"), value_at(workload, ("metadata", "name"))))
    return max(number(value_at(workload, ("spec", "replicas")), 1) if least is None else least, 1)


def group_size(workload: Mapping[str, Any]) -> int:
    """How many pods a replica of a workload is."""
    return max(number(value_at(workload, (*GROUP, "size")), 1), 1)


def pods_of_template(workload: Mapping[str, Any], path: tuple[str, ...]) -> int:
    """How many pods of a replica are made of the template at a path: in a group one of that of leaders, if there is one."""
    if path[:-1] != GROUP:
        return 1
    others = group_size(workload) - 1
    return 1 if path[-1] == "leaderTemplate" else others + ("leaderTemplate" not in value_at(workload, GROUP))


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


def rolling(settings: Any, count: int) -> Batch:
    """What a rolling update of a Deployment or Rollout does with a number of pods."""
    surge, missing = (value_at(settings, (key,)) for key in ("maxSurge", "maxUnavailable"))
    return batch(count, QUARTER if surge is None else surge, QUARTER if missing is None else missing)


def stateful(settings: Any, count: int) -> Batch:
    """What a rolling update of a StatefulSet does: a share is rounded down, to one pod at least.

    So does `getStatefulSetMaxUnavailable` of the controller, though the API reference says "rounding up":
    https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/statefulset/stateful_set_utils.go
    """
    missing = value_at(settings, ("maxUnavailable",))
    return Batch(count, 0, max(share(missing, count, up=False), 1))


def groups(settings: Any, count: int) -> Batch:
    """What a rolling update of groups does: by default one of them is missing, without a surge."""
    surge, missing = (value_at(settings, (key,)) for key in ("maxSurge", "maxUnavailable"))
    return batch(count, 0 if surge is None else surge, 1 if missing is None else missing)


def batch(count: int, surge: Any, missing: Any) -> Batch:
    """What a rolling update does with a number of pods (`ResolveFenceposts`): a surge is rounded up, the rest down."""
    more, fewer = share(surge, count, up=True), share(missing, count, up=False)
    return Batch(count, more, 1 if more == 0 and fewer == 0 else fewer)


def share(value: Any, count: int, *, up: bool) -> int:
    """A number of pods, or a percentage of `count` of them, rounded up or down; 0 if it is neither."""
    if isinstance(value, str) and value.endswith("%") and value[:-1].isdecimal():
        part = int(value[:-1]) * count
        return -(-part // 100) if up else part // 100
    return number(value)


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
    for each in revision.of_kind(*KINDS, *tasks()):
        name, slot = (value_at(each, ("metadata", "labels", label)) for label in (labels.NAME, labels.SLOT))
        found.setdefault(str(name), []).append((each["kind"], str(value_at(each, ("metadata", "name"))), slot))
    return found


def _workloads_by_label(revision: Revision) -> dict[tuple[str, str], list[KubernetesObject]]:
    found: dict[tuple[str, str], list[KubernetesObject]] = {}
    for workload in revision.of_kind(*KINDS):
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
    template = () if workload.get("kind") == NOTEBOOK else answering(workload)
    found = value_at(workload, (*template, "metadata", "labels"))
    held = found if isinstance(found, Mapping) else {}
    return {**held, **LEADERS} if workload.get("kind") == GROUPS else held


def answering(workload: Mapping[str, Any]) -> tuple[str, ...]:
    """The path of the template of the pods that answer requests."""
    return (*GROUP, "leaderTemplate") if workload.get("kind") == GROUPS else ("spec", "template")


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
    for container in items(workload, *answering(workload), "spec", "containers"):
        for port in items(container, "ports"):
            found |= {each for each in (port.get("name"), port.get("containerPort")) if isinstance(each, (str, int))}
    return found
