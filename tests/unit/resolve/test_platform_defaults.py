"""Defaults of the platform that a component cannot have: they are skipped, and nothing is said of them."""

from typing import Any

import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import CRONJOB, INFERENCE, JOB, SERVICE, STORE, WORKER

SIDE: Data = {"image": "ghcr.io/acme/side:1"}
GATEWAY: Data = {"traffic": "gateway-api", "gateway": {"name": "public", "namespace": "gateways"}}
TRAFFIC: Data = {
    "callers": [{"namespace": "ci"}],
    "expose": {"host": "{component}.acme.dev"},
    "service": {"sessionAffinity": "client-ip"},
}
MONITORED: Data = {"metrics": {"namespace": "monitoring", "monitor": "pod"}}


@pytest.mark.parametrize("field", TRAFFIC)
@pytest.mark.parametrize("component", [WORKER, JOB, CRONJOB], ids=lambda each: each["kind"])
def test_traffic_passes_by_what_has_no_port(component: Data, field: str) -> None:
    environment = GATEWAY | {"defaults": {field: TRAFFIC[field]}}
    assert samples.problems(component, None, environment) == []
    assert samples.objects(component, None, environment) == samples.objects(component, None, GATEWAY)


@pytest.mark.parametrize("field", TRAFFIC)
@pytest.mark.parametrize(
    "component", [SERVICE, STORE, WORKER | {"ports": {"http": 8080}}], ids=lambda each: each["kind"]
)
def test_traffic_reaches_what_has_a_port(component: Data, field: str) -> None:
    environment = GATEWAY | {"defaults": {field: TRAFFIC[field]}}
    assert samples.objects(component, None, environment) == samples.objects(
        component | {field: TRAFFIC[field]}, None, GATEWAY
    )


def test_a_port_of_a_sidecar_or_of_an_environment_counts() -> None:
    environment = {"defaults": {"callers": TRAFFIC["callers"]}}
    sidecar = WORKER | {"sidecars": {"proxy": SIDE | {"ports": {"admin": 9901}}}}
    assert ingress(sidecar, None, environment) == [9901, 9901]
    assert ingress(WORKER, {"components": {"api": {"ports": {"http": 8080}}}}, environment) == [8080, 8080]


def ingress(component: Data, section: Any, environment: Data) -> list[int]:
    """The ports that the rules of the NetworkPolicy open."""
    rules = samples.objects(component, section, environment)["NetworkPolicy/fraud-api"]["spec"].get("ingress", [])
    return [port["port"] for rule in rules for port in rule["ports"]]


@pytest.mark.parametrize(
    ("ports", "metrics", "monitors"),
    [
        ({"http": 8080}, {"interval": "15s"}, []),
        ({"http": 8080, "metrics": 9090}, {"interval": "15s"}, ["PodMonitor/fraud-api"]),
        ({"http": 8080}, {"port": "http"}, ["PodMonitor/fraud-api"]),
        ({"http": {"port": 8080}}, {"port": 8080}, ["PodMonitor/fraud-api"]),
        ({"http": 8080}, {"port": 9090}, []),
    ],
)
def test_metrics_are_those_of_a_port_that_is_there(ports: Data, metrics: Data, monitors: list[str]) -> None:
    environment = MONITORED | {"defaults": {"metrics": metrics}}
    component = SERVICE | {"ports": ports}
    assert samples.problems(component, None, environment) == []
    assert [name for name in samples.objects(component, None, environment) if "PodMonitor" in name] == monitors


def test_metrics_that_a_component_writes_lie_over_those_of_the_platform() -> None:
    environment = MONITORED | {"defaults": {"metrics": {"interval": "15s"}}}
    monitor = samples.objects(SERVICE | {"metrics": {"port": "http"}}, None, environment)["PodMonitor/fraud-api"]
    assert monitor["spec"]["podMetricsEndpoints"] == [{"port": "http", "path": "/metrics", "interval": "15s"}]


def test_metrics_of_a_port_that_is_not_there_are_said_where_they_are_written() -> None:
    assert samples.problems(SERVICE | {"metrics": {"path": "/m"}}, None, MONITORED) == [
        'components.api.metrics: there is no port "metrics" -> choose from: http'
    ]


def test_models_of_the_platform_make_no_template() -> None:
    component = {**INFERENCE, "model": "file:///mnt/models/a", "volumes": {"/mnt/models": {"claim": "models"}}}
    defaults = {"defaults": {"models": {"eu": "file:///mnt/models/eu"}}}
    assert samples.objects(component, None, defaults) == samples.objects(component)
