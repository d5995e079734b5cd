"""Effects of changes to a LeaderWorkerSet, whose groups of pods are replaced one after the other, each as a whole.

Whatever changes below `leaderWorkerTemplate` or `networkConfig` is another revision (`getPatch` of the operator's revisions).
"""

from generator.kubernetes import workload_kinds
from generator.kubernetes.effects import capacity, common, replacement, sources, workloads
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Rule, Table, Verdict
from generator.manifest.object_fields import value_at

TEMPLATE = "spec.leaderWorkerTemplate"
LEADER, WORKER = f"{TEMPLATE}.leaderTemplate", f"{TEMPLATE}.workerTemplate"
CHANGED = "a pod template changed: every group of pods is replaced as a whole"
SIZE = "groups of another size: every group of pods is replaced as a whole"
DEPENDS = "interruption: no group is left meanwhile"
_CLAIMS = ("volumeClaimTemplates", "persistentVolumeClaimRetentionPolicy")


def _replaced(field: Field) -> Verdict | None:
    """Groups are replaced in batches; those that may be unavailable end at once, and are missing until new ones are ready."""
    pair = field.pair
    groups = capacity.pods(pair.new, pair.after)
    settings = value_at(pair.after, workload_kinds.ROLLING_GROUPS)
    found = workload_kinds.groups(settings, groups)
    if found.missing >= groups:
        ends = "the only group ends" if groups == 1 else f"all {groups} groups end"
        without = "" if found.surge else "without a surge "
        return Verdict(Effect.INTERRUPTION, f"{without}{ends} before a new one is ready", sources.GROUPS)
    if found.surge:
        return None
    missing = "1 is" if found.missing == 1 else f"{found.missing} are"
    reason = f"every group of pods is replaced as a whole; without a surge {missing} missing of {groups} at a time"
    return Verdict(Effect.RESTART, reason, sources.GROUPS)


LEADER_WORKER_SET = Table(
    added=workloads.NEW,
    removed=workloads.GONE,
    rules=(
        *common.METADATA,
        Rule(
            f"{LEADER}.spec.containers[*].ports[*].name",
            Effect.RESTART,
            CHANGED,
            sources.GROUPS,
            judge=replacement.port_name(_replaced),
            depends=replacement.RENAMED,
        ),
        *(
            row
            for path in (LEADER, WORKER)
            for row in common.pods(path, Effect.RESTART, CHANGED, sources.GROUPS, _replaced, DEPENDS)
        ),
        Rule(f"{TEMPLATE}.size", Effect.RESTART, SIZE, sources.GROUPS, judge=_replaced, depends=DEPENDS),
        Rule(
            f"{TEMPLATE}.restartPolicy",
            Effect.RESTART,
            "it is a part of a group",
            sources.GROUPS,
            judge=_replaced,
            depends=DEPENDS,
        ),
        common.fixed(
            f"{TEMPLATE}.subGroupPolicy", "the operator lets nobody add, change or remove it", sources.LWS_WEBHOOK
        ),
        *(
            Rule(
                f"{TEMPLATE}.{name}",
                Effect.UNKNOWN,
                "groups that are there keep their claims",
                sources.GROUPS,
            )
            for name in _CLAIMS
        ),
        Rule(
            "spec.networkConfig",
            Effect.RESTART,
            "groups get other host names, so each is replaced",
            sources.GROUPS,
            judge=_replaced,
            depends=DEPENDS,
        ),
        Rule("spec.replicas", Effect.SCALE, "another number of groups", sources.GROUPS),
        Rule("spec.startupPolicy", Effect.NEXT_START, "how a group starts", sources.GROUPS),
        common.quiet("spec.rolloutStrategy", "how the next change of the groups goes", sources.GROUPS),
    ),
)
