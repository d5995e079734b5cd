"""Questions to Prometheus about a new version, the same for every engine that asks.

Only labels that every scrape of pods has (`namespace`, `pod`) are asked for. No traffic is no answer, which nobody fails by.
"""

from typing import NamedTuple

from generator.spec.project import Target

WINDOW = "2m"


class Question(NamedTuple):
    """A query whose one number is at most `most`."""

    name: str
    query: str
    most: float


def questions(target: Target, pods: str) -> list[Question]:
    """What is asked about pods whose names match; nothing where the platform names no Prometheus server."""
    environment = target.environment
    if not environment.prometheus:
        return []
    asked = environment.analysis
    where = f'namespace="{target.namespace}",pod=~"{pods}"'
    failed = f'sum(rate({asked.requests}{{{where},{asked.code}=~"5.."}}[{WINDOW}]))'
    total = f"sum(rate({asked.requests}{{{where}}}[{WINDOW}]))"
    buckets = f"sum by (le) (rate({asked.durations}{{{where}}}[{WINDOW}]))"
    return [
        Question("error-rate", f"100 * {failed} / ({total} > 0)", asked.error_rate),
        Question("latency", f"histogram_quantile(0.95, {buckets}) >= 0", asked.latency),
    ]
