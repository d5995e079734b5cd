"""ServiceMonitors and PodMonitors: what they select, and how they ask."""

from typing import Any

import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

PORTS: Data = {"http": 8080, "metrics": 9090}
SCRAPED = "tidegate.dev/metrics"


def made(monitor: str, component: Data | None = None, **environment: Any) -> Data:
    metrics = {"monitor": monitor, "labels": {"release": "prometheus"}}
    return samples.objects(SERVICE | {"ports": PORTS} | (component or {}), None, environment | {"metrics": metrics})


def test_a_service_monitor_selects_the_services_of_slots_alone() -> None:
    found = made("service", {"strategy": "blue-green", "scale": 2})
    spec = found["ServiceMonitor/fraud-api"]["spec"]
    assert spec == {
        "jobLabel": "app.kubernetes.io/name",
        "selector": {"matchLabels": {"app.kubernetes.io/name": "fraud-api", SCRAPED: "true"}},
        "endpoints": [{"port": "metrics", "path": "/metrics"}],
    }
    services = {name: each["metadata"]["labels"] for name, each in found.items() if each["kind"] == "Service"}
    assert sorted(name for name, each in services.items() if SCRAPED in each) == [
        "Service/fraud-api-blue",
        "Service/fraud-api-green",
    ]
    assert len(services) == 4
    assert found["ServiceMonitor/fraud-api"]["metadata"]["labels"]["release"] == "prometheus"
    assert all(SCRAPED not in each["spec"].get("selector", {}) for each in found.values() if each["kind"] == "Service")


@pytest.mark.parametrize("engine", ["argo-rollouts", "flagger"])
def test_where_no_service_is_of_a_slot_the_pods_are_selected(engine: str) -> None:
    found = made("service", {"strategy": "blue-green", "scale": 2}, engine=engine)
    (name,) = (name for name in found if "Monitor/" in name)
    assert name == "PodMonitor/fraud-api"
    labels = {"app.kubernetes.io/name": "fraud-api"}
    shared = {"app.kubernetes.io/part-of": "fraud", "app.kubernetes.io/component": "api"}
    assert found[name]["spec"] == {
        "jobLabel": "app.kubernetes.io/name",
        "selector": {"matchLabels": shared if engine == "flagger" else labels},
        "podMetricsEndpoints": [{"port": "metrics", "path": "/metrics"}],
    }


def test_a_worker_has_a_pod_monitor() -> None:
    worker = {"kind": "worker", "ports": {"metrics": 9090}}
    assert [name for name in made("service", worker) if "Monitor/" in name] == ["PodMonitor/fraud-api"]


def test_a_pod_monitor_names_the_port_of_the_container() -> None:
    ports = {"http": 8080, "admin": {"port": 80, "targetPort": 8080}}
    component = {"ports": ports, "metrics": {"port": 80, "interval": "15s"}}
    assert made("pod", component)["PodMonitor/fraud-api"]["spec"]["podMetricsEndpoints"] == [
        {"port": "http", "path": "/metrics", "interval": "15s"}
    ]
    assert made("service", component)["ServiceMonitor/fraud-api"]["spec"]["endpoints"] == [
        {"port": "admin", "path": "/metrics", "interval": "15s"}
    ]


@pytest.mark.parametrize(
    "port", [{"port": 9090, "scheme": "HTTPS"}, {"port": 9090, "scheme": "HTTPS", "path": "/prom"}]
)
def test_tls_is_asked_without_a_name_to_verify(port: Data) -> None:
    (endpoint,) = made("pod", {"ports": {"http": 8080, "metrics": port}})["PodMonitor/fraud-api"]["spec"][
        "podMetricsEndpoints"
    ]
    assert endpoint == {
        "port": "metrics",
        "path": port.get("path", "/metrics"),
        "scheme": "https",
        "tlsConfig": {"insecureSkipVerify": True},
    }


@pytest.mark.parametrize(
    ("monitor", "component"), [("none", {}), ("annotations", {}), ("service", {"ports": {"http": 8080}})]
)
def test_no_monitor_where_none_is_asked_for(monitor: str, component: Data) -> None:
    found = made(monitor, component)
    assert not [name for name in found if "Monitor/" in name]
    assert not [each for each in found.values() if SCRAPED in each["metadata"]["labels"]]
