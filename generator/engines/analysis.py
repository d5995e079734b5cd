"""Prometheus queries that judge a new version, the same for every engine with analysis.

Series are selected by `namespace` and `pod` alone, labels that every scrape of pods sets. Without traffic a query has no result,
which does not fail the analysis.
"""

from generator.named_tuples import NamedTuple
from generator.spec.project import Target

WINDOW = "2m"


class MetricCheck(NamedTuple):
    """A Prometheus query; a version passes if the result is at most `most`."""

    name: str
    query: str
    most: float


def metric_checks(target: Target, pods: str) -> list[MetricCheck]:
    """The checks of the pods whose names match the regular expression `pods`; none if the environment has no Prometheus server."""
    environment = target.environment
    if not environment.prometheus:
        return []
    settings = environment.analysis
    selector = f'namespace="{target.namespace}",pod=~"{pods}"'
    failed = f'sum(rate({settings.requests}{{{selector},{settings.code}=~"5.."}}[{WINDOW}]))'
    total = f"sum(rate({settings.requests}{{{selector}}}[{WINDOW}]))"
    buckets = f"sum by (le) (rate({settings.durations}{{{selector}}}[{WINDOW}]))"
    return [
        MetricCheck("error-rate", f"100 * {failed} / ({total} > 0)", settings.error_rate),
        MetricCheck("latency", f"histogram_quantile(0.95, {buckets}) >= 0", settings.latency),
    ]
