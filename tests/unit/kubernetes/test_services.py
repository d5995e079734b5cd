"""Services: what `service` changes in the main one, and that it changes no other."""

from typing import Any

import pytest

from generator.kubernetes import services
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

OPEN: Data = {"policy": {"serviceTypes": ["cluster-ip", "load-balancer", "node-port"]}}
BALANCED: Data = SERVICE | {"service": {"type": "load-balancer"}}


def spec(service: Data, **environment: Any) -> Data:
    made = samples.objects(SERVICE | {"service": service}, None, OPEN | environment)["Service/fraud-api"]["spec"]
    return {key: value for key, value in made.items() if key not in {"ports", "selector"}}


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ({}, {"type": "ClusterIP"}),
        ({"headless": True}, {"type": "ClusterIP", "clusterIP": "None"}),
        ({"type": "node-port"}, {"type": "NodePort"}),
        ({"type": "node-port", "sources": ["10.0.0.0/8"]}, {"type": "NodePort", "externalTrafficPolicy": "Local"}),
        ({"type": "load-balancer"}, {"type": "LoadBalancer"}),
        (
            {"type": "load-balancer", "sources": ["10.0.0.0/8"]},
            {
                "type": "LoadBalancer",
                "loadBalancerSourceRanges": ["10.0.0.0/8"],
                "externalTrafficPolicy": "Local",
            },
        ),
        (
            {"sessionAffinity": "client-ip"},
            {
                "type": "ClusterIP",
                "sessionAffinity": "ClientIP",
                "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 10800}},
            },
        ),
        ({"trafficDistribution": "prefer-close"}, {"type": "ClusterIP", "trafficDistribution": "PreferClose"}),
        ({"trafficDistribution": "prefer-same-node"}, {"type": "ClusterIP", "trafficDistribution": "PreferSameNode"}),
    ],
)
def test_the_main_service_is_as_written(service: Data, expected: Data) -> None:
    assert spec(service) == expected


def test_only_the_main_service_changes() -> None:
    blue_green = {
        "strategy": "blue-green",
        "scale": 2,
        "service": {"type": "load-balancer", "annotations": {"a/b": "c"}},
    }
    made = samples.objects(SERVICE | blue_green, None, OPEN | {"loadBalancer": {"class": "internal"}})
    found = {name: each for name, each in made.items() if each["kind"] == "Service"}
    main = found.pop("Service/fraud-api")
    assert (main["spec"]["type"], main["spec"]["loadBalancerClass"]) == ("LoadBalancer", "internal")
    assert main["metadata"]["annotations"]["a/b"] == "c"
    assert sorted(found) == ["Service/fraud-api-blue", "Service/fraud-api-green", "Service/fraud-api-preview"]
    assert {each["spec"]["type"] for each in found.values()} == {"ClusterIP"}
    assert not any("loadBalancerClass" in each["spec"] or "annotations" in each["metadata"] for each in found.values())


def test_the_platform_gives_load_balancers_a_class_and_annotations_and_other_types_nothing() -> None:
    platform = {"class": "service.k8s.aws/nlb", "annotations": {"a/b": "platform", "d/e": "platform"}}
    balanced = {"type": "load-balancer", "annotations": {"a/b": "component"}}
    target = samples.target(SERVICE | {"service": balanced}, None, OPEN | {"loadBalancer": platform})
    assert services.annotations(target) == {"a/b": "component", "d/e": "platform"}
    assert spec({"type": "node-port"}, loadBalancer=platform) == {"type": "NodePort"}
    inside = samples.target(
        SERVICE | {"service": {"annotations": {"a/b": "component"}}}, None, {"loadBalancer": platform}
    )
    assert services.annotations(inside) == {"a/b": "component"}


def test_no_annotation_takes_the_place_of_the_position() -> None:
    made = samples.objects(SERVICE | {"service": {"annotations": {"a/b": "c"}}})["Service/fraud-api"]
    assert sorted(made["metadata"]["annotations"]) == ["a/b", "tidegate.dev/release"]


@pytest.mark.parametrize(
    ("component", "environment", "expected"),
    [
        (SERVICE, {}, ""),
        (BALANCED, {}, "default"),
        (BALANCED, {"loadBalancer": {"class": "internal"}}, "internal"),
    ],
)
def test_the_balancer_is_known_by_its_class(component: Data, environment: Data, expected: str) -> None:
    assert services.balancer(samples.target(component, None, OPEN | environment)) == expected


@pytest.mark.parametrize("engine", ["argo-rollouts", "flagger"])
def test_every_engine_writes_the_main_service_of_a_rolling_service(engine: str) -> None:
    made = samples.objects(BALANCED, None, OPEN | {"engine": engine})
    types = {name: each["spec"]["type"] for name, each in made.items() if each["kind"] == "Service"}
    assert types.pop("Service/fraud-api") == "LoadBalancer"
    assert set(types.values()) <= {"ClusterIP"}
