"""NetworkPolicies: who may reach the ports of a component."""

from typing import Any

from tests.builders import samples
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
