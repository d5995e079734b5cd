from generator.engines import analysis
from generator.engines.analysis import MetricCheck
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

WATCHED: Data = {"metrics": {"prometheus": "http://prometheus.monitoring:9090"}}
PODS = 'namespace="risk-fraud-dev",pod=~"fraud-api-.*"'


def test_without_a_prometheus_server_nothing_is_asked() -> None:
    assert analysis.metric_checks(samples.target(SERVICE), "fraud-api-.*") == []


def test_errors_and_latency_are_asked_of_the_pods_alone() -> None:
    errors, latency = analysis.metric_checks(samples.target(SERVICE, None, WATCHED), "fraud-api-.*")
    assert errors == MetricCheck(
        "error-rate",
        (
            f'100 * sum(rate(http_requests_total{{{PODS},code=~"5.."}}[2m]))'
            f" / (sum(rate(http_requests_total{{{PODS}}}[2m])) > 0)"
        ),
        1,
    )
    assert latency == MetricCheck(
        "latency",
        f"histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{{{PODS}}}[2m]))) >= 0",
        1,
    )


def test_the_platform_names_metrics_and_limits() -> None:
    named = {"requests": "requests_total", "code": "status", "durations": "took_bucket"}
    chosen = WATCHED | {"analysis": {"errorRate": 0.5, **named}}
    errors, latency = analysis.metric_checks(samples.target(SERVICE, None, chosen), "x")
    assert 'requests_total{namespace="risk-fraud-dev",pod=~"x",status=~"5.."}' in errors.query
    assert errors.most == 0.5
    assert "took_bucket" in latency.query
