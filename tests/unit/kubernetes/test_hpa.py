from typing import Any

import pytest

from tests.builders.documents import Data
from tests.builders.samples import SERVICE, objects, problems


def metrics(component: Data) -> list[Any]:
    """What the HorizontalPodAutoscaler of a service watches: its resource and per cent, or a metric and its average."""
    spec = objects(SERVICE | component)["HorizontalPodAutoscaler/fraud-api-blue"]["spec"]
    return [
        (each["containerResource"]["name"], each["containerResource"]["target"]["averageUtilization"])
        if each["type"] == "ContainerResource"
        else (each["pods"]["metric"]["name"], each["pods"]["target"]["averageValue"])
        for each in spec["metrics"]
    ]


def test_metrics_come_as_the_server_returns_them() -> None:
    scale = {"max": 4, "cpu": 60, "memory": 80, "metrics": {"waiting": "0.5", "busy": 1000}}
    assert metrics({"scale": scale}) == [("busy", "1k"), ("waiting", "500m"), ("memory", 80), ("cpu", 60)]


@pytest.mark.parametrize(
    ("requests", "watched"),
    [
        ({"cpu": "1", "memory": "1Gi"}, [("cpu", 70)]),
        ({"memory": "1Gi"}, [("memory", 70)]),
        ({"cpu": "0", "memory": "1Gi"}, [("memory", 70)]),
    ],
)
def test_a_fixed_scale_watches_what_has_a_request(requests: Data, watched: list[Any]) -> None:
    component = {"scale": 3, "resources": {"requests": requests}}
    assert metrics(component) == watched
    assert problems(SERVICE | component) == []


def test_a_fixed_scale_without_any_request_is_said() -> None:
    component = {"scale": 3, "resources": {"requests": {"ephemeral-storage": "1Gi"}}}
    assert metrics(component) == [("cpu", 70)]
    assert problems(SERVICE | component) == [
        (
            "components.api.scale: without a request of cpu or memory its HPA has no metric, and Argo CD reports it as degraded"
            " -> add cpu to resources"
        )
    ]


@pytest.mark.parametrize("autoscaler", ["hpa", "keda"])
def test_a_request_of_nothing_is_no_request(autoscaler: str) -> None:
    component = {"scale": {"max": 3, "cpu": 50}, "resources": {"requests": {"cpu": "0", "memory": "1Gi"}}}
    assert problems(SERVICE | component, None, {"autoscaler": autoscaler}) == [
        "components.api.resources.requests.cpu: scaling on cpu is per cent of this request -> write more than 0"
    ]
