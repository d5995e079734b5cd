"""Effects of changes to autoscalers: HorizontalPodAutoscaler, and ScaledObject and TriggerAuthentication of KEDA."""

from collections.abc import Mapping
from typing import Any

from generator.kubernetes import object_kinds
from generator.kubernetes.effects import capacity, common, sources
from generator.kubernetes.effects.common import counted
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Pair, Revision, Rule, Table, Verdict, Whole
from generator.manifest.field_path import ABSENT

METRICS = "it scales by other metrics or targets"


def _minimum(field: Field) -> Verdict:
    """Where the minimum rises pods start at once, as many as ran fewer; the number that runs is not known from Git."""
    (was, old_most), (now, most) = map(capacity.bounds, (field.pair.before, field.pair.after))
    if now == was:
        return Verdict(Effect.NONE, f"at least {_counted(now, field)}, as before: the default")
    if now > was:
        started = f"{now - old_most} or more start at once" if now > old_most else f"up to {now - was} start at once"
        return Verdict(Effect.SCALE, f"at least {_counted(now, field)}: {started}")
    slowly = "" if most < was else "; what runs shrinks only at low load"
    return Verdict(Effect.SCALE, f"at least {_counted(now, field)} instead of {was}{slowly}")


def _maximum(field: Field) -> Verdict | None:
    """Where the maximum falls pods end at once; one that comes or goes is told by the row if there is no default."""
    if ABSENT in (field.before, field.after) and not _has_default(field.pair.before):
        return None
    (floor, was), (_, now) = map(capacity.bounds, (field.pair.before, field.pair.after))
    if now < was:
        ended = f"{floor - now} or more end at once" if now < floor else f"up to {was - now} end at once"
        return Verdict(Effect.SCALE, f"at most {_counted(now, field)} instead of {was}: {ended}")
    return Verdict(Effect.SCALE, f"at most {_counted(now, field)} instead of {was}")


def _counted(number: int, field: Field) -> str:
    """A number of pods, or of groups of pods where the autoscaler counts these."""
    kind, _ = capacity.scaled(field.pair.after)
    return counted(number, object_kinds.workload({"kind": kind}).replica)


def _has_default(autoscaler: Mapping[str, Any]) -> bool:
    return capacity.AUTOSCALERS[autoscaler["kind"]].most_default is not None


def _scales(content: Mapping[str, Any], revision: Revision) -> bool:
    """Whether the workload that an autoscaler scales is there."""
    return revision.find(*capacity.scaled(content)) is not None


def _added(pair: Pair) -> Verdict | None:
    if not _scales(pair.after, pair.old):
        return Verdict(Effect.NONE, "it comes with its workload")
    return None


def _hpa_added(pair: Pair) -> Verdict | None:
    """An HPA leaves a workload alone that has no pods, as KEDA may have left it."""
    found = _added(pair)
    if found is None and _may_be_at_zero(pair.after, pair.old) and not _may_be_at_zero(pair.after, pair.new):
        reason = "where KEDA has scaled it to 0 it stays there: an HPA starts no pod of a workload that has none"
        return Verdict(Effect.INTERRUPTION, reason, f"{sources.AUTOSCALE}#implicit-maintenance-mode-deactivation")
    return found


def _may_be_at_zero(content: Mapping[str, Any], revision: Revision) -> bool:
    """Whether KEDA may scale the workload of an autoscaler to 0."""
    target = capacity.scaled(content)
    scaling = (each for each in revision.of_kind("ScaledObject") if capacity.scaled(each) == target)
    return any(capacity.bounds(each)[0] == 0 for each in scaling)


def _removed(pair: Pair) -> Verdict | None:
    if not _scales(pair.before, pair.new):
        return Verdict(Effect.NONE, "it goes with its workload")
    return None


def _scaled_object_removed(pair: Pair) -> Verdict | None:
    """Without another autoscaler nothing starts the pods again that KEDA has scaled down to none."""
    found = _removed(pair)
    target = capacity.scaled(pair.before)
    others = (each for each in pair.new.of_kind(*capacity.AUTOSCALERS) if capacity.scaled(each) == target)
    if found is None and capacity.bounds(pair.before)[0] == 0 and not any(others):
        reason = "the number of pods stays as it is, 0 too: nothing starts them any more"
        return Verdict(Effect.INTERRUPTION, reason, also=(Effect.SCALE,))
    return found


