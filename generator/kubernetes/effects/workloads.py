"""Effects of changes to objects whose pods run until they are replaced: Deployment, StatefulSet, Rollout."""

from collections.abc import Callable
from typing import Any

from generator.kubernetes import labels
from generator.kubernetes.effects import capacity, common, sources
from generator.kubernetes.effects.capacity import KINDS, Batch
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Pair, Revision, Rule, Table, Verdict, Whole
from generator.manifest.field_path import ABSENT
from generator.manifest.object_fields import value_at

TEMPLATE = "spec.template"
CHANGED = "a pod template changed: every pod is replaced"
DEPENDS = "interruption: strategy Recreate, or no surge and no pod left; traffic: a controller releases it"
RENAMED = "interruption: the port has another name, which the Service looks up in pods that do not have it yet"
RENAMED_PORT = (
    "a port is renamed in place: until all pods are replaced, old or new ones lack the name that the Service looks up"
)
"""Seen live: 8 to 38 seconds without an endpoint of that port."""


def _rolling(found: Batch, source: str) -> Verdict:
    if found.surge == 0 and found.missing >= found.pods:
        count = "the only pod ends" if found.pods == 1 else f"all {found.pods} pods end"
        reason = f"a pod template changed: without a surge {count} before a new one is ready"
        return Verdict(Effect.INTERRUPTION, reason, source)
    if found.surge == 0:
        missing = "1 is" if found.missing == 1 else f"{found.missing} are"
        reason = f"{CHANGED}; without a surge {missing} missing of {found.pods} at a time"
        return Verdict(Effect.RESTART, reason, source)
    if found.pods == 1:
        return Verdict(Effect.RESTART, "a pod template changed: a new pod starts before the only one ends", source)
    return Verdict(Effect.RESTART, f"{CHANGED}, {max(found.surge, found.missing, 1)} of {found.pods} at a time", source)


def _deployment(field: Field) -> Verdict | None:
    pair = field.pair
    if _is_released_by_flagger(pair):
        reason = "Flagger releases a changed pod template: pods start beside the old ones, then traffic moves"
        return Verdict(Effect.TRAFFIC, reason, sources.FLAGGER_CANARY, (Effect.RESTART,))
    if not capacity.has_traffic(pair):
        return Verdict(Effect.RESTART, f"{CHANGED}; no requests reach them", sources.DEPLOYMENT)
    strategy = value_at(pair.after, ("spec", "strategy")) or {}
    if strategy.get("type") == "Recreate":
        reason = "a pod template changed: all pods end before the first new one starts (strategy Recreate)"
        return Verdict(Effect.INTERRUPTION, reason, f"{sources.DEPLOYMENT}#recreate-deployment")
    rolling = strategy.get("rollingUpdate") or {}
    count = capacity.pods(pair.new, pair.after)
    surge, missing = (rolling.get(key, "25%") for key in ("maxSurge", "maxUnavailable"))
    return _rolling(capacity.batch(count, surge, missing), f"{sources.DEPLOYMENT}#updating-a-deployment")


def _is_released_by_flagger(pair: Pair) -> bool:
    return value_at(pair.after, ("metadata", "name")) in pair.new.once(_targets_of_flagger)


def _targets_of_flagger(revision: Revision) -> set[str]:
    """The names of the Deployments that Flagger releases."""
    targets = (value_at(canary, ("spec", "targetRef")) or {} for canary in revision.of_kind("Canary"))
    return {str(each.get("name")) for each in targets if each.get("kind", "Deployment") == "Deployment"}


def _rollout(field: Field) -> Verdict | None:
    pair = field.pair
    strategy = value_at(pair.after, ("spec", "strategy")) or {}
    canary = strategy.get("canary") or {}
    if strategy.get("blueGreen") is not None or canary.get("steps"):
        source = sources.CANARY if canary else sources.BLUE_GREEN
        reason = "Argo Rollouts releases a changed pod template: pods start beside the old ones, then traffic moves"
        return Verdict(Effect.TRAFFIC, reason, source, (Effect.RESTART,))
    count = capacity.pods(pair.new, pair.after)
    surge, missing = (canary.get(key, "25%") for key in ("maxSurge", "maxUnavailable"))
    return _rolling(capacity.batch(count, surge, missing), sources.ROLLOUT)


def _stateful_set(field: Field) -> Verdict | None:
    pair = field.pair
    update = value_at(pair.after, ("spec", "updateStrategy")) or {}
    if update.get("type") == "OnDelete":
        reason = "with OnDelete a pod takes a changed template up when it is deleted by hand"
        return Verdict(Effect.NEXT_START, reason, f"{sources.STATEFUL_SET}#on-delete")
    count = capacity.pods(pair.new, pair.after)
    source = f"{sources.STATEFUL_SET}#rolling-updates"
    if count == 1:
        return Verdict(
            Effect.INTERRUPTION, "a pod template changed: the only pod ends before the new one starts", source
        )
    missing = (update.get("rollingUpdate") or {}).get("maxUnavailable", 1)
    return _rolling(capacity.batch(count, 0, missing), source)


