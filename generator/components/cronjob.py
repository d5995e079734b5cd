"""Kind `cronjob`: a task that runs on a schedule in a time zone."""

from collections.abc import Iterator

from generator.components import batch, batch_rules, job, runs, supporting_objects
from generator.components.batch import Batch
from generator.manifest.manifest import Draft
from generator.resolve import kind
from generator.resolve.kind import Place
from generator.source import nodes
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate.context import Rules

SYNONYMS = "cron scheduled schedule scheduledjob crontab"
SLOTS = False
FOLDER = job.FOLDER
HASHED = False
FIELDS = batch.FIELDS
RULES = batch_rules.CRONJOB_RULES
POLICY: Rules = {}
SIZE = batch.SIZE
COUNTS, GROUPS = batch.COUNTS, batch.GROUPS

LIMIT = 52
"""Characters of a CronJob's name: its controller appends 11 to name each Job."""
JOB_SUFFIX = naming.LIMIT - LIMIT

kind_values, demand = batch.kind_values, batch.demand
settled = kind.as_written


def names(base: str) -> tuple[DerivedName, ...]:
    """The name of the CronJob."""
    return (DerivedName(base, LIMIT, "CronJob"),)


def complete(merged: nodes.Mapping, *, place: Place, cache: nodes.NodeCache) -> nodes.Mapping:  # noqa: ARG001 - as ComponentKind
    """No default depends on another value."""
    return merged


def problems(target: Target) -> Iterator[Finding]:
    """Yield names of its pods that are too long, and of its Service that Kubernetes refuses."""
    return batch.problems(target, target.base, JOB_SUFFIX)


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a cron job."""
    schedule = target.component.kind_values_as(Batch).run.schedule
    assert schedule is not None  # noqa: S101 - a cron job has one
    yield from supporting_objects.drafts(target)
    yield from supporting_objects.config(target, target.component, target.base)
    values = {**runs.cron_job(target, schedule), **batch.values(target, keep=runs.DAY)}
    yield Draft(template="cronjob/cronjob.yaml", folder=FOLDER, file=target.base, values=values)
