"""The form `spark-operator`: a SparkApplication, or by a schedule a ScheduledSparkApplication that makes them.

An edit of a SparkApplication kills its pods and runs it again (`event_filter.go` of the operator), so its name has a hash.
"""

from collections.abc import Iterator
from typing import Any

from generator.components import pod_groups, runs
from generator.components.spark import fields, pods
from generator.kubernetes import derived_names, labels, object_kinds, queues, variables
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec import variable_expansion
from generator.spec.project import Target

KIND, SCHEDULED = "SparkApplication", "ScheduledSparkApplication"
FOREVER = 100 * 365 * runs.DAY
"""A time to live in seconds that is never reached, in place of the default that an operator may have."""
BETWEEN_TRIES = 10
"""Seconds until a failed run starts again."""


def problems(target: Target) -> Iterator[Finding]:
    """Yield a name that is too long for those that the operator derives from it."""
    kind = KIND if fields.of(target.component).run.schedule is None else SCHEDULED
    yield from derived_names.problems(target, [object_kinds.of(kind).derived(_name(target))])


def drafts(target: Target) -> Iterator[Draft]:
    """The SparkApplication, or what makes it by a schedule."""
    run = fields.of(target.component).run
    values = _values(target)
    if run.schedule is None:
        values |= {"name": _name(target), **runs.metadata(target, run)}
        yield Draft(template="spark/sparkapplication.yaml", folder=fields.FOLDER, file=target.base, values=values)
    else:
        # The operator copies the labels to each application that it makes.
        values |= runs.cron_job(target, run.schedule)
        values |= {"labels": {**labels.metadata(target, target.component), **queues.labels(target)}}
        yield Draft(
            template="spark/scheduledsparkapplication.yaml", folder=fields.FOLDER, file=target.base, values=values
        )


def _name(target: Target) -> str:
    return runs.name(target, fields.of(target.component).run, {KIND})


def _values(target: Target) -> dict[str, Any]:
    component, spark = target.component, fields.of(target.component)
    own = variables.expanded(component, component)
    least, most = pod_groups.bounds(spark.executors)
    driver, executor = pods.driver(target), pods.executors(target)
    return {
        **driver,  # of both alike: the image, labels of pods, account and security contexts
        "type": fields.TYPES[spark.language],
        "version": spark.version,
        "main_file": spark.main,
        "main_class": spark.main_class,
        "arguments": [variable_expansion.escape(text, own) for text in spark.arguments],
        "conf": spark.conf,
        "retries": spark.retries,
        "retry_interval": BETWEEN_TRIES,
        "keep": FOREVER,
        "dynamic": spark.dynamic,
        "least": least,
        "most": most,
        "driver": driver,
        "executor": executor,
    }