def _port_name(otherwise: Callable[[Field], Verdict | None]) -> Callable[[Field], Verdict | None]:
    """A changed name of a port interrupts if a Service leads to it by its name, before or after."""

    def judge(field: Field) -> Verdict | None:
        verdict = otherwise(field)
        if field.is_added or field.is_removed or not capacity.has_traffic(field.pair):
            return verdict
        sides = ((field.pair.old, field.pair.before, field.before), (field.pair.new, field.pair.after, field.after))
        for revision, workload, name in sides:
            for service in capacity.services(revision, workload):
                if name in {port.get("targetPort") for port in value_at(service, ("spec", "ports")) or ()}:
                    return Verdict(Effect.INTERRUPTION, RENAMED_PORT, sources.SERVICE, (Effect.RESTART,))
        return verdict

    return judge


def _template(judge: Callable[[Field], Verdict | None], source: str) -> tuple[Rule, ...]:
    return (
        Rule(
            f"{TEMPLATE}.spec.containers[*].ports[*].name",
            Effect.RESTART,
            CHANGED,
            source,
            judge=_port_name(judge),
            depends=RENAMED,
        ),
        *common.pods(TEMPLATE, Effect.RESTART, CHANGED, source, judge, DEPENDS),
    )


def _replicas(field: Field) -> Verdict | None:
    was, now = (common.number(None if value is ABSENT else value, 1) for value in (field.before, field.after))
    if now < was:
        reason = f"scaled down from {was} to {now}: pods end, with what only they hold"
        return Verdict(Effect.INTERRUPTION, reason, f"{sources.STATEFUL_SET}#deployment-and-scaling-guarantees")
    return None


def _added(pair: Pair) -> Verdict | None:
    other = _other_kind(pair.after, pair.old)
    if other:
        return Verdict(Effect.REPLACED, f"comes in place of the {other} of the same component", sources.WORKLOADS)
    count = capacity.pods(pair.new, pair.after)
    pods = "1 pod starts" if count == 1 else f"{count} pods start"
    quiet = "" if capacity.has_traffic(pair._replace(old=pair.new)) else ", no traffic yet"
    slot = value_at(pair.after, ("metadata", "labels", labels.SLOT))
    return Verdict(Effect.NEW, f"{f'slot {slot}: ' if slot else ''}{pods}{quiet}", sources.WORKLOADS)


def _removed(pair: Pair) -> Verdict | None:
    other = _other_kind(pair.before, pair.new)
    if other:
        return Verdict(Effect.REPLACED, f"goes, and a {other} of the same component comes", sources.WORKLOADS)
    retention = value_at(pair.before, ("spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted"))
    if retention == "Delete":
        reason = "its pods end, and its claims are deleted with it (whenDeleted: Delete)"
        return Verdict(Effect.DATA_LOSS, reason, f"{sources.STATEFUL_SET}#persistentvolumeclaim-retention")
    if not capacity.has_traffic(pair._replace(new=pair.old)):
        slot = value_at(pair.before, ("metadata", "labels", labels.SLOT))
        return Verdict(Effect.REMOVED, f"the pods of slot {slot} end; no requests reached them", sources.DEPLOYMENT)
    return None


def _other_kind(workload: Any, revision: Revision) -> str:
    """The kind of a workload of the same component that is of another kind; empty if there is none."""
    name = value_at(workload, ("metadata", "labels", labels.NAME))
    kinds = revision.once(_kinds_by_name).get(str(name), [])
    return next((kind for kind in kinds if name and kind != workload.get("kind")), "")


def _kinds_by_name(revision: Revision) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in revision.of_kind(*KINDS):
        found.setdefault(str(value_at(each, ("metadata", "labels", labels.NAME))), []).append(each["kind"])
    return found


_REMOVED = "replaced: another kind of the same component comes; data-loss: its claims are deleted with it"
_NEW = Whole(Effect.NEW, "its pods start", sources.WORKLOADS, _added, "replaced: a workload of another kind goes")
_GONE = Whole(Effect.REMOVED, "its pods end", sources.WORKLOADS, _removed, _REMOVED)

DEPLOYMENT = Table(
    added=_NEW,
    removed=_GONE,
    rules=(
        *common.METADATA,
        common.fixed(
            "spec.selector", "the selector of a Deployment cannot be changed", f"{sources.DEPLOYMENT}#selector"
        ),
        *_template(_deployment, f"{sources.DEPLOYMENT}#updating-a-deployment"),
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
    added=_NEW,
    removed=_GONE,
    rules=(
        *common.METADATA,
        *_template(_stateful_set, f"{sources.STATEFUL_SET}#rolling-updates"),
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
        common.quiet(
            "spec.revisionHistoryLimit", "how many old revisions are kept", f"{sources.STATEFUL_SET}#revision-history"
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
    added=_NEW,
    removed=_GONE,
    rules=(
        *common.METADATA,
        common.fixed("spec.selector", "the selector of a Rollout cannot be changed", sources.ROLLOUT),
        *_template(_rollout, sources.ROLLOUT),
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
