"""Effects of changes to objects whose pods run until they are replaced: Deployment, StatefulSet, Rollout."""

from collections.abc import Callable

from generator.kubernetes import labels, object_kinds
from generator.kubernetes.effects import capacity, common, replacement, sources
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Pair, Rule, Table, Verdict, Whole
from generator.manifest.field_path import ABSENT
from generator.manifest.object_fields import value_at

TEMPLATE = "spec.template"


def _template(judge: Callable[[Field], Verdict | None], source: str) -> tuple[Rule, ...]:
    return (
        Rule(
            f"{TEMPLATE}.spec.containers[*].ports[*].name",
            Effect.RESTART,
            replacement.CHANGED,
            source,
            judge=replacement.port_name(judge),
            depends=replacement.RENAMED,
        ),
        *common.pods(TEMPLATE, Effect.RESTART, replacement.CHANGED, source, judge, replacement.DEPENDS),
    )


def _replicas(field: Field) -> Verdict | None:
    was, now = (common.number(None if value is ABSENT else value, 1) for value in (field.before, field.after))
    if now < was:
        reason = f"scaled down from {was} to {now}: pods end, with what only they hold"
        return Verdict(Effect.INTERRUPTION, reason, f"{sources.STATEFUL_SET}#deployment-and-scaling-guarantees")
    return None


def _added(pair: Pair) -> Verdict | None:
    other = capacity.counterpart(pair.after, pair.new, pair.old)
    if other:
        return Verdict(Effect.REPLACED, f"comes in place of {other} of the same component", sources.WORKLOADS)
    count = capacity.pods(pair.new, pair.after) * object_kinds.workload(pair.after).size(pair.after)
    pods = "1 pod starts" if count == 1 else f"{count} pods start"
    quiet = "" if capacity.has_traffic(pair._replace(old=pair.new)) else ", no traffic yet"
    slot = value_at(pair.after, ("metadata", "labels", labels.SLOT))
    return Verdict(Effect.NEW, f"{f'slot {slot}: ' if slot else ''}{pods}{quiet}", sources.WORKLOADS)


def _removed(pair: Pair) -> Verdict | None:
    other = capacity.counterpart(pair.before, pair.old, pair.new)
    if other:
        return Verdict(Effect.REPLACED, f"goes, and {other} of the same component comes", sources.WORKLOADS)
    retention = value_at(pair.before, ("spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted"))
    if retention == "Delete":
        reason = "its pods end, and its claims are deleted with it (whenDeleted: Delete)"
        return Verdict(Effect.DATA_LOSS, reason, f"{sources.STATEFUL_SET}#persistentvolumeclaim-retention")
    if not capacity.has_traffic(pair._replace(new=pair.old)):
        slot = value_at(pair.before, ("metadata", "labels", labels.SLOT))
        return Verdict(Effect.REMOVED, f"the pods of slot {slot} end; no requests reached them", sources.DEPLOYMENT)
    return None


_REMOVED = "replaced: another workload of the same component comes; data-loss: its claims are deleted with it"
NEW = Whole(
    Effect.NEW, "its pods start", sources.WORKLOADS, _added, "replaced: another workload of the same component goes"
)
GONE = Whole(Effect.REMOVED, "its pods end", sources.WORKLOADS, _removed, _REMOVED)

DEPLOYMENT = Table(
    added=NEW,
    removed=GONE,
    rules=(
        *common.METADATA,
        common.fixed(
            "spec.selector", "the selector of a Deployment cannot be changed", f"{sources.DEPLOYMENT}#selector"
        ),
        *_template(replacement.deployment, sources.DEPLOYMENT),
        Rule("spec.replicas", Effect.SCALE, "another number of pods", f"{sources.DEPLOYMENT}#replicas"),
        common.quiet("spec.strategy", "how the next change of the pods goes", f"{sources.DEPLOYMENT}#strategy"),
        common.quiet(
            "spec.revisionHistoryLimit",
            "how many old ReplicaSets are kept",
            f"{sources.DEPLOYMENT}#revision-history-limit",
        ),
        common.quiet(
            "spec.minReadySeconds",
            "when the next new pods count as available",
            f"{sources.DEPLOYMENT}#min-ready-seconds",
        ),
        common.quiet(
            "spec.progressDeadlineSeconds",
            "when a change counts as failed",
            f"{sources.DEPLOYMENT}#progress-deadline-seconds",
        ),
        Rule(
            "spec.paused",
            Effect.NEXT_START,
            "while it is paused, changes of its pods wait",
            f"{sources.DEPLOYMENT}#paused",
        ),
    ),
)

STATEFUL_SET = Table(
    added=NEW,
    removed=GONE,
    rules=(
        *common.METADATA,
        *_template(replacement.stateful_set, f"{sources.STATEFUL_SET}#rolling-updates"),
        Rule(
            "spec.replicas",
            Effect.SCALE,
            "more pods start, one after the other",
            f"{sources.STATEFUL_SET}#deployment-and-scaling-guarantees",
            judge=_replicas,
            depends="interruption: fewer pods",
        ),
        *(
            common.fixed(f"spec.{name}", f"{name} of a StatefulSet cannot be changed", sources.APPS_VALIDATION)
            for name in ("selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates")
        ),
        common.quiet(
            "spec.updateStrategy", "how the next change of the pods goes", f"{sources.STATEFUL_SET}#update-strategies"
        ),
        Rule(
            "spec.revisionHistoryLimit",
            Effect.UNKNOWN,
            "how many old revisions are kept; API servers up to 1.32 refuse the change, newer ones may take it",
            sources.REVISIONS_OF_STORES,
        ),
        common.quiet(
            "spec.minReadySeconds",
            "when the next new pods count as available",
            f"{sources.STATEFUL_SET}#minimum-ready-seconds",
        ),
        common.quiet(
            "spec.persistentVolumeClaimRetentionPolicy",
            "what becomes of claims when pods or the StatefulSet go",
            f"{sources.STATEFUL_SET}#persistentvolumeclaim-retention",
        ),
        Rule(
            "spec.ordinals",
            Effect.INTERRUPTION,
            "pods end and start under other numbers",
            f"{sources.STATEFUL_SET}#start-ordinal",
        ),
    ),
)

ROLLOUT = Table(
    added=NEW,
    removed=GONE,
    rules=(
        *common.METADATA,
        common.fixed("spec.selector", "the selector of a Rollout cannot be changed", sources.ROLLOUT),
        *_template(replacement.rollout, sources.ROLLOUT),
        Rule("spec.workloadRef", Effect.RESTART, "pods come from another template", sources.ROLLOUT),
        Rule("spec.restartAt", Effect.RESTART, "every pod is replaced after this time", sources.RESTART),
        Rule("spec.replicas", Effect.SCALE, "another number of pods", sources.ROLLOUT),
        Rule("spec.paused", Effect.NEXT_START, "while it is paused, releases wait", sources.ROLLOUT),
        common.quiet("spec.strategy", "how the next release goes", sources.ROLLOUT),
        common.quiet("spec.analysis", "how many results of analyses are kept", sources.ROLLOUT),
        common.quiet("spec.rollbackWindow", "which older versions come back without steps", sources.ROLLOUT),
        *(
            common.quiet(f"spec.{name}", "how the next release is judged, and what is kept of it", sources.ROLLOUT)
            for name in ("revisionHistoryLimit", "minReadySeconds", "progressDeadlineSeconds", "progressDeadlineAbort")
        ),
    ),
)
