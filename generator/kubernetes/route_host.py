"""The hosts that a rendered object claims, and the gateway or ingress class, read from the object's `spec`.

Each function reads one kind of object as tidegate writes it; for other content it raises KeyError, IndexError or TypeError.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.named_tuples import NamedTuple

Spec = Mapping[str, Any]


class RouteHost(NamedTuple):
    """A host and path. `entry_point` is `gateway`, namespace and name, or `ingress` and the class."""

    entry_point: tuple[str, ...]
    host: str
    path: str


def http_route(spec: Spec) -> Iterator[RouteHost]:
    """The hosts of an HTTPRoute."""
    path = str(spec["rules"][0]["matches"][0]["path"]["value"])
    yield from (RouteHost(_gateway(spec["parentRefs"][0]), str(host), path) for host in spec["hostnames"])


def grpc_route(spec: Spec) -> Iterator[RouteHost]:
    """The hosts of a GRPCRoute, each as a whole."""
    yield from (RouteHost(_gateway(spec["parentRefs"][0]), str(host), "/") for host in spec["hostnames"])


def canary(spec: Spec) -> Iterator[RouteHost]:
    """The hosts of the HTTPRoute that Flagger creates for a Canary."""
    service = spec["service"]
    path = str(service["match"][0]["uri"]["prefix"])
    yield from (RouteHost(_gateway(service["gatewayRefs"][0]), str(host), path) for host in service["hosts"])


def ingress(spec: Spec) -> Iterator[RouteHost]:
    """The hosts of an Ingress."""
    entry_point = ("ingress", str(spec.get("ingressClassName", "")))
    for rule in spec["rules"]:
        yield RouteHost(entry_point, str(rule["host"]), str(rule["http"]["paths"][0]["path"]))


def _gateway(parent: Spec) -> tuple[str, ...]:
    return ("gateway", str(parent["namespace"]), str(parent["name"]))
