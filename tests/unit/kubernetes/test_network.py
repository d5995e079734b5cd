"""NetworkPolicies: who may reach the ports of a component."""

from typing import Any

from generator.errors import Severity
from generator.kubernetes import network
from generator.spec.project import Target
from tests.builders import documents, samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

OPEN: Data = {"policy": {"serviceTypes": ["load-balancer", "node-port"]}, "metrics": {"namespace": "monitoring"}}
PORTS: Data = {"http": {"port": 80, "targetPort": 8080}, "metrics": 9090}
HTTP, METRICS = {"port": 8080, "protocol": "TCP"}, {"port": 9090, "protocol": "TCP"}
PROJECT = {"from": [{"podSelector": {"matchLabels": {"app.kubernetes.io/part-of": "fraud"}}}], "ports": [HTTP, METRICS]}
MONITORING = {
    "from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}],
    "ports": [METRICS],
}


def ingress(**component: Any) -> list[Data]:
    made = samples.objects(SERVICE | {"ports": PORTS} | component, None, OPEN)
    found: list[Data] = made["NetworkPolicy/fraud-api"]["spec"]["ingress"]
    return found


def test_the_project_and_monitoring_reach_a_service_of_the_cluster() -> None:
    assert ingress() == [PROJECT, MONITORING]


def test_a_service_with_an_entry_from_outside_is_open_to_every_address() -> None:
    for kind in ("load-balancer", "node-port"):
        assert ingress(service={"type": kind}) == [PROJECT, {"ports": [HTTP, METRICS]}, MONITORING]


def test_sources_are_the_only_addresses_from_outside() -> None:
    sources = ["10.0.0.0/8", "2001:db8::/32"]
    outside = {"from": [{"ipBlock": {"cidr": cidr}} for cidr in sources], "ports": [HTTP, METRICS]}
    assert ingress(service={"type": "node-port", "sources": sources}) == [PROJECT, outside, MONITORING]


def test_a_component_without_ports_is_reached_by_nobody() -> None:
    spec = samples.objects(samples.JOB)["NetworkPolicy/fraud-api"]["spec"]
    assert (spec["policyTypes"], "ingress" in spec) == (["Ingress"], False)


def peer(name: str) -> Data:
    return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}


def test_callers_reach_all_ports_or_those_that_are_named() -> None:
    callers = [
        {"project": "web/site"},
        {"namespace": "ci", "port": "http"},
        {"cidr": "192.168.0.0/16", "ports": [9090, 80]},
    ]
    pods = {"matchLabels": {"app.kubernetes.io/part-of": "site", "tidegate.dev/team": "web"}}
    assert ingress(callers=callers) == [
        PROJECT,
        MONITORING,
        {"from": [{**peer("web-site-dev"), "podSelector": pods}], "ports": [HTTP, METRICS]},
        {"from": [peer("ci")], "ports": [HTTP]},
        {"from": [{"ipBlock": {"cidr": "192.168.0.0/16"}}], "ports": [HTTP, METRICS]},
    ]


def egress(network: Data, **component: Any) -> list[Data]:
    made = samples.objects(samples.JOB | component, None, {"network": network})
    found: list[Data] = made["NetworkPolicy/fraud-api"]["spec"]["egress"]
    return found


DNS: Data = {"to": [peer("kube-system")], "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]}
OWN: Data = {"to": PROJECT["from"]}
BOTH = [{"port": 443, "protocol": "TCP"}, {"port": 443, "protocol": "UDP"}]


def test_calls_open_what_the_platform_has_closed() -> None:
    calls = [{"project": "web/site", "ports": [443]}, {"namespace": "kafka"}, {"cidr": "10.1.2.3/32", "port": 443}]
    pods = {"matchLabels": {"app.kubernetes.io/part-of": "site", "tidegate.dev/team": "web"}}
    assert egress({"egress": []}, calls=calls) == [
        DNS,
        OWN,
        {"to": [{**peer("web-site-dev"), "podSelector": pods}], "ports": BOTH},
        {"to": [peer("kafka")]},
        {"to": [{"ipBlock": {"cidr": "10.1.2.3/32"}}], "ports": BOTH},
    ]


def test_where_egress_is_open_calls_change_nothing() -> None:
    spec = samples.objects(samples.JOB | {"calls": [{"namespace": "kafka"}]})["NetworkPolicy/fraud-api"]["spec"]
    assert (spec["policyTypes"], "egress" in spec) == (["Ingress"], False)


def test_only_components_with_an_identity_reach_the_metadata_server() -> None:
    network = {"egress": [], "metadata": [{"cidr": "169.254.170.23/32", "ports": [443]}]}
    metadata = {"to": [{"ipBlock": {"cidr": "169.254.170.23/32"}}], "ports": BOTH}
    assert egress(network) == [DNS, OWN]
    assert egress(network, serviceAccount={"annotations": {"a/b": "c"}}) == [DNS, OWN, metadata]


def test_dns_answers_where_the_platform_says() -> None:
    cache = {"ipBlock": {"cidr": "169.254.20.10/32"}}
    assert egress({"egress": [], "dns": {"cidrs": ["169.254.20.10/32"]}})[0] == DNS | {"to": [*DNS["to"], cache]}
    other = [{"port": 5353, "protocol": "UDP"}, {"port": 5353, "protocol": "TCP"}]
    found = egress({"egress": [], "dns": {"namespace": "dns", "port": 5353, "cidrs": ["169.254.20.10/32"]}})
    assert found[:2] == [{"to": [peer("dns")], "ports": other}, {"to": [cache], "ports": [*DNS["ports"], *other]}]
    assert egress({"egress": [], "dns": {"port": 5353}}) == [{"to": DNS["to"], "ports": other}, OWN]


def of_operator(**operator: Any) -> Target:
    """A job of Dask, as if its operator called two other ports of its pods."""
    environment = {"operators": {"dask": {"api": "dask-operator", **operator}}}
    target = samples.target(samples.DASK, None, environment)
    return target._replace(component=target.component._replace(operator_ports=(8265, 8000)))


def test_an_operator_reaches_what_it_calls_from_its_namespace() -> None:
    numbers = [{"port": port, "protocol": "TCP"} for port in (8265, 8000)]
    (rule,) = network.values(of_operator(namespace="operators"))["ingress"]
    assert (rule["peers"], rule["ports"]) == ([peer("operators")], numbers)
    assert network.values(of_operator())["ingress"] == []


def test_an_operator_that_nobody_knows_the_place_of_is_a_warning() -> None:
    (found,) = network.operator_problems(of_operator(), (8265, 8000))
    assert (found.severity, found.code, found.path) == (Severity.WARNING, "operator", ("kind",))
    assert documents.messages([found]) == [
        (
            "the network policy keeps dask-operator from its pods (8265, 8000): nothing says where it runs in dev"
            " -> ask the platform team for operators: {dask: {api: dask-operator, namespace: NAMESPACE}}"
        )
    ]
    assert list(network.operator_problems(of_operator(namespace="operators"), (8265,))) == []
