"""What Flagger makes of the main Service of a Canary."""

from typing import Any

import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

FLAGGER: Data = {"engine": "flagger", "policy": {"serviceTypes": ["load-balancer"]}}
SLOTS: Data = SERVICE | {"strategy": "blue-green", "scale": 2}


def said(component: Data) -> list[str]:
    return [each for each in samples.problems(component, None, FLAGGER) if "itself" in each]


@pytest.mark.parametrize(("key", "value"), [("type", "load-balancer"), ("sessionAffinity", "client-ip")])
def test_flagger_makes_the_service_without_these(key: str, value: str) -> None:
    assert said(SLOTS | {"service": {key: value}}) == [
        (
            f"components.api.service.{key}: Flagger makes the Service fraud-api itself, without {key}"
            f" -> use strategy: rolling there, or service: {{{key}: null}}"
        )
    ]
    assert said(SERVICE | {"service": {key: value}}) == []


def test_annotations_and_the_distribution_are_given_to_flagger() -> None:
    service = {"annotations": {"a/b": "c"}, "trafficDistribution": "prefer-close"}
    made = samples.objects(SLOTS | {"service": service}, None, FLAGGER)["Canary/fraud-api"]["spec"]["service"]
    assert made["apex"]["annotations"]["a/b"] == "c"
    assert made["trafficDistribution"] == "PreferClose"


def test_a_protocol_that_flagger_gives_no_port_is_said_where_it_is_written() -> None:
    ports = {"http": 8080, "grpc": 9000}
    assert not [each for each in samples.problems(SLOTS | {"ports": ports}, None, FLAGGER) if "protocol" in each]
    written = {"http": 8080, "grpc": {"port": 9000, "appProtocol": "kubernetes.io/h2c"}}
    (found,) = (each for each in samples.problems(SLOTS | {"ports": written}, None, FLAGGER) if "protocol" in each)
    assert found == (
        "components.api.ports.grpc: Flagger gives its protocol, kubernetes.io/h2c, to no port but http"
        " -> use strategy: rolling where something has to know it"
    )


ROUTED: Data = FLAGGER | {
    "traffic": "gateway-api",
    "gateway": {"name": "public", "namespace": "gateways", "api": "1.2"},
}


def routed(expose: Any) -> list[str]:
    found = samples.problems(SLOTS | {"expose": expose}, None, ROUTED)
    return sorted(each for each in found if each.startswith("components.api.expose"))


def test_flagger_makes_one_http_route() -> None:
    expose = [{"name": "a", "host": "a.dev", "protocol": "grpc", "annotations": {"a/b": "c"}}, {"host": "b.dev"}]
    assert routed(expose) == [
        (
            "components.api.expose[0].annotations: Flagger gives these annotations to the main Service, too"
            " -> leave out those that a controller of Services obeys"
        ),
        (
            "components.api.expose[0].protocol: Flagger makes an HTTPRoute, no GRPCRoute"
            " -> leave protocol out there: it carries gRPC, too"
        ),
        (
            "components.api.expose[1]: Flagger makes a single route for a component"
            " -> keep one there, or use strategy: rolling there"
        ),
    ]
    assert routed({"hosts": ["a.dev", "b.dev"], "timeout": "5m"}) == []


def test_several_ingresses_are_ours_with_a_canary_too() -> None:
    expose = [{"host": "a.dev"}, {"name": "b", "host": "b.dev"}]
    made = samples.objects(
        SLOTS | {"expose": expose}, None, FLAGGER | {"traffic": "ingress", "ingress": {"class": "nginx"}}
    )
    assert [name for name in made if name.startswith("Ingress/")] == ["Ingress/fraud-api", "Ingress/fraud-api-b"]


def test_only_the_route_that_flagger_takes_over_is_kept_from_pruning() -> None:
    expose = [{"host": "a.dev"}, {"name": "b", "host": "b.dev"}]
    made = samples.objects(SERVICE | {"expose": expose}, None, ROUTED)
    assert "annotations" in made["HTTPRoute/fraud-api"]["metadata"]
    assert "annotations" not in made["HTTPRoute/fraud-api-b"]["metadata"]


def test_the_platform_sets_threshold_iterations_and_webhooks() -> None:
    gate = {"name": "gate", "type": "confirm-rollout", "url": "http://gate.test/"}
    smoke = {"name": "smoke", "type": "pre-rollout", "url": "http://t.test/", "timeout": "2m", "metadata": {"cmd": "x"}}
    analysis = {"threshold": 2, "iterations": 6, "webhooks": [gate, smoke]}
    made = samples.objects(SLOTS, None, FLAGGER | {"analysis": analysis})["Canary/fraud-api"]["spec"]["analysis"]
    assert made == {
        "interval": "60s",
        "threshold": 2,
        "iterations": 6,
        "webhooks": [gate | {"timeout": "30s"}, smoke],
    }
