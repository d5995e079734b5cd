"""The values of a Service: that of the component's own name, those of slots, and the preview.

`service` of a component changes the main Service alone. The others are reached through a route or inside the cluster, so they
always are plain Services of the cluster.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from generator.kubernetes import pod
from generator.spec.component import Port, Service
from generator.spec.networking import ServiceType, TrafficDistribution
from generator.spec.project import Target

TYPES: Mapping[ServiceType, str] = MappingProxyType(
    {"cluster-ip": "ClusterIP", "load-balancer": "LoadBalancer", "node-port": "NodePort"}
)
DISTRIBUTIONS: Mapping[TrafficDistribution, str] = MappingProxyType(
    {
        "": "",
        "prefer-close": "PreferClose",
        "prefer-same-zone": "PreferSameZone",
        "prefer-same-node": "PreferSameNode",
    }
)
AFFINITY_SECONDS = 10800
"""The API server's default. It is written, because the server keeps it when the affinity is removed, and then refuses it."""
PLAIN: Mapping[str, Any] = MappingProxyType(
    {
        "type": "ClusterIP",
        "headless": False,
        "balancer_class": "",
        "local": False,
        "ranges": (),
        "affinity": None,
        "distribution": "",
    }
)


def ports(service: Service) -> dict[str, Any]:
    """The ports of a Service; those in `named` reach the container's port by its name, the others by its number."""
    return {"ports": service.ports, "named": [port.name for port in named(service)]}


def named(service: Service) -> list[Port]:
    """The ports that a Service reaches by name: those of the main container with the same number in both.

    A number that the team wrote (`targetPort`) is kept as one: a port can then be given a new name beside the old one, and the
    old one be taken away, without pods that lack a name.
    """
    return [port for port in pod.ports(service) if port.port == port.target]


def plain(service: Service) -> dict[str, Any]:
    """The values of a Service that is reached inside the cluster."""
    return {**ports(service), "settings": PLAIN}


def main(target: Target) -> dict[str, Any]:
    """The values of the main Service, except its selector and metadata."""
    service = target.component.serving
    chosen = service.main_service
    balanced = chosen.type == "load-balancer"
    settings = {
        "type": TYPES[chosen.type],
        "headless": chosen.headless,
        "balancer_class": target.environment.load_balancer.load_balancer_class if balanced else "",
        "local": bool(chosen.sources),
        "ranges": chosen.sources if balanced else (),
        "affinity": AFFINITY_SECONDS if chosen.by_client else None,
        "distribution": DISTRIBUTIONS[chosen.distribution],
    }
    return {**ports(service), "settings": settings}


def annotations(target: Target) -> dict[str, str]:
    """Annotations of the main Service alone: those of the platform's load balancers, and over them the component's."""
    chosen = target.component.serving.main_service
    platform = target.environment.load_balancer.annotations if chosen.type == "load-balancer" else {}
    return {**platform, **chosen.annotations}


def balancer(target: Target) -> str:
    """What makes the main Service's load balancer: its class, or `default`; empty if it has none."""
    if target.component.serving.main_service.type != "load-balancer":
        return ""
    return target.environment.load_balancer.load_balancer_class or "default"
