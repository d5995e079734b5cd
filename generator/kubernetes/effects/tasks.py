"""Effects of changes to tasks: CronJob, and the kinds whose objects run once, such as Job.

A run that is there is left as it is where its GitOps tool is told so: Flux by an annotation of the object, Argo CD by a rule of the
Application (`ignoreDifferences`). Without that the tool updates it, which the API server refuses but for a few fields.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from generator.kubernetes import object_kinds
from generator.kubernetes.effects import capacity, common, sources
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Judge, Pair, Rule, Table, Verdict, Whole
from generator.manifest.object_fields import items, value_at

ONCE = ("metadata", "annotations", "kustomize.toolkit.fluxcd.io/ssa")
IF_NOT_PRESENT = "IfNotPresent"
RUNS = "the task runs again under its new name"
ENDS = "the old one is pruned, which ends a run that goes on"
KEPT = "the old one stays, and a run that goes on ends by itself"
GUARDED = "a {} that is there is left as it is: the GitOps tool is told not to update it"
"""For a kind."""
NEXT_RUN = "the next run takes it up; one that goes on does not"
UNGUARDED = "nothing keeps the GitOps tool from updating the {}, which cannot be changed"
OBEYED = "a Job that still runs obeys it at once"
MUTABLE = frozenset({"parallelism", "suspend", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"})
"""Fields of a Job that the API server lets be changed (`ValidateJobSpecUpdate`)."""
_DEPENDS = "run: the {} has a new name, or may be changed; immutable: nothing keeps the GitOps tool from updating it"


def _is_renamed(pair: Pair) -> bool:
    was, now = pair.values("metadata", "name")
    return bool(was != now)


def _job(field: Field) -> Verdict | None:
    kind = str(field.pair.after["kind"])
    if _is_renamed(field.pair):
        return Verdict(Effect.RUN, RUNS)
    if is_left_alone(field.pair):
        return None
    if kind == "Job" and not MUTABLE.isdisjoint(field.steps[1:2]):
        return Verdict(Effect.RUN, OBEYED)
    was_guarded = value_at(field.pair.before, ONCE) == IF_NOT_PRESENT
    reason = f"{ONCE[-1]}: {IF_NOT_PRESENT} is gone: Flux would update a {kind}, which cannot be changed"
    return Verdict(Effect.IMMUTABLE, reason if was_guarded else UNGUARDED.format(kind), sources.BATCH_VALIDATION)


def is_left_alone(pair: Pair) -> bool:
    """Whether the GitOps tool leaves the `spec` of an object that is there as it is."""
    applications = pair.new.of_kind("Application")
    return value_at(pair.after, ONCE) == IF_NOT_PRESENT or any(_ignores(each, pair.after) for each in applications)


def _ignores(application: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    """Whether an Application leaves the `spec` of an object as it is: a rule is for one name, or for all of a kind."""
    kind, name = str(content["kind"]), value_at(content, ("metadata", "name"))
    own = (object_kinds.of(kind).group, kind, name)
    return any(
        (rule.get("group"), rule.get("kind"), rule.get("name", name)) == own
        and "/spec" in (rule.get("jsonPointers") or ())
        for rule in items(application, "spec", "ignoreDifferences")
    )


def applied_once(field: Field) -> Verdict | None:
    """Metadata of an object that Flux does not update."""
    if not _is_renamed(field.pair) and value_at(field.pair.after, ONCE) == IF_NOT_PRESENT:
        return Verdict(Effect.IGNORED, GUARDED.format(field.pair.after["kind"]), sources.FLUX_KUSTOMIZATION)
    return None


def metadata(kind: str) -> tuple[Rule, ...]:
    """Rows for what all objects have, for a kind that Flux does not update."""
    depends = f"ignored: Flux leaves the whole {kind} as it is"
    own = (rule for rule in common.METADATA if rule.path in {"metadata.labels", "metadata.annotations"})
    return common.metadata(*(rule._replace(judge=applied_once, depends=depends) for rule in own))


def suspended(source: str) -> Judge:
    """What is said of `suspend` where runs start by a schedule."""

    def judge(field: Field) -> Verdict:
        reason = "no run starts any more" if field.after is True else "runs start again by the schedule"
        return Verdict(Effect.RUN, reason, source)

    return judge


def _name(field: Field) -> Verdict:
    old = KEPT if common.guard(field.pair.before) else ENDS
    return Verdict(Effect.RUN, f"{RUNS}, {field.after}; {old}")


def replaced(pair: Pair) -> Verdict | None:
    """What is said of a task whose component becomes another workload."""
    other = capacity.counterpart(pair.before, pair.old, pair.new)
    if other:
        return Verdict(Effect.REPLACED, f"goes, and {other} of the same component comes", sources.WORKLOADS)
    return None


REPLACED = "replaced: a workload of the same component comes"


PodRows = Callable[[Effect, str, str, Judge | None, str], Iterable[Rule]]
"""Gives the rows for what an object has in place of pod templates: of effect, reason, source, judge and what it depends on."""


def run(kind: str, templates: tuple[str, ...], source: str, pod_rows: PodRows | None = None) -> Table:
    """The table of a kind whose objects run once and are never updated; `templates` are the paths of their pod templates."""
    guarded, depends = GUARDED.format(kind), _DEPENDS.format(kind)
    return Table(
        added=Whole(Effect.RUN, "the task runs", source),
        removed=Whole(Effect.REMOVED, f"the {kind} goes, and its pods with it", source, replaced, REPLACED),
        rules=(
            Rule("metadata.name", Effect.RUN, RUNS, source, judge=_name),
            *metadata(kind),
            *(row for path in templates for row in common.pods(path, Effect.IGNORED, guarded, source, _job, depends)),
            *(pod_rows(Effect.IGNORED, guarded, source, _job, depends) if pod_rows is not None else ()),
            Rule("spec", Effect.IGNORED, guarded, source, judge=_job, depends=depends),
        ),
    )


JOB = run("Job", ("spec.template",), sources.JOB)
JOB_SET = run("JobSet", ("spec.replicatedJobs[*].template.spec.template",), sources.JOB_SET)
PYTORCH_JOB = run("PyTorchJob", ("spec.pytorchReplicaSpecs.*.template",), sources.PYTORCH_JOB)
TF_JOB = run("TFJob", ("spec.tfReplicaSpecs.*.template",), sources.TF_JOB)
_PATCHED = "spec.runtimePatches[*].trainingRuntimeSpec.template.spec.replicatedJobs[*].template.spec.template"
TRAIN_JOB = run("TrainJob", (_PATCHED,), sources.TRAIN_JOB)

_TIMES = {
    "schedule": "it runs at other times",
    "timeZone": "it runs at other times",
    "suspend": "no run starts while it is suspended",
}


_SUSPENDED = suspended(f"{sources.CRON_JOB}#schedule-suspension")
CRON_JOB = Table(
    added=Whole(Effect.RUN, "the task will run by its schedule", sources.CRON_JOB),
    removed=Whole(Effect.REMOVED, "it runs no more; its Jobs go with it", sources.CRON_JOB, replaced, REPLACED),
    rules=(
        *common.METADATA,
        *(
            Rule(f"spec.{name}", Effect.RUN, reason, sources.CRON_JOB, judge=_SUSPENDED if name == "suspend" else None)
            for name, reason in _TIMES.items()
        ),
        *common.pods("spec.jobTemplate.spec.template", Effect.NEXT_START, NEXT_RUN, sources.CRON_JOB),
        Rule("spec.jobTemplate", Effect.NEXT_START, NEXT_RUN, sources.CRON_JOB),
        Rule(
            "spec.concurrencyPolicy",
            Effect.NEXT_START,
            "what happens when a run is due while one goes on",
            f"{sources.CRON_JOB}#concurrency-policy",
        ),
        Rule(
            "spec.startingDeadlineSeconds",
            Effect.NEXT_START,
            "how late a run may start",
            f"{sources.CRON_JOB}#starting-deadline",
        ),
        *(
            common.quiet(f"spec.{name}", "how many finished Jobs are kept", f"{sources.CRON_JOB}#jobs-history-limits")
            for name in ("successfulJobsHistoryLimit", "failedJobsHistoryLimit")
        ),
    ),
)