_WITH = "none: with its workload"
_FROM_ZERO = f"{_WITH}; interruption: KEDA may have scaled it to 0"
HPA = Table(
    added=Whole(Effect.SCALE, "the number of pods follows metrics", sources.AUTOSCALE, _hpa_added, _FROM_ZERO),
    removed=Whole(Effect.SCALE, "the number of pods stays as it is", sources.AUTOSCALE, _removed, _WITH),
    rules=(
        *common.METADATA,
        Rule(
            "spec.minReplicas",
            Effect.SCALE,
            "another least number of pods",
            sources.AUTOSCALE,
            judge=_minimum,
        ),
        Rule(
            "spec.maxReplicas",
            Effect.SCALE,
            "another greatest number of pods",
            sources.AUTOSCALE,
            judge=_maximum,
        ),
        Rule("spec.metrics", Effect.SCALE, METRICS, f"{sources.AUTOSCALE}#support-for-metrics-apis"),
        Rule(
            "spec.behavior",
            Effect.SCALE,
            "how fast the number of pods may rise and fall",
            f"{sources.AUTOSCALE}#configurable-scaling-behavior",
        ),
        Rule("spec.scaleTargetRef", Effect.SCALE, "it scales another workload", sources.AUTOSCALE),
    ),
)

SCALED_OBJECT = Table(
    added=Whole(Effect.SCALE, "the number of pods follows metrics", sources.SCALED_OBJECT, _added, _WITH),
    removed=Whole(
        Effect.SCALE,
        "the number of pods stays, or goes back to what it was",
        sources.SCALED_OBJECT,
        _scaled_object_removed,
        f"{_WITH}; interruption: it may be 0, and no other autoscaler is there",
    ),
    rules=(
        *common.metadata(
            *(
                Rule(
                    f"metadata.annotations[autoscaling.keda.sh/{name}]",
                    Effect.SCALE,
                    "KEDA stops or goes on to scale",
                    sources.SCALED_OBJECT,
                )
                for name in ("paused", "paused-replicas", "paused-scale-in", "paused-scale-out")
            ),
        ),
        Rule(
            "spec.minReplicaCount",
            Effect.SCALE,
            "another least number of pods",
            sources.SCALED_OBJECT,
            judge=_minimum,
        ),
        Rule(
            "spec.maxReplicaCount",
            Effect.SCALE,
            "another greatest number of pods",
            sources.SCALED_OBJECT,
            judge=_maximum,
        ),
        Rule("spec.triggers", Effect.SCALE, METRICS, sources.SCALED_OBJECT),
        Rule("spec.scaleTargetRef", Effect.SCALE, "it scales another workload", sources.SCALED_OBJECT),
        Rule(
            "spec.idleReplicaCount",
            Effect.SCALE,
            "how many pods there are while nothing is to do",
            sources.SCALED_OBJECT,
        ),
        Rule("spec.fallback", Effect.SCALE, "how many pods there are while metrics fail", sources.SCALED_OBJECT),
        Rule("spec.advanced", Effect.SCALE, "how fast the number of pods may rise and fall", sources.SCALED_OBJECT),
        *(
            Rule(f"spec.{name}", Effect.SCALE, "how often it looks, and how long it waits", sources.SCALED_OBJECT)
            for name in ("pollingInterval", "cooldownPeriod", "initialCooldownPeriod")
        ),
    ),
)

TRIGGER_AUTHENTICATION = Table(
    added=Whole(Effect.NONE, "nothing until a trigger names it", sources.TRIGGER_AUTHENTICATION),
    removed=Whole(Effect.SCALE, "triggers that name it cannot look any more", sources.TRIGGER_AUTHENTICATION),
    rules=(
        *common.METADATA,
        Rule("spec", Effect.SCALE, "as whom triggers look at metrics", sources.TRIGGER_AUTHENTICATION),
    ),
)
