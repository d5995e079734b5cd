"""Rules for the ports and the main Service of a component that a schema cannot express."""

from collections.abc import Iterator
from typing import Any

from generator.errors import Severity
from generator.resolve import networking
from generator.source.finding import Finding
from generator.spec.component import IN_PLACE
from generator.validate import probes
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rules

FIRST_FREE = 1024
"""The first port number that a process without the capability NET_BIND_SERVICE may always listen on."""

ALONE = {"type": "rolling"}
"""The strategy of kinds that have no such field: one set of pods."""

NEEDS_1_34 = frozenset({"prefer-same-zone", "prefer-same-node"})
"""KEP-3015: both names are known from Kubernetes 1.34 on."""


def _low_ports(component: CheckedComponent) -> Iterator[Finding]:
    user = component.data["security"].get("runAsUser")
    if not isinstance(user, int) or user == 0:
        return
    for name, port in component.data.get("ports", {}).items():
        number = port.get("targetPort", port["port"])
        if number < FIRST_FREE:
            fact = f"user {user} may not be able to listen on {number}: below {FIRST_FREE} some container runtimes ask for root"
            hint = f"let the program listen on {FIRST_FREE} or more: {name}: {{port: {port['port']}, targetPort: {number + 8000}}}"
            yield component.finding(("ports", name), fact=fact, hint=hint, code="low-port", severity=Severity.WARNING)


def _headless(component: CheckedComponent) -> Iterator[Finding]:
    service = component.data.get("service", {})
    if not service.get("headless"):
        return
    path = ("service", "headless")
    if service.get("type", "cluster-ip") != "cluster-ip":
        fact = f"a {service['type']} Service needs an address of its own, which a headless one has not"
        yield component.finding(path, fact=fact, hint="keep one of the two: headless or type", code="service")
    strategy = component.data.get("strategy", ALONE)["type"]
    if strategy not in IN_PLACE:
        fact = f"{strategy} moves the main Service between two sets of pods, and clients of a headless one keep the old addresses"
        yield component.finding(path, fact=fact, hint="use strategy: rolling, or leave headless out", code="service")
    for name, port in component.data.get("ports", {}).items():
        target = port.get("targetPort", port["port"])
        if target != port["port"]:
            fact = f"a headless Service leads to the pods themselves, which listen on {target}, not on {port['port']}"
            yield component.finding(("ports", name), fact=fact, hint=f"use port: {target}", code="service")
    for key in ("sessionAffinity", "trafficDistribution"):
        if service.get(key, "none") != "none":
            fact = f"{key} has no effect on a headless Service: its clients choose the pod"
            yield component.finding(
                ("service", key), fact=fact, hint="leave it out", code="service", severity=Severity.WARNING
            )


def _external(component: CheckedComponent) -> Iterator[Finding]:
    service: dict[str, Any] = component.data.get("service", {})
    kind, strategy = service.get("type", "cluster-ip"), component.data.get("strategy", ALONE)["type"]
    if kind == "cluster-ip" and "sources" in service:
        fact = (
            "sources are the networks that come in through a load balancer or node port, and this Service has neither"
        )
        hint = "add type: load-balancer or node-port, or leave sources out"
        yield component.finding(("service", "sources"), fact=fact, hint=hint, code="service")
    if kind != "cluster-ip" and strategy not in IN_PLACE:
        fact = f"the {kind} leads to the active slot alone: it knows no share of the traffic, and registers anew at each switch"
        hint = "use expose, whose route moves traffic by share, or strategy: rolling"
        yield component.finding(
            ("service", "type"), fact=fact, hint=hint, code="balancer-slots", severity=Severity.WARNING
        )


def _distribution(component: CheckedComponent) -> Iterator[Finding]:
    chosen, cluster = component.data.get("service", {}).get("trafficDistribution"), component.environment.cluster
    if chosen in NEEDS_1_34 and _version(cluster.kubernetes) < (1, 34):
        fact = f"{chosen} needs Kubernetes 1.34, and {component.environment.name} has {cluster.kubernetes}"
        yield component.finding(
            ("service", "trafficDistribution"), fact=fact, hint="use prefer-close there", code="kubernetes-version"
        )


def _version(written: str) -> tuple[int, ...]:
    return tuple(int(part) for part in written.split("."))


def _metrics_port(component: CheckedComponent) -> Iterator[Finding]:
    ports, written = probes.all_ports(component), component.data.get("metrics")
    if written is None:
        return
    chosen = written.get("port", networking.METRICS_PORT)
    names = {port["port"]: name for name, port in ports.items()}
    name = names.get(chosen, chosen)
    if name not in ports:
        yield probes.no_port(component, ("metrics", "port") if "port" in written else ("metrics",), str(chosen))
    elif ports[name].get("protocol", "TCP") != "TCP":
        fact, hint = f'port "{name}" is {ports[name]["protocol"]}, and metrics are asked by HTTP', "name a TCP port"
        yield component.finding(("metrics",), fact=fact, hint=hint, code="transport")


RULES: Rules = {
    _metrics_port: frozenset({"metrics", "ports", "sidecars"}),
    _low_ports: frozenset({"ports", "security"}),
    _headless: frozenset({"ports", "service", "strategy"}),
    _external: frozenset({"service", "strategy"}),
    _distribution: frozenset({"service", ENVIRONMENT}),
}
