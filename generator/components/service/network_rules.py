"""Rules for the ports and the main Service of a component that a schema cannot express."""

from collections.abc import Iterator
from typing import Any

from generator.errors import Severity
from generator.resolve import networking
from generator.source.finding import Finding
from generator.spec.component import IN_PLACE
from generator.validate import context, ports, probes
from generator.validate.context import ENVIRONMENT, PARTS, CheckedComponent, Rules

ALONE = {"type": "rolling"}
"""The strategy of kinds that have no such field: one set of pods."""

NEEDS_1_34 = frozenset({"prefer-same-zone", "prefer-same-node"})
"""KEP-3015: both names are known from Kubernetes 1.34 on."""


def _low_ports(component: CheckedComponent) -> Iterator[Finding]:
    yield from ports.low(component, component.data["security"].get("runAsUser"))


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
    for part in context.parts(component):
        for name, port in part.data.get("ports", {}).items():
            target = port.get("targetPort", port["port"])
            if target != port["port"]:
                fact = (
                    f"a headless Service leads to the pods themselves, which listen on {target}, not on {port['port']}"
                )
                yield part.finding(("ports", name), fact=fact, hint=f"use port: {target}", code="service")
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
        fact = f"{chosen} needs Kubernetes 1.34, and it is {cluster.kubernetes}"
        yield component.finding(
            ("service", "trafficDistribution"),
            fact=fact,
            hint="use prefer-close there",
            code="kubernetes-version",
            place=component.environment.name,
        )


def _version(written: str) -> tuple[int, ...]:
    return tuple(int(part) for part in written.split("."))


def _metrics_port(component: CheckedComponent) -> Iterator[Finding]:
    known, written = probes.all_ports(component), component.data.get("metrics")
    if written is None:
        return
    chosen = written.get("port", networking.METRICS_PORT)
    names = {port["port"]: name for name, port in known.items()}
    name = names.get(chosen, chosen)
    if name not in known:
        number = chosen if isinstance(chosen, int) else 9090
        yield probes.no_port(
            component,
            ("metrics", "port") if "port" in written else ("metrics",),
            str(chosen),
            without_ports=f"name the port of the metrics: ports: {{metrics: {number}}}",
        )
    elif known[name].get("protocol", "TCP") != "TCP":
        fact, hint = f'port "{name}" is {known[name]["protocol"]}, and metrics are asked by HTTP', "name a TCP port"
        yield component.finding(("metrics",), fact=fact, hint=hint, code="transport")


RULES: Rules = {
    _metrics_port: frozenset({"metrics", *probes.PORTS}),
    _low_ports: frozenset({"ports", "security"}),
    ports.http: frozenset({"ports"}),
    _headless: frozenset({"service", "strategy", *PARTS}),
    _external: frozenset({"service", "strategy"}),
    _distribution: frozenset({"service", ENVIRONMENT}),
}
