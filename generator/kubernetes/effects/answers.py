"""Which requests routes answer: the gateway or class that they come through, their host, and where they are sent."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generator.kubernetes.effects import capacity
from generator.kubernetes.effects.capacity import TRAFFIC
from generator.kubernetes.effects.common import number
from generator.kubernetes.effects.rule import Revision
from generator.manifest.object_fields import items, value_at
from generator.manifest.object_template import KubernetesObject

_EVERYTHING = {"path": {"type": "PathPrefix", "value": "/"}}
"""What a rule of a route without matches answers."""


class Way(NamedTuple):
    """How requests come to a route: `entry` is a gateway, with its namespace, or the class of an Ingress.

    `listener` is the one of the gateway, empty for all of them, and `host` is empty for any.
    """

    entry: str
    listener: str
    host: str


def hosts(content: Any) -> set[str]:
    """The hosts of a route or Ingress, of its `spec` whatever its kind."""
    return {host for host in _hosts(content) if host}


def ways(content: Any) -> set[Way]:
    """All ways to a route or Ingress."""
    return {Way(*entry, host) for entry in _entries(content) for host in _hosts(content) or [""]}


def all_ways(revision: Revision) -> set[Way]:
    """The ways to all routes of an environment."""
    return {way for route in revision.of_kind(*TRAFFIC) for way in ways(route)}


def lost(before: Any, new: Revision) -> list[Way]:
    """The ways to a route of the older revision by which nothing is reached in the newer one, in order."""
    kept = new.once(all_ways)
    return sorted(way for way in ways(before) if not {way, way._replace(listener="")} & kept)


class Asked(NamedTuple):
    """Requests that a route answers, by way and match, which is JSON."""

    through: Way
    match: str


def sent(content: Any) -> dict[Asked, set[str]]:
    """The Services that answer each request of a route or Ingress."""
    found: dict[Asked, set[str]] = {}
    for host, match, services in _answers(content):
        for entry in _entries(content):
            found.setdefault(Asked(Way(*entry, host), match), set()).update(services)
    return found


def all_sent(revision: Revision) -> Mapping[Asked, set[str]]:
    """The Services that answer each request in an environment."""
    found: dict[Asked, set[str]] = {}
    for route in revision.of_kind(*TRAFFIC):
        for request, services in sent(route).items():
            found.setdefault(request, set()).update(services)
    return found


def leads_to_pods(service: str, old: Revision, new: Revision) -> bool:
    """Whether a Service led to pods, as far as the objects say: one of others, or one whose selector a controller writes, may."""
    found = old.find("Service", service)
    if found is None:
        return new.find("Service", service) is None
    return value_at(found, ("spec", "selector")) is None or bool(capacity.workloads(old, found))


def _entries(content: Any) -> list[tuple[str, str]]:
    if isinstance(content, Mapping) and content.get("kind") == "Ingress":
        return [(f"ingress class {value_at(content, ('spec', 'ingressClassName')) or 'of the cluster'}", "")]
    found = []
    for parent in items(content, "spec", "parentRefs"):
        named = "/".join(str(parent[each]) for each in ("namespace", "name") if parent.get(each))
        found.append((named, str(parent.get("sectionName") or parent.get("port") or "")))
    return found or [("", "")]


def _hosts(content: Any) -> list[str]:
    names = value_at(content, ("spec", "hostnames"))
    ingress = [rule.get("host") for rule in items(content, "spec", "rules") if "http" in rule or "host" in rule]
    return [str(each or "") for each in (*(names if isinstance(names, list) else ()), *ingress)]


def _answers(content: KubernetesObject) -> Iterator[tuple[str, str, set[str]]]:
    """Host, match and Services of each rule."""
    if content.get("kind") == "Ingress":
        for rule in items(content, "spec", "rules"):
            for path in items(rule, "http", "paths"):
                service = value_at(path, ("backend", "service", "name"))
                asked = {"path": path.get("path"), "type": path.get("pathType")}
                yield str(rule.get("host") or ""), _text(asked), {str(service)} if service else set()
        return
    for rule in items(content, "spec", "rules"):
        backends = items(rule, "backendRefs")
        services = {str(each.get("name")) for each in backends if number(each.get("weight"), 1) > 0}
        for match in list(items(rule, "matches")) or [_EVERYTHING]:
            for host in _hosts(content) or [""]:
                yield host, _text(match), services


def _text(match: Mapping[str, Any]) -> str:
    return json.dumps(match, sort_keys=True)
