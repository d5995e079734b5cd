"""Traffic from outside the cluster: the hosts, path and port that each route of a component has."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.kubernetes import ingress_controllers
from generator.named_tuples import NamedTuple
from generator.spec.component import Port
from generator.spec.networking import Route
from generator.spec.project import Target

ROUTE_KINDS = {"http": "httproute", "grpc": "grpcroute"}
"""The kind of a Gateway API route by the protocol of `expose`, as in the names of templates."""


class Host(NamedTuple):
    """A host and path of a component, its placeholders replaced, and the paths of its route and of the host in the component."""

    host: str
    path: str
    route: tuple[str | int, ...]
    position: tuple[str | int, ...]


def routes(target: Target) -> tuple[Route, ...]:
    """The routes of a component; none for kinds that are not exposed."""
    service = target.component.service
    return service.routes if service is not None else ()


def placeholders(environment: str, project: str, component: str) -> Mapping[str, str]:
    """The names that replace the placeholders of a host."""
    return {"{environment}": environment, "{project}": project, "{component}": component}


def filled(host: str, names: Mapping[str, str]) -> str:
    """A host with its placeholders replaced."""
    for placeholder, name in names.items():
        host = host.replace(placeholder, name)
    return host


def hosts(target: Target, route: Route) -> list[str]:
    """The hosts of a route, their placeholders replaced."""
    names = placeholders(target.environment.name, target.project.name, target.name)
    return [filled(host, names) for host in route.hosts]


def claimed(target: Target) -> Iterator[Host]:
    """Every host and path that a component claims."""
    for route in routes(target):
        for number, host in enumerate(hosts(target, route)):
            position = (*route.position, *(("hosts", number) if route.listed else ("host",)))
            yield Host(host, route.path, route.position, position)


def port(target: Target, route: Route) -> Port:
    """The port of a route."""
    return next(each for each in target.component.serving.ports if route.port in {each.name, str(each.port)})


def name(target: Target, route: Route) -> str:
    """The name of a route's object: `<name>`, or `<name>-<route>`; never by its place in the list, which may change."""
    return f"{target.base}-{route.name}" if route.name else target.base


def ingress(target: Target, route: Route) -> dict[str, Any]:
    """The values of an Ingress to the main Service, except its metadata."""
    return {**_values(target, route), "ingress": target.environment.ingress, "service": target.base}


def ingress_annotations(target: Target, route: Route) -> Mapping[str, str]:
    """Annotations of an Ingress alone: the platform's, then those for its timeout and protocol, then its own."""
    settings = target.environment.ingress
    if settings is None:
        return route.annotations
    return {**settings.annotations, **ingress_controllers.annotations(settings.controller, route), **route.annotations}


def gateway_route(target: Target, route: Route, backends: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """The values of an HTTPRoute or GRPCRoute, except its metadata; `backends` are names of Services with their weights."""
    references = [{"name": name, "weight": weight} for name, weight in backends]
    values = {"gateway": target.environment.gateway, "backends": references, "timeout": route.timeout}
    return {**_values(target, route), **values}


def _values(target: Target, route: Route) -> dict[str, Any]:
    return {"hosts": hosts(target, route), "path": route.path, "port": port(target, route).port}
