"""The platform's settings about the network, and what they are where the file does not say."""

from generator.environment.networking import Gateway, LoadBalancer
from generator.resolve import environment_networking
from tests.builders import samples


def test_an_environment_without_a_gateway_has_none() -> None:
    assert environment_networking.gateway({}) is None


def test_a_gateway_reads_protocols_unless_it_says_otherwise() -> None:
    named = {"name": "public", "namespace": "gateways"}
    assert samples.environment(gateway=named).gateway == Gateway("public", "gateways", names_protocols=True)
    silent = samples.environment(gateway={**named, "appProtocol": "none"}).gateway
    assert silent == Gateway("public", "gateways", names_protocols=False)


def test_load_balancers_are_those_of_the_cluster_by_default() -> None:
    assert samples.environment().load_balancer == LoadBalancer("", {})
    written = {"class": "service.k8s.aws/nlb", "annotations": {"a/b": "c"}}
    assert samples.environment(loadBalancer=written).load_balancer == LoadBalancer("service.k8s.aws/nlb", {"a/b": "c"})
