"""Rules for the probes of a service that a schema cannot express."""

from collections.abc import Iterator

from generator.resolve import health
from generator.source import finding
from generator.source.finding import Finding, Path
from generator.spec.component import IN_PLACE, PROBE_KINDS
from generator.validate import probes
from generator.validate.context import CheckedComponent, Rules

READY_HINT = "write how a pod is ready: health: {ready: /readyz}"


def _tcp_port(component: CheckedComponent) -> Iterator[Finding]:
    """A readiness probe by TCP, as the default one is, needs a TCP port."""
    ports, ready = component.data.get("ports", {}), component.data["health"].get("ready")
    name = ready.get("tcp", "") if isinstance(ready, dict) else ""
    if name in ports and ports[name].get("protocol", "TCP") != "TCP":
        path: Path = ("health", "ready", "tcp")
        is_written = finding.locate(component.node, path, mark=component.mark)[0].mark.line
        yield component.finding(
            path if is_written else ("ports", name),
            fact=f'port "{name}" is {ports[name]["protocol"]}, and readiness is asked by TCP',
            hint="say how the pod is ready: health: {ready: {command: [...]}}, "
            "or {ready: {http: /readyz, port: NAME}} on a TCP port",
            code="transport",
        )


def _empty(component: CheckedComponent) -> Iterator[Finding]:
    """A readiness probe that says nothing, not even how often the default way asks."""
    if component.data["health"].get("ready") == {}:
        fact = f"one of {', '.join(PROBE_KINDS)} is missing"
        hint = "write a path (ready: /readyz), or {tcp: http}, {grpc: 9000}, {command: [cat, /tmp/ready]}, or none"
        yield component.finding(("health", "ready"), fact=fact, hint=hint, code="missing")


def _without_readiness(component: CheckedComponent) -> Iterator[Finding]:
    """`ready: none` where something waits for pods to be ready."""
    data = component.data
    if data["health"].get("ready") != health.NONE or "ports" not in data:
        return  # without ports there is no traffic to wait, and rules for ports say what is wrong with it
    path: Path = ("health", "ready")
    strategy = data.get("strategy", {}).get("type")
    if strategy is not None and strategy not in IN_PLACE:
        yield component.finding(
            path,
            fact=f"ready: none does not go with {strategy}: a version gets traffic when its pods are ready",
            hint=f"{READY_HINT}, or use strategy: rolling or recreate",
            code="ready-none",
        )
    if "expose" in data:
        fact = "ready: none does not go with expose: requests would reach pods that have not started"
        yield component.finding(path, fact=fact, hint=f"{READY_HINT}, or remove expose", code="ready-none")
    service = data.get("service", {})
    if service.get("type", "cluster-ip") != "cluster-ip":
        fact = f"ready: none does not go with service.type {service['type']}: requests would reach pods that have not started"
        yield component.finding(path, fact=fact, hint=f"{READY_HINT}, or remove service.type", code="ready-none")


def _startup(component: CheckedComponent) -> Iterator[Finding]:
    """The start-up probe has one measure of its length, and a way of asking."""
    startup = component.data["health"].get("startup")
    if startup is None:
        return
    if "longest" in startup and "failures" in startup:
        yield component.finding(
            ("health", "startup", "failures"),
            fact='"failures" does not go with "longest", from which it follows',
            hint="keep one of the two: failures is longest / period, rounded up",
            code="probe",
        )
    if component.data["health"].get("ready") == health.NONE and not any(way in startup for way in PROBE_KINDS):
        yield component.finding(
            ("health", "startup"),
            fact="a start-up probe asks as ready does, and ready is none",
            hint="write how to ask: startup: {longest: 20m, http: /started}, or remove it",
            code="probe",
        )


RULES: Rules = {
    probes.ports: frozenset({"health", *probes.PORTS}),
    probes.successes: frozenset({"health"}),
    _tcp_port: frozenset({"health", "ports"}),
    _empty: frozenset({"health"}),
    _without_readiness: frozenset({"expose", "health", "service", "strategy"}),
    _startup: frozenset({"health"}),
}
