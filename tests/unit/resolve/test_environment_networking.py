"""The platform's settings about the network, and what they are where the file does not say."""

from typing import Any

import pytest

from generator.environment.networking import Dns, Gateway, Ingress, LoadBalancer, Origin
from generator.resolve import environment_networking
from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.builders.samples import DEV

NAMED: Data = {"name": "public", "namespace": "gateways"}


def gateway(**more: Any) -> Gateway | None:
    return samples.environment(gateway=NAMED | more).gateway


def test_an_environment_without_a_gateway_or_ingress_has_none() -> None:
    assert environment_networking.gateway({}) is None
    assert environment_networking.ingress({}) is None


def test_a_gateway_is_that_of_its_namespace_with_protocols_and_an_unknown_version() -> None:
    assert gateway() == Gateway("public", "gateways", "", (), Origin("gateways"), names_protocols=True)


def test_a_gateway_has_a_listener_a_version_and_perhaps_no_protocols() -> None:
    assert gateway(sectionName="https", api="1.10", appProtocol="none") == Gateway(
        "public", "gateways", "https", (1, 10), Origin("gateways"), names_protocols=False
    )


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ({"namespace": "proxies"}, Origin("proxies")),
        ({"podSelector": {"app": "envoy"}}, Origin("gateways", (("app", "envoy"),))),
        ({"podSelector": {"matchLabels": {"app": "envoy"}}}, Origin("gateways", (("app", "envoy"),))),
        ({"namespace": "proxies", "podSelector": {"app": "envoy"}}, Origin("proxies", (("app", "envoy"),))),
        ({"namespace": "proxies", "podSelector": {}}, Origin("proxies")),
        ({"podSelector": {}}, Origin("gateways")),
        ({"cidrs": ["10.0.0.0/8"]}, Origin("", (), ("10.0.0.0/8",))),
        ({"namespace": "proxies", "cidrs": ["10.0.0.0/8"]}, Origin("proxies", (), ("10.0.0.0/8",))),
    ],
)
def test_traffic_of_a_gateway_comes_from_pods_or_networks(written: Data, origin: Origin) -> None:
    found = gateway(**{"from": written})
    assert found is not None
    assert found.origin == origin


def test_another_origin_replaces_that_of_the_parent() -> None:
    parent = DEV | {
        "name": "parent",
        "gateway": NAMED | {"from": {"namespace": "proxies", "podSelector": {"app": "envoy"}}},
    }
    child = DEV | {"extends": "parent", "gateway": {"from": {"cidrs": ["10.0.0.0/8"]}}}
    found = cases.platform({"parent": parent, "dev": child}).environments["dev"].gateway
    assert found == Gateway("public", "gateways", origin=Origin("", (), ("10.0.0.0/8",)))


def test_an_ingress_controller_has_the_name_of_its_class() -> None:
    assert samples.environment(ingress={"class": "nginx"}).ingress == Ingress("nginx", "", "", "nginx", (), {})
    written = {
        "class": "public",
        "controller": "contour",
        "namespace": "ingress",
        "cidrs": ["10.0.0.0/8"],
        "annotations": {"a/b": "c"},
        "tlsSecret": "wildcard",
    }
    assert samples.environment(ingress=written).ingress == Ingress(
        "public", "wildcard", "ingress", "contour", ("10.0.0.0/8",), {"a/b": "c"}
    )


def test_load_balancers_are_those_of_the_cluster_by_default() -> None:
    assert samples.environment().load_balancer == LoadBalancer("", {})
    written = {"class": "service.k8s.aws/nlb", "annotations": {"a/b": "c"}}
    assert samples.environment(loadBalancer=written).load_balancer == LoadBalancer("service.k8s.aws/nlb", {"a/b": "c"})


def test_dns_is_that_of_kubernetes_by_default() -> None:
    assert samples.environment().dns == Dns("kube-system", 53, ())
    written = {"namespace": "openshift-dns", "port": 5353, "cidrs": ["169.254.20.10/32"]}
    assert samples.environment(network={"dns": written}).dns == Dns("openshift-dns", 5353, ("169.254.20.10/32",))
