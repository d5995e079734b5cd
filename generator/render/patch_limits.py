"""What a patch must not widen or take away: who may reach the pods, how many may be evicted, probes, and where pods run.

Others depend on these: releases on probes, those who run the cluster on budgets and nodes, other teams on network policies.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.manifest.object_fields import items, value_at

METADATA = ("ownerReferences", "finalizers", "deletionGracePeriodSeconds", "generateName")
"""Fields of any object's metadata that controllers and the GitOps tool act on."""
POD = ("nodeName", "schedulerName", "priority", "overhead", "readinessGates", "hostUsers", "schedulingGates")
"""Fields of a pod that put it on a node past the scheduler or its queue, decide when it is ready, or share the node's users."""
PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
CONTAINERS = ("initContainers", "containers")
JUDGES: Mapping[str, Sequence[tuple[str, ...]]] = {
    "AnalysisTemplate": [("metrics",)],
    "Canary": [("analysis", "metrics"), ("analysis", "webhooks")],
}
"""Kinds by which new versions are judged, with their lists of what judges, below `spec`."""
PER_CENT = 100


class Violation(NamedTuple):
    """What a patch must not do: `subject` is the field, or the container, that it concerns."""

    subject: str
    fact: str


def metadata(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Violation]:
    """Yield the fields of the metadata that a patch changes although something else acts on them."""
    for key in METADATA:
        if before["metadata"].get(key) != after["metadata"].get(key):
            yield Violation(subject=f"metadata.{key}", fact=f"metadata.{key} is fixed")


def pod(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Violation]:
    """Yield what a patch changes of the place of a pod, and the probes that it takes away; both are specs of pods."""
    yield from (Violation(subject=key, fact=f"{key} is fixed") for key in POD if before.get(key) != after.get(key))
    kept = {(key, each.get("name")): each for key in CONTAINERS for each in _containers(after, key)}
    for key in CONTAINERS:
        for container in _containers(before, key):
            name = str(container.get("name"))
            now = kept.get((key, name), container)
            for probe in PROBES:
                if probe in container and not now.get(probe):
                    yield Violation(subject=name, fact=f'the {probe} of container "{name}" is taken away')
            yield from _reachable(name, container, now)
    yield from _end(before, after)


def _reachable(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Violation]:
    """Services find a container's ports by name or number."""
    ports = list(after.get("ports") or ())
    for port in before.get("ports") or ():
        if port not in ports:
            fact = f'port {port.get("containerPort")} of container "{name}" is changed or taken away'
            yield Violation(subject=name, fact=fact)


def _end(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Violation]:
    """A pod that ends at once loses the requests that still reach it while its endpoints go."""
    now = {each.get("name"): each for each in _containers(after, "containers")}
    for container in _containers(before, "containers"):
        name, sleep = str(container.get("name")), _sleep(container)
        kept = _sleep(now.get(container.get("name"), container))
        grace = after.get("terminationGracePeriodSeconds")
        if sleep and not kept:
            yield Violation(
                subject=name, fact=f'the preStop of container "{name}" is taken away, in which its endpoints drain'
            )
        elif kept and isinstance(grace, int) and grace <= kept:
            fact = f"terminationGracePeriodSeconds {grace} is not more than the {kept} seconds of preStop"
            yield Violation(subject="terminationGracePeriodSeconds", fact=fact)


def _sleep(container: Mapping[str, Any]) -> int:
    """The seconds that a container's `preStop` sleeps; 1 for another hook, 0 for none."""
    hook = (container.get("lifecycle") or {}).get("preStop") or {}
    seconds = (hook.get("sleep") or {}).get("seconds", 1) if hook else 0
    return seconds if isinstance(seconds, int) else 1


def _containers(pod: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    return list(pod.get(key) or ())


def widened(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Yield how a patch lets more in or out, or more pods be evicted; specs of objects of a kind."""
    if kind == "NetworkPolicy":
        yield from _network(before, after)
    if kind == "PodDisruptionBudget" and _evictable(after) > _evictable(before):
        yield "it lets more pods be evicted at once"
    if kind in JUDGES:
        yield from _judged_less(JUDGES[kind], before, after)


def _judged_less(
    lists: Sequence[tuple[str, ...]], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[str]:
    """What judges a new version may be added to, by metrics and webhooks of the team's own."""
    for path in lists:
        now = value_at(after, path)
        for each in value_at(before, path) or ():
            if not isinstance(now, list) or each not in now:
                yield f'{path[-1]} "{each["name"]}", which judges new versions, is changed or taken away'


def ports(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ports of a Service that a patch changes or takes away: routes and callers name them. Where they lead may change."""
    if kind != "Service":
        return
    now = (after.get("spec") or {}).get("ports")
    kept = [_port(each) for each in items(now)]
    for port in (before.get("spec") or {}).get("ports") or ():
        if _port(port) not in kept:
            yield f"port {port.get('port')} is changed or taken away"


def _port(port: Mapping[str, Any]) -> tuple[Any, ...]:
    return port.get("name"), port.get("port"), port.get("protocol", "TCP")


def _network(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for direction, where in (("ingress", "to the pods"), ("egress", "out of the pods")):
        known = {json.dumps(rule, sort_keys=True) for rule in list(before.get(direction) or ())}
        rules = after.get(direction)
        if isinstance(rules, list) and any(json.dumps(rule, sort_keys=True) not in known for rule in rules):
            yield f"its {direction} lets more {where}"
    types = after.get("policyTypes")
    restricted = (
        {*map(str, types)} if isinstance(types, list) else {"Ingress", *(["Egress"] if after.get("egress") else [])}
    )
    if not {*before.get("policyTypes", ())} <= restricted:
        yield "policyTypes lets all traffic through in one direction"


def _evictable(budget: Mapping[str, Any]) -> float:
    """The most pods that may be evicted at once, comparable among budgets; a per cent counts as more than any number of pods."""
    most = budget.get("maxUnavailable")
    if isinstance(most, int):
        return most
    if isinstance(most, str) and most.removesuffix("%").isdecimal():
        per_cent = int(most.removesuffix("%"))
        return per_cent * PER_CENT if per_cent else 0
    return float("inf")
