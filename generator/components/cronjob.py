"""Kind `cronjob`: a task that runs by the clock, in the time zone that it names."""

from collections.abc import Iterator

from generator.components import job, supporting_objects
from generator.kubernetes import labels
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.project import Target

CONCURRENCY = {"forbid": "Forbid", "allow": "Allow", "replace": "Replace"}
DAY = 86400


def problems(_target: Target) -> Iterator[Finding]:
    """Nothing that the shared rules do not find."""
    return iter(())


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a cron job."""
    component, batch = target.component, target.component.task
    yield from supporting_objects.drafts(target)
    yield from supporting_objects.config(target, component, target.base)
    values = {
        "name": target.base,
        "labels": labels.metadata(target, component),
        "annotations": labels.annotations(target, component, labels.described(target)),
        "schedule": batch.schedule,
        "time_zone": batch.time_zone,
        "concurrency": CONCURRENCY[batch.concurrency],
        "suspend": batch.suspend,
        **job.task(target, keep=DAY),
    }
    yield Draft(template="cronjob/cronjob.yaml", folder="jobs", file=target.base, values=values)
