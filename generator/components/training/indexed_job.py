"""The form `job`: an Indexed Job whose pods find each other by a headless Service, and by a schedule a CronJob.

The Job and its Service need no operator. Each failed pod counts, and when one fails its peers do, too: so `backoffLimit` is the
number of retries of each node. Of containers that start again in their pods, as many restarts as `backoffLimit` fail the Job
(`pastBackoffLimitOnFailure` of the Job controller): there it is one more.
"""

from collections.abc import Iterator
from typing import Any

from generator.components import runs
from generator.components.training import fields, pods, ranks
from generator.kubernetes import derived_names, object_kinds
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.project import Target

RESTART_POLICIES = {"": "Never", "pod": "Never", "container": "OnFailure"}
SCHEDULED_SUFFIX = "-" + "0" * 10
"""What the CronJob controller appends to its name for a Job (kubernetes/kubernetes: `getJobName`)."""


def problems(target: Target) -> Iterator[Finding]:
    """Yield names that are too long: of the CronJob, and the host name of the last pod, `<Job>-<index>`."""
    training = fields.of(target.component)
    last = f"-{training.nodes - 1}"
    if training.run.schedule is not None:
        cron_job = object_kinds.of("CronJob").derived(target.base)
        pod = object_kinds.of("Job").derived(target.base, SCHEDULED_SUFFIX + last)
        yield from derived_names.problems(target, [cron_job, pod])
    else:
        yield from derived_names.problems(target, [object_kinds.of("Job").derived(_name(target), last)])


def drafts(target: Target) -> Iterator[Draft]:
    """The Job, or the CronJob that makes it."""
    run = fields.of(target.component).run
    if run.schedule is not None:
        values = {**runs.cron_job(target, run.schedule), **_values(target, keep=runs.DAY)}
        yield Draft(template="cronjob/cronjob.yaml", folder=fields.FOLDER, file=target.base, values=values)
    else:
        values = {"name": _name(target), **runs.metadata(target, run), **_values(target, keep=None)}
        yield Draft(template="job/job.yaml", folder=fields.FOLDER, file=target.base, values=values)


def _name(target: Target) -> str:
    return runs.name(target, fields.of(target.component).run, {"Job"})


def _values(target: Target, *, keep: int | None) -> dict[str, Any]:
    training = fields.of(target.component)
    restart_policy = RESTART_POLICIES[training.restart]
    return {
        **pods.values(target, ranks.of_job(target.component, target.base), restart_policy),
        "retries": _backoff_limit(training, restart_policy),
        "timeout": pods.deadline(target),
        "parallelism": training.nodes,
        "completions": training.nodes,
        "indexed": True,
        "keep": keep,
    }


def _backoff_limit(training: fields.Training, restart_policy: str) -> int:
    failures = training.retries * training.nodes
    return failures + 1 if failures and restart_policy == "OnFailure" else failures
