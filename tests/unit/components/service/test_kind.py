from typing import Any

import pytest

from generator.components.service import kind
from generator.source.scalars import raw
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

SHARED = {"NetworkPolicy/fraud-api", "ServiceAccount/fraud-api"}
ACTIVE = {"Deployment/fraud-api-blue", "HorizontalPodAutoscaler/fraud-api-blue", "PodDisruptionBudget/fraud-api-blue"}
SERVICES = {"Service/fraud-api", "Service/fraud-api-blue"}


def test_a_service_is_its_active_slot() -> None:
    assert samples.objects(SERVICE).keys() == SHARED | ACTIVE | SERVICES


def test_an_exposed_service_has_a_route_or_an_ingress_as_the_platform_says() -> None:
    component = SERVICE | {"expose": {"host": "x.acme.dev"}}
    ingress = {"traffic": "ingress", "ingress": {"class": "nginx"}}
    assert samples.objects(component).keys() == SHARED | ACTIVE | SERVICES | {"HTTPRoute/fraud-api"}
    assert samples.objects(component, None, ingress).keys() == SHARED | ACTIVE | SERVICES | {"Ingress/fraud-api"}


def test_the_gateway_monitoring_and_the_project_reach_a_service() -> None:
    component = SERVICE | {"ports": {"http": 8080, "metrics": 9090}, "expose": {"host": "x.acme.dev"}}
    spec = samples.objects(component, None, {"metrics": {"namespace": "monitoring"}})["NetworkPolicy/fraud-api"]["spec"]
    http, metrics = {"port": 8080, "protocol": "TCP"}, {"port": 9090, "protocol": "TCP"}
    project = {"podSelector": {"matchLabels": {"app.kubernetes.io/part-of": "fraud"}}}

    def namespace(name: str) -> Data:
        return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}

    assert spec["ingress"] == [
        {"from": [project], "ports": [http, metrics]},
        {"from": [namespace("gateways")], "ports": [http]},
        {"from": [namespace("monitoring")], "ports": [metrics]},
    ]
    assert spec["policyTypes"] == ["Ingress"]


def demand(*versions: Data, **component: Any) -> list[int]:
    """The pods of each version, or of versions alike, at most, by the settled component with these on top."""
    settled = samples.settled(SERVICE | component).target.node
    base = raw(settled)
    return [pods.total for pods in kind.demand([base | version for version in versions or ({},)], {})]


@pytest.mark.parametrize(
    ("component", "pods"),
    [
        ({"scale": 3}, [4]),
        ({"scale": {"min": 1, "max": 8}, "strategy": {"type": "rolling", "surge": "30%"}}, [11]),
        ({"scale": 3, "strategy": {"type": "rolling", "surge": 0, "unavailable": 1}}, [3]),
        ({"scale": {"min": 1, "max": 8}, "strategy": "blue-green"}, [16]),
    ],
)
def test_a_service_has_at_most_its_pods_those_that_surge_and_the_other_slot(component: Data, pods: list[int]) -> None:
    assert demand(**component) == pods
