"""What Flagger does not support, or does in another way than may be expected: rules for services with a Canary."""

from collections.abc import Iterator

from generator.errors import Severity
from generator.kubernetes import exposure, workload
from generator.source import finding
from generator.source.finding import Finding, Path
from generator.spec.component import Port, Service
from generator.spec.project import Target

ALL = 100


def problems(target: Target) -> Iterator[Finding]:
    """Yield settings of a service with a Canary that Flagger does not support, and warnings of its effects."""
    service, environment = target.component.serving, target.environment
    fact = "Flagger builds its primary of the first version: nothing is judged then"
    hint = (
        "change an existing service to it while few people use it; a change of scale alone waits for the next release"
    )
    yield workload.component_finding(
        target,
        ("strategy", "type"),
        fact=fact,
        hint=hint,
        code="flagger",
        severity=Severity.WARNING,
        place=environment.name,
    )
    yield from _ports(target, service)
    yield from _main_service(target, service)
    yield from _routes(target, service)
    # Flagger starts the new version with the autoscaler's minimum (flagger#1209, flagger#1349).
    first = (service.strategy.steps or (ALL,))[0]
    if service.strategy.type == "canary" and service.scale.max * first > service.scale.min * ALL:
        fact = f"Flagger starts the new version with {service.scale.min} pods, fewer than {first} % of {service.scale.max} need"
        hint = "a smaller first step, or a larger scale.min"
        yield workload.component_finding(
            target, ("strategy", "steps", 0), fact=fact, hint=hint, code="flagger", severity=Severity.WARNING
        )
    if not environment.load_tester and service.strategy.type == "blue-green":
        fact = "without a load tester the new version is judged by its probes alone"
        hint = "ask the platform for flagger: {loadTester: URL}"
        yield workload.component_finding(
            target,
            ("strategy", "type"),
            fact=fact,
            hint=hint,
            code="flagger",
            severity=Severity.WARNING,
            place=environment.name,
        )


def _main_service(target: Target, service: Service) -> Iterator[Finding]:
    """Flagger creates the main Service itself, with no more than its annotations and `trafficDistribution`."""
    chosen = service.main_service
    for key, is_set in (("type", chosen.is_external), ("sessionAffinity", chosen.by_client)):
        if is_set:
            fact = f"Flagger makes the Service {target.base} itself, without {key}"
            yield workload.component_finding(
                target,
                ("service", key),
                fact=fact,
                hint=f"use strategy: rolling there, or service: {{{key}: null}}",
                code="flagger",
            )


def _routes(target: Target, service: Service) -> Iterator[Finding]:
    """Flagger makes one HTTPRoute, and gives it and the main Service the same annotations."""
    if target.environment.traffic != "gateway-api":
        return
    for route in service.routes[1:]:
        fact, hint = "Flagger makes a single route for a component", "keep one there, or use strategy: rolling there"
        yield workload.component_finding(target, route.position, fact=fact, hint=hint, code="flagger")
    for route in service.routes[:1]:
        if route.protocol == "grpc":
            fact, hint = "Flagger makes an HTTPRoute, no GRPCRoute", "leave protocol out there: it carries gRPC, too"
            yield workload.component_finding(
                target, (*route.position, "protocol"), fact=fact, hint=hint, code="flagger"
            )
        if route.annotations:
            fact = "Flagger gives these annotations to the main Service, too"
            hint = "leave out those that a controller of Services obeys"
            yield workload.component_finding(
                target,
                (*route.position, "annotations"),
                fact=fact,
                hint=hint,
                code="flagger",
                severity=Severity.WARNING,
            )


def _ports(target: Target, service: Service) -> Iterator[Finding]:
    main = analysed_port(target, service)
    for port in service.ports:
        if port.protocol != "TCP":
            fact = f"Flagger's Services carry TCP, not {port.protocol}"
            yield workload.component_finding(
                target, port.position, fact=fact, hint="use strategy: rolling there", code="flagger"
            )
        for fact, hint in _port_conflicts(service, port, main) if port is not main else ():
            yield workload.component_finding(
                target, port.position, fact=fact, hint=f"{hint} strategy: rolling there", code="flagger"
            )
        if port is not main and port.app_protocol and _is_written(target, (*port.position, "appProtocol")):
            fact = f"Flagger gives its protocol, {port.app_protocol}, to no port but {main.name}"
            hint = "use strategy: rolling where something has to know it"
            yield workload.component_finding(
                target, port.position, fact=fact, hint=hint, code="flagger", severity=Severity.WARNING
            )


def _is_written(target: Target, path: Path) -> bool:
    """Whether a file has a value for this field, rather than its default."""
    node, _ = finding.locate(target.node, path, mark=target.key.mark)
    return node.mark.line > 0


def _port_conflicts(service: Service, port: Port, main: Port) -> Iterator[tuple[str, str]]:
    """Yield why Flagger would not offer a secondary port: it discovers those by the container's port numbers."""
    if port.owner[:1] == ("sidecars",):
        yield f'Flagger offers no port of a sidecar, such as "{port.name}" of {port.owner[-1]}', "expose it, or use"
        return
    first = next(each for each in (main, *service.ports) if each.target == port.target)
    if port.port != port.target:
        yield f"Flagger offers {port.target}, the container's number, not {port.port}", f"use port: {port.target}, or"
    elif first is not port:
        yield f'Flagger offers {port.target} once, as "{first.name}"', "use one port, or"


def analysed_port(target: Target, service: Service) -> Port:
    """The port whose traffic is analysed: the exposed port, or the first one."""
    return exposure.port(target, service.routes[0]) if service.routes else service.ports[0]
