"""The NetworkPolicy of a component: who may reach its ports, and what its pods may reach.

A component without ports is reached by nobody but its own pods, if these are peers. Egress is limited only where the platform
lists what may be reached.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from generator.environment.environment import Environment
from generator.kubernetes import labels
from generator.spec.component import Port, Service
from generator.spec.project import Target

NAMESPACE = "kubernetes.io/metadata.name"
"""The label with a namespace's own name, which the API server sets."""
Peer = dict[str, Any]


class Ingress(NamedTuple):
    """An ingress rule: peers that may reach the ports. Without peers every address may; without ports all of them are open."""

    peers: Sequence[Peer]
    ports: Sequence[Port]


def values(target: Target) -> dict[str, Any]:
    """The values of `network/networkpolicy.yaml`, except its metadata."""
    service = target.component.service
    rules = list(_ingress(target, service)) if service is not None else []
    if target.component.peers:
        rules.append(Ingress([{"podSelector": {"matchLabels": labels.all_pods(target)}}], []))
    return {
        "selector": labels.all_pods(target),
        "project": _project(target),
        "ingress": [{"peers": list(rule.peers), "ports": _numbers(rule.ports)} for rule in rules],
        "egress": target.environment.egress,
    }


def _ingress(target: Target, service: Service) -> Iterator[Ingress]:
    environment, ports = target.environment, service.ports
    if not ports:
        return
    yield Ingress([{"podSelector": {"matchLabels": _project(target)}}], ports)
    if service.expose is not None:
        exposed = next(port for port in ports if service.expose.port in {port.name, str(port.port)})
        yield Ingress([_gateway(environment)], [exposed])
    if service.main_service.is_external:
        yield Ingress([network(source) for source in service.main_service.sources], ports)
    scraped = next((port for port in ports if port.name == "metrics"), None)
    if scraped is not None and environment.metrics_namespace:
        yield Ingress([namespace(environment.metrics_namespace)], [scraped])
    tester = _load_tester(environment)
    if tester and target.component.slots:
        yield from (Ingress([namespace(tester)], [port]) for port in ports)


def namespace(name: str) -> Peer:
    """The pods of a namespace; those of all namespaces if the name is empty."""
    return {"namespaceSelector": {"matchLabels": {NAMESPACE: name}} if name else {}}


def network(cidr: str) -> Peer:
    """The addresses of a network."""
    return {"ipBlock": {"cidr": cidr}}


def _project(target: Target) -> dict[str, str]:
    return {labels.PART_OF: target.project.name}


def _numbers(ports: Sequence[Port]) -> list[dict[str, Any]]:
    """The ports of the container, each once."""
    return [
        {"port": number, "protocol": protocol}
        for number, protocol in dict.fromkeys((port.target, port.protocol) for port in ports)
    ]


def _load_tester(environment: Environment) -> str:
    """The namespace of Flagger's load tester, from an address `http://name.namespace/`; empty if it has none."""
    host = environment.load_tester.partition("://")[2].split("/")[0].split(":")[0]
    return host.split(".")[1] if environment.engine == "flagger" and "." in host else ""


def _gateway(environment: Environment) -> Peer:
    """The namespace of the gateway or ingress controller; all namespaces if the platform names none."""
    if environment.traffic == "gateway-api" and environment.gateway is not None:
        return namespace(environment.gateway.namespace)
    return namespace(environment.ingress.namespace if environment.ingress is not None else "")
