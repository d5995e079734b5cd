"""Fields of a component that may give a value of its objects: guesses, which the caller tries.

Some are known from the field of the object. For all others the component is searched for a field with the value that the object
has now, as it is or as a duration.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.generation import container_candidates
from generator.generation.container_candidates import Candidate, Place
from generator.kubernetes import object_kinds, pod_templates
from generator.manifest.field_path import ABSENT, Steps
from generator.source import nodes
from generator.spec import duration

DURATIONS = frozenset({"timeout", "shutdown", "grace", "startWithin"})
"""Fields that are durations, where the object has seconds."""
OWN_ANNOTATIONS = {"HTTPRoute": "expose", "Ingress": "expose", "Service": "service", "ServiceAccount": "serviceAccount"}
PLAIN: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "replicas": (("scale",),),
    "minReplicas": (("scale", "min"),),
    "minReplicaCount": (("scale", "min"),),
    "maxReplicas": (("scale", "max"),),
    "maxReplicaCount": (("scale", "max"),),
    "averageUtilization": (("scale", "cpu"), ("scale", "memory")),
    "maxSurge": (("strategy", "surge"),),
    "maxUnavailable": (("strategy", "unavailable"),),
    "minReadySeconds": (("minReadySeconds",),),
    "terminationGracePeriodSeconds": (("shutdown",), ("shutdown", "grace")),
    "schedule": (("schedule",),),
    "timeZone": (("timeZone",),),
    "suspend": (("suspend",),),
    "concurrencyPolicy": (("concurrency",),),
    "successfulJobsHistoryLimit": (("history", "succeeded"),),
    "failedJobsHistoryLimit": (("history", "failed"),),
    "startingDeadlineSeconds": (("startWithin",),),
    "backoffLimit": (("retries",),),
    "activeDeadlineSeconds": (("timeout",),),
    "parallelism": (("parallelism",),),
    "completions": (("completions",),),
    "runAsUser": (("security", "runAsUser"),),
    "runAsGroup": (("security", "runAsGroup"),),
    "fsGroup": (("security", "fsGroup"),),
    "type": (("service", "type"),),
}
"""Fields by the last part of the object's path."""


def find(place: Place, component: nodes.Mapping) -> list[Candidate]:
    """Candidates, the likelier first; `component` is the merged one."""
    try:
        listed = [*_known(place)]
    except (AttributeError, KeyError, TypeError):  # what a person has written may have any shape
        listed = []
    listed += _traced(place, component)
    return [each for number, each in enumerate(listed) if each not in listed[:number]]


def _known(place: Place) -> Iterator[Candidate]:
    steps = _in_pod(place)
    match steps:
        case (*_, ("metadata" | "annotations" | "labels") as last):
            yield from _metadata(last, place)
        case (*_, "metadata", ("labels" | "annotations") as field, str(key)):
            yield from (Candidate((*owner, field, key), place.value) for owner in _owners(field, place))
        case ("spec", "containers" | "initContainers", (str(name),), *rest):
            yield from container_candidates.of_container(name, rest, place)
        case ("spec", "ports", tuple()):
            yield from container_candidates.of_port_item("port", place, (place.edited.get("spec") or {}).get("ports"))
        case ("spec", "ports", _, "port" | "targetPort" | "appProtocol" as field):
            yield from container_candidates.of_port(str(field), place)
        case ("spec", "hostnames", *_):
            hosts = (place.edited.get("spec") or {}).get("hostnames") or []
            yield from (Candidate(("expose", "host"), host) for host in hosts[:1])
        case _:
            pass
    yield from _plain(place)


def _plain(place: Place) -> Iterator[Candidate]:
    for path in PLAIN.get(str(place.steps[-1]), ()):
        value = place.value
        if isinstance(value, int) and path[-1] in DURATIONS:
            value = f"{value}s"
        yield Candidate(path, value.lower() if path == ("concurrency",) and isinstance(value, str) else value)


def _in_pod(place: Place) -> Steps:
    """The path inside of the pod template, or the whole one."""
    for prefix in pod_templates.find(place.kind, place.edited) if place.kind.lower() in object_kinds.TABLE else ():
        if place.steps[: len(prefix)] == prefix:
            return place.steps[len(prefix) :]
    return place.steps


def _metadata(last: Any, place: Place) -> Iterator[Candidate]:
    """All labels or annotations, where the object had none or has none any more."""
    value = place.after if place.before is ABSENT else place.before
    held = value if last == "metadata" else {last: value}
    for field in ("labels", "annotations"):
        keys = held.get(field) if isinstance(held, dict) else None
        if isinstance(keys, dict) and keys:
            value = keys if place.before is ABSENT else dict.fromkeys(keys)
            yield from (Candidate((*owner, field), value) for owner in _owners(field, place))


def _owners(field: str, place: Place) -> tuple[tuple[str, ...], ...]:
    """What has such labels or annotations: fields that are for the objects of a kind, and the component."""
    own = OWN_ANNOTATIONS.get(place.kind) if field == "annotations" else None
    return ((), (own,)) if own else ((),)


def _traced(place: Place, component: nodes.Mapping) -> Iterator[Candidate]:
    """Every field that has the value that the object had."""
    if place.before is ABSENT or place.after is ABSENT or isinstance(place.before, dict | list):
        return
    for path, leaf in _leaves(component, ()):
        if leaf.text == str(place.before) and not isinstance(place.before, bool):
            yield Candidate(path, place.after)
        elif isinstance(place.before, int) and isinstance(place.after, int) and _seconds(leaf.text) == place.before:
            yield Candidate(path, f"{place.after}s")


def _leaves(node: nodes.Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], nodes.Scalar]]:
    if isinstance(node, nodes.Scalar):
        yield path, node
    elif isinstance(node, nodes.Mapping):
        for key, entry in node.entries.items():
            yield from _leaves(entry.value, (*path, key))


def _seconds(text: str) -> int | None:
    try:
        return duration.parse(text)
    except ValueError:
        return None
