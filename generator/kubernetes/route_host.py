"""The host that a rendered object claims, and the gateway or ingress class, read from the object's `spec`.

Each function reads one kind of object as tidegate writes it; for other content it raises KeyError, IndexError or TypeError.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

Spec = Mapping[str, Any]


class RouteHost(NamedTuple):
    """A host and path. `entry_point` is `gateway`, namespace and name, or `ingress` and the class."""

    entry_point: tuple[str, ...]
    host: str
    path: str


def http_route(spec: Spec) -> RouteHost:
    """The host of an HTTPRoute."""
    path = spec["rules"][0]["matches"][0]["path"]["value"]
    return RouteHost(_gateway(spec["parentRefs"][0]), str(spec["hostnames"][0]), str(path))


def canary(spec: Spec) -> RouteHost:
    """The host of the HTTPRoute that Flagger creates for a Canary."""
    service = spec["service"]
    path = service["match"][0]["uri"]["prefix"]
    return RouteHost(_gateway(service["gatewayRefs"][0]), str(service["hosts"][0]), str(path))


def ingress(spec: Spec) -> RouteHost:
    """The host of an Ingress."""
    rule = spec["rules"][0]
    entry_point = ("ingress", str(spec.get("ingressClassName", "")))
    return RouteHost(entry_point, str(rule["host"]), str(rule["http"]["paths"][0]["path"]))


def _gateway(parent: Spec) -> tuple[str, ...]:
    return ("gateway", str(parent["namespace"]), str(parent["name"]))
