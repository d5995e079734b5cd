"""The host that a rendered object takes, and through which gateway or ingress class, read from the object's `spec`.

Each reader is for one kind of object, as tidegate writes it; for anything else it raises KeyError, IndexError or TypeError.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

Spec = Mapping[str, Any]


class RouteHost(NamedTuple):
    """A host and path, and the `door` in front of it: a gateway with namespace and name, or an ingress class."""

    door: tuple[str, ...]
    host: str
    path: str


def http_route(spec: Spec) -> RouteHost:
    """The host of an HTTPRoute."""
    path = spec["rules"][0]["matches"][0]["path"]["value"]
    return RouteHost(_gateway(spec["parentRefs"][0]), str(spec["hostnames"][0]), str(path))


def canary(spec: Spec) -> RouteHost:
    """The host of the HTTPRoute that Flagger makes of a Canary."""
    service = spec["service"]
    path = service["match"][0]["uri"]["prefix"]
    return RouteHost(_gateway(service["gatewayRefs"][0]), str(service["hosts"][0]), str(path))


def ingress(spec: Spec) -> RouteHost:
    """The host of an Ingress."""
    rule = spec["rules"][0]
    door = ("ingress", str(spec.get("ingressClassName", "")))
    return RouteHost(door, str(rule["host"]), str(rule["http"]["paths"][0]["path"]))


def _gateway(parent: Spec) -> tuple[str, ...]:
    return ("gateway", str(parent["namespace"]), str(parent["name"]))
