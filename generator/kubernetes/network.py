"""The NetworkPolicy of a component: who may reach its ports, and what its pods may reach.

A component without ports is reached by nobody but its own pods, if these are peers. A project is known by its namespace in the
environment and by labels of its pods, as projects may share a namespace. Egress is limited only where the platform lists what may
be reached.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from generator.environment.environment import Egress, Environment
from generator.environment.operators import TRAFFIC
from generator.errors import Severity
from generator.kubernetes import exposure, labels, monitoring
from generator.kubernetes.workload import component_finding
from generator.named_tuples import NamedTuple
from generator.source.finding import Finding
from generator.spec import networking as spec
from generator.spec.component import Port, Service
from generator.spec.project import Target

NAMESPACE = "kubernetes.io/metadata.name"
"""The label with a namespace's own name, which the API server sets."""
DNS_PORT = 53
Peer = dict[str, Any]


class Ingress(NamedTuple):
    """An ingress rule: peers that may reach the ports. Without peers every address may; without ports all of them are open."""

    peers: Sequence[Peer]
    ports: Sequence[Port]


def values(target: Target, more: Iterable[Ingress] = ()) -> dict[str, Any]:
    """The values of `network/networkpolicy.yaml`, except its metadata; `more` are rules of the kind itself."""
    service, open_networks = target.component.service, target.environment.egress
    rules = [*(_ingress(target, service) if service is not None else ()), *more]
    rules += _from_callers(target, target.component.called_ports)
    if target.component.peers or target.component.meets_peers:
        rules.append(Ingress([{"podSelector": {"matchLabels": labels.all_pods(target)}}], []))
    rules += _from_operator(target)
    return {
        "selector": labels.all_pods(target),
        "ingress": [{"peers": list(rule.peers), "ports": _numbers(rule.ports)} for rule in rules],
        "egress": None if open_networks is None else list(_egress(target, open_networks)),
    }


def _from_operator(target: Target) -> Iterator[Ingress]:
    """What the operator of the kind calls, from the namespace where the platform says that it runs."""
    component, operator = target.component, target.environment.operators.of(target.component.kind)
    if component.operator_ports and operator is not None and operator.namespace:
        ports = [Port(name="", port=number, target=number) for number in component.operator_ports]
        yield Ingress([namespace(operator.namespace)], ports)


def operator_problems(target: Target, ports: Sequence[int]) -> Iterator[Finding]:
    """Warn of an operator that has to call these ports of the pods, but of which the platform does not say where it runs."""
    kind = target.component.kind
    operator = target.environment.operators.of(kind)
    if operator is not None and not operator.namespace:
        listed = ", ".join(map(str, ports))
        fact = f"the network policy keeps {operator.api} from its pods ({listed}): nothing says where it runs"
        hint = f"ask the platform team for operators: {{{kind}: {{api: {operator.api}, namespace: NAMESPACE}}}}"
        finding = component_finding(target, ("kind",), fact=fact, hint=hint, code="operator", severity=Severity.WARNING)
        yield finding._replace(place=target.environment.name)


def _ingress(target: Target, service: Service) -> Iterator[Ingress]:
    environment, ports = target.environment, service.ports
    if not ports:
        return
    yield Ingress([project(target)], ports)
    own_routes = service.routes if target.engine not in TRAFFIC else ()
    if exposed := dict.fromkeys(exposure.port(target, route) for route in own_routes):
        yield Ingress(entry_points(environment), list(exposed))
    if service.main_service.is_external:
        yield Ingress([network(source) for source in service.main_service.sources], ports)
    if service.metrics is not None and environment.metrics_namespace:
        yield Ingress([namespace(environment.metrics_namespace)], [monitoring.port(service, service.metrics)])
    yield from _from_callers(target, ports)
    tester = _load_tester(environment) if target.engine == "flagger" else ""
    if tester and target.component.slots:
        yield from (Ingress([namespace(tester)], [port]) for port in ports)


def _from_callers(target: Target, ports: Sequence[Port]) -> Iterator[Ingress]:
    """Those that `callers` lets in, to these ports or to those of them that it names."""
    for caller in target.component.callers if ports else ():
        chosen = [port for port in ports if {port.name, str(port.port)} & set(caller.ports)] if caller.ports else ports
        yield Ingress([_peer(target, caller)], chosen)


def _egress(target: Target, networks: Sequence[Egress]) -> Iterator[dict[str, Any]]:
    """What the pods may reach: DNS, the project, what the platform lists and, after it, what the component adds."""
    environment, component = target.environment, target.component
    dns = environment.dns
    servers = [namespace(dns.namespace)]
    caches = [network(cidr) for cidr in dns.networks]
    if dns.port == DNS_PORT:
        yield {"peers": [*servers, *caches], "ports": _answering(dns.port)}
    else:
        # A cache on the node answers on the port of DNS, whatever the port of the pods that it asks.
        yield {"peers": servers, "ports": _answering(dns.port)}
        yield from [{"peers": caches, "ports": [*_answering(DNS_PORT), *_answering(dns.port)]}] if caches else []
    yield {"peers": [project(target)], "ports": []}
    for each in (*networks, *(environment.metadata if component.has_identity else ())):
        yield {"peers": [network(each.cidr)], "ports": _both(each.ports)}
    for called in component.calls:
        yield {"peers": [_peer(target, called)], "ports": _both(map(int, dict.fromkeys(called.ports)))}


def _answering(port: int) -> list[dict[str, Any]]:
    return [{"port": port, "protocol": protocol} for protocol in ("UDP", "TCP")]


def _both(ports: Iterable[int]) -> list[dict[str, Any]]:
    """Port numbers of TCP and UDP."""
    return [{"port": port, "protocol": protocol} for port in ports for protocol in ("TCP", "UDP")]


def _peer(target: Target, peer: spec.Peer) -> Peer:
    """The pods or addresses that `callers` or `calls` names; a project is that of this environment."""
    if peer.cidr:
        return network(peer.cidr)
    if peer.namespace:
        return namespace(peer.namespace)
    team, _, project = peer.project.partition("/")
    pods = {labels.PART_OF: project, labels.TEAM: team}
    return namespace(target.environment.namespace_of(team, project), pods)


def namespace(name: str, pods: Mapping[str, str] | None = None) -> Peer:
    """The pods of a namespace, all or those with these labels; those of all namespaces if the name is empty."""
    peer: Peer = {"namespaceSelector": {"matchLabels": {NAMESPACE: name}} if name else {}}
    return {**peer, "podSelector": {"matchLabels": dict(pods)}} if pods else peer


def network(cidr: str) -> Peer:
    """The addresses of a network."""
    return {"ipBlock": {"cidr": cidr}}


def project(target: Target) -> Peer:
    """All pods of the project."""
    return {"podSelector": {"matchLabels": _in_project(target)}}


def _in_project(target: Target) -> dict[str, str]:
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
    return host.split(".")[1] if "." in host else ""


def entry_points(environment: Environment) -> list[Peer]:
    """Where the traffic of routes comes from; from all namespaces if the platform names neither namespace nor networks."""
    if environment.traffic == "gateway-api" and environment.gateway is not None:
        origin = environment.gateway.origin
        pods = [namespace(origin.namespace, dict(origin.pods))] if origin.namespace else []
        return [*pods, *map(network, origin.networks)]
    settings = environment.ingress
    if settings is None or not (settings.namespace or settings.networks):
        return [namespace("")]
    pods = [namespace(settings.namespace)] if settings.namespace else []
    return [*pods, *map(network, settings.networks)]
