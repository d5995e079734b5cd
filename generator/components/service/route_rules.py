"""Rules for `expose` that a schema cannot express: names of routes, ports, and what the gateway or ingress controller knows."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.errors import Severity
from generator.kubernetes import ingress_controllers, object_conditions
from generator.named_tuples import NamedTuple
from generator.source.finding import Finding, Path
from generator.spec.component import speaks_https
from generator.validate import probes
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rules

TIMEOUTS_SINCE = (1, 2)
"""The version of the Gateway API whose standard channel has `timeouts` (GEP-1742)."""
MAX_DIGITS = 5
"""Digits of each number of a duration of the Gateway API (GEP-2257)."""
NGINX_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/")
"""Characters that ingress-nginx lets a path of type Prefix have (`strict-validate-path-type`, ingress-nginx#10200)."""


class WrittenRoute(NamedTuple):
    """One route of `expose` as plain data, and its path in the component."""

    position: Path
    data: Mapping[str, Any]

    @property
    def is_grpc(self) -> bool:
        """Whether it asks for gRPC."""
        return self.data.get("protocol") == "grpc"


def written(component: CheckedComponent) -> list[WrittenRoute]:
    """The routes of a component, in order."""
    expose = component.data.get("expose")
    if isinstance(expose, list):
        return [WrittenRoute(("expose", number), data) for number, data in enumerate(expose)]
    return [WrittenRoute(("expose",), expose)] if expose is not None else []


def _port_name(component: CheckedComponent, route: WrittenRoute) -> str | None:
    """The name of the route's port; None if there is no such port."""
    ports, chosen = probes.all_ports(component), route.data["port"]
    names = {port["port"]: name for name, port in ports.items()}
    name = names.get(chosen, chosen)
    return name if name in ports else None


def _ports(component: CheckedComponent) -> Iterator[Finding]:
    ports = probes.all_ports(component)
    for route in (each for each in written(component) if "port" in each.data):
        name = _port_name(component, route)
        if name is None:
            yield probes.no_port(component, (*route.position, "port"), str(route.data["port"]))
        elif (transport := ports[name].get("protocol", "TCP")) != "TCP":
            fact = f'port "{name}" is {transport}, and a route carries HTTP'
            hint = "expose a port that speaks HTTP: expose: {host: ..., port: NAME}"
            yield component.finding(route.position, fact=fact, hint=hint, code="transport")
        elif speaks_https(name, ports[name].get("scheme", "")):
            yield _tls(component, route, name)


def _tls(component: CheckedComponent, route: WrittenRoute, name: str) -> Finding:
    fact = f'port "{name}" speaks TLS: whether the route does, too, is the policy of the gateway or ingress controller'
    hint = "ask the platform team (a BackendTLSPolicy, or an annotation of the Ingress), or expose a port without TLS"
    return component.finding(route.position, fact=fact, hint=hint, code="backend-tls", severity=Severity.WARNING)


def _names(component: CheckedComponent) -> Iterator[Finding]:
    seen: set[str] = set()
    for route in written(component):
        name = route.data.get("name", "")
        if name in seen:
            what = (
                f'two routes have the name "{name}"' if name else "two routes have no name, and only one may be without"
            )
            yield component.finding(
                (*route.position, "name") if name else route.position,
                fact=what,
                hint="name each route but one: {name: admin, host: ...}",
                code="route-name",
            )
        seen.add(name)


def _protocols(component: CheckedComponent) -> Iterator[Finding]:
    """A gateway accepts a host for HTTPRoutes or for GRPCRoutes, not for both (GEP-1016)."""
    if component.environment.traffic != "gateway-api":
        return
    owners: dict[str, bool] = {}
    for route in written(component):
        for host in route.data.get("hosts", [route.data.get("host")]):
            if owners.setdefault(host, route.is_grpc) != route.is_grpc:
                fact = f'"{host}" cannot have a route of each protocol: a gateway gives a host to HTTP or to gRPC'
                yield component.finding(
                    (*route.position, "protocol") if route.is_grpc else route.position,
                    fact=fact,
                    hint="give gRPC a host of its own, or leave out protocol: an HTTPRoute carries gRPC, too",
                    code="route-protocol",
                )


def _gateway(component: CheckedComponent) -> Iterator[Finding]:
    environment = component.environment
    if environment.traffic != "gateway-api" or environment.gateway is None:
        return
    api, name = environment.gateway.api, environment.name
    for route in written(component):
        if route.is_grpc and route.data["path"] != "/":
            fact, hint = "a GRPCRoute has no paths", "leave path out, or protocol"
            yield component.finding((*route.position, "path"), fact=fact, hint=hint, code="route-protocol")
        if route.is_grpc and () < api < object_conditions.GRPC_ROUTES_SINCE:
            fact = f"GRPCRoutes need version 1.1 of the Gateway API, and it is {_version(api)}"
            yield component.finding(
                (*route.position, "protocol"),
                fact=fact,
                hint="leave protocol out there",
                code="gateway-api",
                place=name,
            )
        if "timeout" in route.data:
            yield from _timeout(component, route, api)


def _timeout(component: CheckedComponent, route: WrittenRoute, api: tuple[int, ...]) -> Iterator[Finding]:
    path, name = (*route.position, "timeout"), component.environment.name
    digits = "".join(each if each.isdigit() else " " for each in route.data["timeout"]).split()
    if route.is_grpc:
        fact, hint = "a GRPCRoute has no timeout", "leave timeout out, or protocol: an HTTPRoute carries gRPC, too"
        yield component.finding(path, fact=fact, hint=hint, code="route-protocol")
    elif api < TIMEOUTS_SINCE:
        fact = f"a timeout needs version 1.2 of the Gateway API, and it is {_version(api) or 'not known'}"
        hint = 'leave it out there, or ask the platform team for gateway: {api: "1.2"}'
        yield component.finding(path, fact=fact, hint=hint, code="gateway-api", place=name)
    elif max(map(len, digits)) > MAX_DIGITS:
        fact = f'"{route.data["timeout"]}" has a number of more than {MAX_DIGITS} digits, which the Gateway API refuses'
        yield component.finding(path, fact=fact, hint="write it in hours or minutes: 30h", code="gateway-api")


def _version(api: tuple[int, ...]) -> str:
    return ".".join(map(str, api))


def _ingress(component: CheckedComponent) -> Iterator[Finding]:
    environment = component.environment
    if environment.traffic != "ingress" or environment.ingress is None:
        return
    controller = environment.ingress.controller
    row = ingress_controllers.CONTROLLERS.get(controller)
    for route in written(component):
        if "timeout" in route.data and row is None:
            yield _unknown(component, route, "timeout", "a timeout", list(ingress_controllers.CONTROLLERS))
        if route.is_grpc and (row is None or row.grpc is None):
            yield _unknown(component, route, "protocol", "gRPC", ingress_controllers.with_grpc())
        if controller == "nginx" and (refused := sorted(set(route.data["path"]) - NGINX_LETTERS)):
            fact = f"ingress-nginx refuses {' '.join(refused)} in a path, unless its strict-validate-path-type is off"
            yield component.finding(
                (*route.position, "path"),
                fact=fact,
                hint='use letters, digits, ".", "_", "-" and "/"',
                code="route-path-nginx",
                severity=Severity.WARNING,
            )


def _unknown(component: CheckedComponent, route: WrittenRoute, key: str, what: str, known: list[str]) -> Finding:
    environment = component.environment
    assert environment.ingress is not None  # noqa: S101 - `_ingress` has checked it
    fact = f'what asks the ingress controller "{environment.ingress.controller}" for {what} is not known'
    hint = (
        f"leave {key} out and write its annotation in annotations, or ask the platform team for ingress: {{controller: NAME}}, "
        f"one of {', '.join(known)}"
    )
    path = (*route.position, key)
    return component.finding(path, fact=fact, hint=hint, code="ingress-controller", place=environment.name)


def _canary(component: CheckedComponent) -> Iterator[Finding]:
    environment = component.environment
    if component.data["strategy"]["type"] != "canary" or (
        environment.traffic == "gateway-api" and "expose" in component.data
    ):
        return
    fact, place = 'canary needs an "expose": only a route can split traffic', ""
    hint = "use blue-green, or add expose: {host: fraud.example.org}"
    if environment.traffic != "gateway-api":
        fact, place = "canary needs a route that splits the traffic, and there is none", environment.name
        hint = "use blue-green there, or ask the platform for traffic: gateway-api"
    yield component.finding(("strategy", "type"), fact=fact, hint=hint, code="canary-traffic", place=place)


def _traffic(component: CheckedComponent) -> Iterator[Finding]:
    if "expose" in component.data and component.environment.traffic == "service":
        yield component.finding(
            ("expose",),
            fact="there is no traffic from outside (traffic: service)",
            hint="remove it there with expose: null, or ask the platform",
            code="expose-traffic",
            place=component.environment.name,
        )


RULES: Rules = {
    _ports: frozenset({"expose", *probes.PORTS}),
    _names: frozenset({"expose"}),
    _protocols: frozenset({"expose", ENVIRONMENT}),
    _gateway: frozenset({"expose", ENVIRONMENT}),
    _ingress: frozenset({"expose", ENVIRONMENT}),
    _traffic: frozenset({"expose", ENVIRONMENT}),
}

SPLIT_RULES: Rules = {_canary: frozenset({"expose", "strategy", ENVIRONMENT})}
"""Rules for kinds whose strategy may split the traffic."""
