"""How a changed pod template replaces the pods of a workload, and whether requests are answered meanwhile."""

from collections.abc import Callable

from generator.kubernetes import workload_kinds
from generator.kubernetes.effects import capacity, sources
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Pair, Revision, Verdict
from generator.manifest.object_fields import value_at

CHANGED = "a pod template changed: every pod is replaced"
DEPENDS = "interruption: strategy Recreate, or no pod left; traffic: a controller releases it"
RENAMED = "interruption: the port has another name, which the Service looks up in pods that do not have it yet"
RENAMED_PORT = (
    "a port is renamed in place: until all pods are replaced, old or new ones lack the name that the Service looks up"
)
"""Seen live: 8 to 38 seconds without an endpoint of that port."""


def _rolling(found: workload_kinds.Batch, source: str) -> Verdict:
    """Where all pods may be unavailable the old ones end at once, a surge beside them or not."""
    if found.missing >= found.pods:
        count = "the only pod ends" if found.pods == 1 else f"all {found.pods} pods end"
        without = "" if found.surge else "without a surge "
        reason = f"a pod template changed: {without}{count} before a new one is ready"
        return Verdict(Effect.INTERRUPTION, reason, source)
    if found.surge == 0:
        missing = "1 is" if found.missing == 1 else f"{found.missing} are"
        reason = f"{CHANGED}; without a surge {missing} missing of {found.pods} at a time"
        return Verdict(Effect.RESTART, reason, source)
    return Verdict(Effect.RESTART, CHANGED, source)


def deployment(field: Field) -> Verdict | None:
    """A rolling update in batches, or all pods at once; Flagger releases what it knows instead."""
    pair = field.pair
    if _is_released_by_flagger(pair):
        reason = "Flagger releases a changed pod template: pods start beside the old ones, then traffic moves"
        return Verdict(Effect.TRAFFIC, reason, sources.FLAGGER_CANARY, (Effect.RESTART,))
    if not capacity.has_traffic(pair):
        return Verdict(Effect.RESTART, f"{CHANGED}; no requests reach them", sources.DEPLOYMENT)
    if value_at(pair.after, ("spec", "strategy", "type")) == "Recreate":
        reason = "a pod template changed: all pods end before the first new one starts (strategy Recreate)"
        return Verdict(Effect.INTERRUPTION, reason, f"{sources.DEPLOYMENT}#recreate-deployment")
    settings = value_at(pair.after, ("spec", "strategy", "rollingUpdate"))
    return _rolling(workload_kinds.rolling(settings, capacity.pods(pair.new, pair.after)), sources.DEPLOYMENT)


def _is_released_by_flagger(pair: Pair) -> bool:
    return value_at(pair.after, ("metadata", "name")) in pair.new.once(_targets_of_flagger)


def _targets_of_flagger(revision: Revision) -> set[str]:
    """The names of the Deployments that Flagger releases."""
    targets = (value_at(canary, ("spec", "targetRef")) or {} for canary in revision.of_kind("Canary"))
    return {str(each.get("name")) for each in targets if each.get("kind", "Deployment") == "Deployment"}


def rollout(field: Field) -> Verdict | None:
    """A release by the steps of its strategy; without steps a rolling update."""
    pair = field.pair
    strategy = value_at(pair.after, ("spec", "strategy")) or {}
    canary = strategy.get("canary") or {}
    if strategy.get("blueGreen") is not None or canary.get("steps"):
        source = sources.CANARY if canary else sources.BLUE_GREEN
        reason = "Argo Rollouts releases a changed pod template: pods start beside the old ones, then traffic moves"
        return Verdict(Effect.TRAFFIC, reason, source, (Effect.RESTART,))
    return _rolling(workload_kinds.rolling(canary, capacity.pods(pair.new, pair.after)), sources.ROLLOUT)


def stateful_set(field: Field) -> Verdict | None:
    """One pod after the other, and no new one before the old one ended."""
    pair = field.pair
    update = value_at(pair.after, ("spec", "updateStrategy")) or {}
    if update.get("type") == "OnDelete":
        reason = "with OnDelete a pod takes a changed template up when it is deleted by hand"
        return Verdict(Effect.NEXT_START, reason, f"{sources.STATEFUL_SET}#update-strategies")
    count = capacity.pods(pair.new, pair.after)
    source = f"{sources.STATEFUL_SET}#rolling-updates"
    if count == 1:
        return Verdict(
            Effect.INTERRUPTION, "a pod template changed: the only pod ends before the new one starts", source
        )
    return _rolling(workload_kinds.stateful(update.get("rollingUpdate"), count), source)


def port_name(otherwise: Callable[[Field], Verdict | None]) -> Callable[[Field], Verdict | None]:
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
