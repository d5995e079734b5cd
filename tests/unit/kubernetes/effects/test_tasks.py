"""Pairs of objects before and after, with the effect that a page of the reference gives."""

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case
from tests.builders.objects import base

RUNS = {
    "DaskJob": ("spec/cluster/spec/worker/replicas", sources.DASK),
    "JobSet": ("spec/replicatedJobs/0/template/spec/template/spec/containers/0/image", sources.JOB_SET),
    "PyTorchJob": ("spec/pytorchReplicaSpecs/Worker/replicas", sources.PYTORCH_JOB),
    "RayJob": ("spec/rayClusterSpec/workerGroupSpecs/0/maxReplicas", sources.RAY_JOB),
    "TFJob": ("spec/tfReplicaSpecs/Worker/replicas", sources.TF_JOB),
    "TrainJob": ("spec/trainer/image", sources.TRAIN_JOB),
    "SparkApplication": ("spec/executor/instances", sources.SPARK_APPLICATION),
    "Workflow": ("spec/parallelism", sources.WORKFLOW),
}
"""A field of each kind that an operator runs once, and its page."""
CASES = [
    *(
        Case(
            name=f"a {kind} under its guard",
            kind=kind,
            after={path: "changed"},
            effect="ignored",
            reason=f"a {kind} that is there is left as it is: the GitOps tool is told not to update it",
            source=source,
        )
        for kind, (path, source) in RUNS.items()
    ),
    *(
        Case(
            name=f"a {kind} that goes",
            kind=kind,
            after=None,
            effect="removed",
            reason=f"the {kind} goes, and its pods with it",
            source=source,
        )
        for kind, (_, source) in RUNS.items()
    ),
    Case(
        name="the template of a Job under its guard",
        kind="Job",
        after={"spec/template/spec/containers/0/image": "x:2"},
        effect="ignored",
        reason="a Job that is there is left as it is: the GitOps tool is told not to update it",
        source=sources.JOB,
    ),
    Case(
        name="labels of a Job under its guard",
        kind="Job",
        after={"metadata/labels/team": "risk"},
        effect="ignored",
        reason="a Job that is there is left as it is: the GitOps tool is told not to update it",
        source=sources.FLUX_KUSTOMIZATION,
    ),
    Case(
        name="labels of a Job that Argo CD updates",
        kind="Job",
        after={"metadata/labels/team": "risk", "metadata/annotations": None},
        effect="none",
        reason="labels of the object are not those of its pods",
        source=sources.LABELS,
        before={"metadata/annotations": None},
    ),
    Case(
        name="a Job that loses its guard",
        kind="Job",
        after={
            "spec/template/spec/containers/0/image": "x:2",
            "metadata/annotations/kustomize.toolkit.fluxcd.io~ssa": None,
        },
        effect="immutable",
        reason=(
            "kustomize.toolkit.fluxcd.io/ssa: IfNotPresent is gone: Flux would update a Job, which cannot be changed"
        ),
        source=sources.BATCH_VALIDATION,
    ),
    Case(
        name="the template of a Job that nothing guards",
        kind="Job",
        after={"spec/template/spec/containers/0/image": "x:2", "metadata/annotations": None},
        effect="immutable",
        reason="nothing keeps the GitOps tool from updating the Job, which cannot be changed",
        source=sources.BATCH_VALIDATION,
        before={"metadata/annotations": None},
    ),
    Case(
        name="the template of a Job that an Application ignores",
        kind="Job",
        after={"spec/template/spec/containers/0/image": "x:2", "metadata/annotations": None},
        effect="ignored",
        reason="a Job that is there is left as it is: the GitOps tool is told not to update it",
        source=sources.JOB,
        before={"metadata/annotations": None},
        beside=(
            base(
                "Application",
                {"spec/ignoreDifferences": [{"group": "batch", "kind": "Job", "jsonPointers": ["/spec"]}]},
            ),
        ),
    ),
    Case(
        name="how often a Job that nothing guards is tried",
        kind="Job",
        after={"spec/backoffLimit": 5, "metadata/annotations": None},
        effect="run",
        reason="a Job that still runs obeys it at once",
        source=sources.JOB,
        before={"metadata/annotations": None},
    ),
    Case(
        name="a Job under a new name",
        kind="Job",
        after=base("Job", {"spec/backoffLimit": 3}, name="load-abcdef0123"),
        effect="run",
        reason=(
            "the task runs again under its new name, load-abcdef0123; the old one is pruned, which ends a run that goes on"
        ),
        source=sources.JOB,
        before=base("Job", name="load-0123456789"),
    ),
    Case(
        name="a Job that is kept, under a new name",
        kind="Job",
        after=base("Job", {"spec/backoffLimit": 3}, name="load-abcdef0123"),
        effect="run",
        reason=(
            "the task runs again under its new name, load-abcdef0123; the old one stays, and a run that goes on ends by itself"
        ),
        source=sources.JOB,
        before=base(
            "Job", {"metadata/annotations/kustomize.toolkit.fluxcd.io~prune": "disabled"}, name="load-0123456789"
        ),
    ),
    Case(
        name="a new Job",
        kind="Job",
        after={},
        effect="run",
        reason="the task runs",
        source=sources.JOB,
        before=None,
    ),
    Case(
        name="a Job that goes",
        kind="Job",
        after=None,
        effect="removed",
        reason="the Job goes, and its pods with it",
        source=sources.JOB,
    ),
    Case(
        name="a Job that becomes a CronJob",
        kind="Job",
        after=None,
        effect="replaced",
        reason="goes, and CronJob fraud-api of the same component comes",
        source=sources.WORKLOADS,
        come=(base("CronJob"),),
    ),
    Case(
        name="the schedule of a CronJob",
        kind="CronJob",
        after={"spec/schedule": "0 4 * * *"},
        effect="run",
        reason="it runs at other times",
        source=sources.CRON_JOB,
    ),
    Case(
        name="the time zone of a CronJob",
        kind="CronJob",
        after={"spec/timeZone": "Europe/Berlin"},
        effect="run",
        reason="it runs at other times",
        source=sources.CRON_JOB,
    ),
    Case(
        name="a CronJob that is suspended",
        kind="CronJob",
        after={"spec/suspend": True},
        effect="run",
        reason="no run starts any more",
        source=f"{sources.CRON_JOB}#schedule-suspension",
    ),
    Case(
        name="a CronJob that goes on",
        kind="CronJob",
        after={"spec/suspend": False},
        effect="run",
        reason="runs start again by the schedule",
        source=f"{sources.CRON_JOB}#schedule-suspension",
        before={"spec/suspend": True},
    ),
    Case(
        name="the template of a CronJob",
        kind="CronJob",
        after={"spec/jobTemplate/spec/template/spec/containers/0/image": "x:2"},
        effect="next-start",
        reason="the next run takes it up; one that goes on does not",
        source=sources.CRON_JOB,
    ),
    Case(
        name="the account of a CronJob",
        kind="CronJob",
        after={"spec/jobTemplate/spec/template/spec/serviceAccountName": "x"},
        effect="next-start",
        reason="the next run takes it up; one that goes on does not",
        source=sources.CRON_JOB,
        also=("access",),
    ),
    Case(
        name="how often a run is tried",
        kind="CronJob",
        after={"spec/jobTemplate/spec/backoffLimit": 1},
        effect="next-start",
        reason="the next run takes it up; one that goes on does not",
        source=sources.CRON_JOB,
    ),
    Case(
        name="what happens to runs at the same time",
        kind="CronJob",
        after={"spec/concurrencyPolicy": "Forbid"},
        effect="next-start",
        reason="what happens when a run is due while one goes on",
        source=f"{sources.CRON_JOB}#concurrency-policy",
    ),
    Case(
        name="how many Jobs are kept",
        kind="CronJob",
        after={"spec/failedJobsHistoryLimit": 5},
        effect="none",
        reason="how many finished Jobs are kept",
        source=f"{sources.CRON_JOB}#jobs-history-limits",
    ),
]

test_a_change_has_the_effect_that_is_documented = effects.documented(CASES)
