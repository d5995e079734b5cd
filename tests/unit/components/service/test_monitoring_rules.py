"""Warnings of metrics that something waits for and nobody collects, word for word."""

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

WATCHED: Data = {"metrics": {"namespace": "monitoring", "prometheus": "http://prometheus:9090"}}
SCALED: Data = SERVICE | {"scale": {"max": 4, "metrics": {"requests": 10}}}
CANARY: Data = SERVICE | {
    "strategy": {"type": "canary", "steps": [50]},
    "scale": 2,
    "expose": {"host": "a.dev"},
}
ROUTED: Data = {"traffic": "gateway-api", "gateway": {"name": "public", "namespace": "gateways"}}


def said(component: Data, environment: Data) -> list[str]:
    return [
        each for each in samples.problems(component, None, environment) if "monitoring" in each or "collect" in each
    ]


def test_metrics_to_scale_by_need_a_port_that_is_collected() -> None:
    assert said(SCALED, WATCHED) == [
        (
            "components.api.scale.metrics: pods are scaled by metrics, and monitoring may reach no port of them in dev"
            " -> name the port of the metrics: ports: {metrics: 9090}, or metrics: {port: http}"
        )
    ]
    assert said(SCALED | {"metrics": {"port": "http"}}, WATCHED) == []


def test_a_port_is_not_enough_where_nobody_may_reach_it() -> None:
    assert said(SCALED | {"ports": {"http": 8080, "metrics": 9090}}, {}) == [
        (
            "components.api.scale.metrics: pods are scaled by metrics, and no namespace is named that may collect them in dev"
            " -> ask the platform team for metrics: {namespace: monitoring}"
        )
    ]


def test_metrics_that_judge_a_version_need_a_port_too() -> None:
    expected = [
        (
            "components.api.strategy.type: pods are judged by metrics, and monitoring may reach no port of them in dev"
            " -> name the port of the metrics: ports: {metrics: 9090}, or metrics: {port: http}"
        )
    ]
    for engine in ("argo-rollouts", "flagger"):
        assert said(CANARY, WATCHED | ROUTED | {"engine": engine}) == expected
        assert said(SERVICE, WATCHED | ROUTED | {"engine": engine}) == []
    assert said(CANARY, WATCHED | ROUTED) == []
