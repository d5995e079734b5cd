"""The ports by which pods that run are reached, and changes of them that would cut callers off.

A Service, a route and a NetworkPolicy change as soon as they are applied, pods one after the other. So a port that leads to what
the running pods lack has no endpoint until the new ones are ready: 8 to 38 seconds were seen, and on a paused Rollout no end.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.environment import operators
from generator.kubernetes import exposure, object_kinds, services
from generator.manifest.object_fields import value_at
from generator.source.finding import Path
from generator.spec.component import TRANSFORMER
from generator.spec.project import Target

HINT = "add the new port beside the old one, move expose and all callers to it in the next merge, then take the old one away"


class ServedPort(NamedTuple):
    """A port of the Services: `number` is theirs, `target` the container's, which is reached by name if it is `named`.

    `path` is where the component has it; empty for one that was read from an object.
    """

    name: str
    number: int
    target: int
    protocol: str = "TCP"
    named: bool = False
    path: Path = ()


class RouteEnd(NamedTuple):
    """The number of the Services' port that a route leads to, and where the component has the route."""

    number: int
    path: Path = ()


class Endpoints(NamedTuple):
    """How a component is reached: its ports, the main one first, and its routes by the name of their objects."""

    ports: tuple[ServedPort, ...] = ()
    routes: Mapping[str, RouteEnd] = {}


NOT_REACHED = Endpoints()
"""Of a component without ports."""


class PortChange(NamedTuple):
    """A change that would cut callers off, the path in the component that makes it, and the way out."""

    fact: str
    path: Path
    hint: str = HINT


def of_target(target: Target) -> Endpoints:
    """How a component is reached; without ports for kinds that nobody calls.

    KServe's Services lead to numbers, those of a transformer alone where there is one (`createDefaultSvc`). With Knative each
    revision is reached by its own port, which does not change.
    """
    service = target.component.service
    if service is None or operators.has_revisions(target.engine):
        return NOT_REACHED
    by_kserve = target.engine in operators.TRAFFIC
    named = set() if by_kserve else {port.name for port in services.named(service)}
    ports = tuple(
        ServedPort(port.name, port.port, port.target, port.protocol, port.name in named, port.position)
        for port in (service.requested_ports if by_kserve else service.ports)
    )
    routes = {
        exposure.name(target, route): RouteEnd(exposure.port(target, route).port, (*route.position, "port"))
        for route in service.routes
    }
    return Endpoints(ports, routes)


def of_service(service: Mapping[str, Any], workload: Mapping[str, Any]) -> tuple[ServedPort, ...]:
    """The ports of a Service to the pods of a workload; one of `object_fields.BROKEN` if something else wrote them."""
    numbers = {port["name"]: port["containerPort"] for port in container_ports(workload)}
    found = tuple(
        ServedPort(
            port["name"],
            port["port"],
            numbers[port["targetPort"]] if isinstance(port["targetPort"], str) else port["targetPort"],
            port.get("protocol", "TCP"),
            isinstance(port["targetPort"], str),
        )
        for port in service["spec"]["ports"]
    )
    if not all(isinstance(each, str | int) for port in found for each in port[:4]):
        raise TypeError("a name or a number of a port is neither a text nor a number")
    return found


def of_canary(canary: Mapping[str, Any], workload: Mapping[str, Any]) -> tuple[ServedPort, ...]:
    """The ports of the Services that Flagger makes: the one of the Canary, and the container's others if it discovers them."""
    service = canary["spec"]["service"]
    own = {"name": service["portName"], "port": service["port"], "targetPort": service["targetPort"]}
    main = of_service({"spec": {"ports": [own]}}, workload)
    if not service.get("portDiscovery"):
        return main
    others = (port for port in container_ports(workload) if port["containerPort"] != main[0].target)
    found = (ServedPort(port["name"], port["containerPort"], port["containerPort"], named=True) for port in others)
    return (*main, *found)


def container_ports(workload: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The ports of a workload's containers."""
    pods = value_at(workload, (*object_kinds.workload(workload).answering, "spec"))
    for container in (*pods["containers"], *pods.get("initContainers", ())):
        yield from container.get("ports", ())


def changes(before: Endpoints, after: Endpoints) -> Iterator[PortChange]:
    """Yield what would cut callers off, once for each port and route."""
    told = set()
    for port in after.ports:
        fact = _fact(port, before.ports, after.ports)
        if fact:
            told.add(port.number)
            yield PortChange(fact=fact, path=port.path)
    known = {port.number for port in before.ports}
    for name, end in after.routes.items():
        if name in before.routes and end.number not in known | told:
            fact = f"the route moves to port {end.number}, which comes in the same merge: no running pod has it"
            yield PortChange(fact=fact, path=end.path, hint=_way_out(before, after, name))


def _way_out(before: Endpoints, after: Endpoints, route: str) -> str:
    """The hint for a route that moves; a transformer brings its port along, and the route follows it unless it names another."""
    port = next((each for each in after.ports if each.number == after.routes[route].number), None)
    was = next((each.name for each in before.ports if each.number == before.routes[route].number), "")
    if port is None or port.path[:1] != (TRANSFORMER,) or not was:
        return HINT
    return f"write expose: {{port: {was}}} for this merge, and leave it out in the next, when all pods have the transformer"


def _fact(port: ServedPort, before: Sequence[ServedPort], after: Sequence[ServedPort]) -> str:
    """What cuts callers of a port off; empty if nothing does."""
    numbers, names = {each.number for each in after}, {each.name for each in after}
    was = next((each for each in before if (each.number, each.protocol) == (port.number, port.protocol)), None)
    if was is not None:
        return "" if _is_reached(port, before) else _moved(was, port)
    was = next((each for each in before if each.name == port.name), None)
    if was is not None:
        gone = was.number not in numbers or was.protocol != port.protocol
        return _moved(was, port) if gone else ""
    gone_ports = [each for each in before if each.name not in names and each.number not in numbers]
    replaced = next((each for each in gone_ports if each.target == port.target), None)
    if replaced is None and before and before[0] in gone_ports and port == after[0]:
        replaced = before[0]
    return "" if replaced is None else _moved(replaced, port)


def _is_reached(port: ServedPort, before: Iterable[ServedPort]) -> bool:
    """Whether the pods that run are reached by what the port leads to."""
    same = [each for each in before if (each.target, each.protocol) == (port.target, port.protocol)]
    return any(not port.named or each.name == port.name for each in same)


def _moved(was: ServedPort, now: ServedPort) -> str:
    if was.name != now.name:
        numbers = f" ({was.number})" if was.number == now.number else ""
        moved = "" if numbers else f" and moves from {was.number} to {now.number}"
        return f'the port "{was.name}"{numbers} is renamed to "{now.name}"{moved} while it runs: the running pods have no such port'
    what, old, new = next(
        (what, old, new)
        for what, old, new in (
            ("protocol", was.protocol, now.protocol),
            ("number", was.number, now.number),
            ("targetPort", was.target, now.target),
        )
        if old != new
    )
    return f'the {what} of the port "{now.name}" changes from {old} to {new} while it runs: the running pods still have the old one'
