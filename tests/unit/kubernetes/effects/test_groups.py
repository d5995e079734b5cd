"""What a change does to groups of pods, by the documentation of their operator."""

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case
from tests.builders.objects import Object, base

SPEC = "spec/leaderWorkerTemplate"
IMAGE = f"{SPEC}/workerTemplate/spec/containers/0/image"
SURGE = {"spec/rolloutStrategy": {"rollingUpdateConfiguration": {"maxSurge": 1, "maxUnavailable": 0}}}
ALL_MISSING = {"spec/rolloutStrategy": {"rollingUpdateConfiguration": {"maxSurge": 1, "maxUnavailable": 1}}}
CHANGED = "a pod template changed: every group of pods is replaced as a whole"


def groups(number: int) -> tuple[Object, ...]:
    target = {"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet", "name": "fraud-api"}
    scale = {"scaleTargetRef": target, "minReplicas": number, "maxReplicas": 9}
    return ({**base("HorizontalPodAutoscaler"), "spec": scale},)


CASES = [
    Case(
        name="more groups",
        kind="HorizontalPodAutoscaler",
        before=groups(2)[0],
        after=groups(4)[0],
        effect="scale",
        reason="at least 4 groups: up to 2 start at once",
        source=f"{sources.AUTOSCALE}",
    ),
    Case(
        name="the image of workers, with a group to spare",
        kind="LeaderWorkerSet",
        before=SURGE,
        after={**SURGE, IMAGE: "x:2"},
        effect="restart",
        reason=CHANGED,
        source=sources.GROUPS,
    ),
    Case(
        name="the image of workers, one group missing",
        kind="LeaderWorkerSet",
        after={IMAGE: "x:2"},
        effect="restart",
        reason="every group of pods is replaced as a whole; without a surge 1 is missing of 3 at a time",
        source=sources.GROUPS,
        beside=groups(3),
    ),
    Case(
        name="the size of the only group",
        kind="LeaderWorkerSet",
        after={f"{SPEC}/size": 4},
        effect="interruption",
        reason="without a surge the only group ends before a new one is ready",
        source=sources.GROUPS,
    ),
    Case(
        name="the image of the only group, which may be missing beside a surge",
        kind="LeaderWorkerSet",
        before=ALL_MISSING,
        after={**ALL_MISSING, IMAGE: "x:2"},
        effect="interruption",
        reason="the only group ends before a new one is ready",
        source=sources.GROUPS,
    ),
    Case(
        name="how groups are replaced",
        kind="LeaderWorkerSet",
        after=SURGE,
        effect="none",
        reason="how the next change of the groups goes",
        source=sources.GROUPS,
    ),
    Case(
        name="sub-groups",
        kind="LeaderWorkerSet",
        after={f"{SPEC}/subGroupPolicy": {"subGroupSize": 2}},
        effect="immutable",
        reason="the operator lets nobody add, change or remove it",
        source=sources.LWS_WEBHOOK,
    ),
    Case(
        name="new groups",
        kind="LeaderWorkerSet",
        before=None,
        after={},
        effect="new",
        reason="6 pods start",
        source=sources.WORKLOADS,
        beside=groups(3),
    ),
]
test_a_change_of_groups = effects.documented(CASES)
