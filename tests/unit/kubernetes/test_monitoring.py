"""Annotations for a Prometheus without operator, and whether monitoring reaches a port."""

from typing import Any

import pytest

from generator.kubernetes import monitoring
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

PORTS: Data = {"http": 8080, "metrics": {"port": 90, "targetPort": 9090}}
WATCHED: Data = {"metrics": {"namespace": "monitoring"}}


def annotations(component: Data, monitor: str = "annotations") -> dict[str, str]:
    target = samples.target(SERVICE | component, None, {"metrics": {"monitor": monitor}})
    return monitoring.pod_annotations(target, target.component)


def test_pods_say_where_their_metrics_are() -> None:
    expected = {"prometheus.io/scrape": "true", "prometheus.io/port": "9090", "prometheus.io/path": "/metrics"}
    assert annotations({"ports": PORTS}) == expected
    tls = {"ports": {"https": 8443}, "metrics": {"port": "https", "path": "/prom"}}
    assert annotations(tls) == {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": "8443",
        "prometheus.io/path": "/prom",
        "prometheus.io/scheme": "https",
    }


def test_pods_say_nothing_without_metrics_or_with_another_monitor() -> None:
    assert annotations({}) == annotations({"ports": PORTS}, "service") == {}


def test_annotations_of_the_component_come_first() -> None:
    component = SERVICE | {"ports": PORTS, "annotations": {"prometheus.io/path": "/mine"}}
    made = samples.objects(component, None, {"metrics": {"monitor": "annotations"}})
    pod = made["Deployment/fraud-api-blue"]["spec"]["template"]["metadata"]["annotations"]
    assert (pod["prometheus.io/path"], pod["prometheus.io/scrape"]) == ("/mine", "true")


@pytest.mark.parametrize(
    ("component", "environment", "reached"),
    [
        ({"ports": PORTS}, WATCHED, True),
        ({"ports": PORTS}, {}, False),
        ({}, WATCHED, False),
        ({"metrics": {"port": "http"}}, WATCHED, True),
        ({"callers": [{"namespace": "monitoring"}]}, WATCHED, True),
        ({"callers": [{"namespace": "ci"}]}, WATCHED, False),
        ({"service": {"type": "node-port"}}, {"policy": {"serviceTypes": ["node-port"]}}, True),
        ({"expose": {"host": "a.dev"}}, {"traffic": "ingress", "ingress": {"class": "nginx"}}, True),
        ({"expose": {"host": "a.dev"}}, {"traffic": "ingress", "ingress": {"class": "nginx", "namespace": "x"}}, False),
    ],
)
def test_monitoring_reaches_what_the_network_policy_opens(component: Data, environment: Data, reached: Any) -> None:
    assert monitoring.is_reached(samples.target(SERVICE | component, None, environment)) is reached


def test_nobody_collects_the_metrics_of_a_task() -> None:
    assert not monitoring.is_reached(samples.target(samples.JOB, None, WATCHED))
