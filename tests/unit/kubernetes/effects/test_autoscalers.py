"""Pairs of objects before and after, with the effect that a page of the reference gives."""

import pytest

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case, Outcome
from tests.builders.objects import base

CASES = [
    Case(
        name="a minimum above the maximum that was",
        kind="HorizontalPodAutoscaler",
        after={"spec/minReplicas": 8, "spec/maxReplicas": 10},
        effect="scale",
        reason="at least 8 pods: 2 or more start at once",
        source=sources.AUTOSCALE,
    ),
    Case(
        name="a higher minimum",
        kind="HorizontalPodAutoscaler",
        after={"spec/minReplicas": 4},
        effect="scale",
        reason="at least 4 pods: up to 2 start at once",
        source=sources.AUTOSCALE,
    ),
    Case(
        name="a lower minimum",
        kind="HorizontalPodAutoscaler",
        after={"spec/minReplicas": 1},
        effect="scale",
        reason="at least 1 pod instead of 2; what runs shrinks only at low load",
        source=sources.AUTOSCALE,
    ),
    Case(
        name="a lower maximum",
        kind="HorizontalPodAutoscaler",
        after={"spec/maxReplicas": 3},
        effect="scale",
        reason="at most 3 pods instead of 6: up to 3 end at once",
        source=sources.AUTOSCALE,
    ),
    Case(
        name="a maximum below the minimum that was",
        kind="HorizontalPodAutoscaler",
        after={"spec/maxReplicas": 1, "spec/minReplicas": None},
        effect="scale",
        reason="at least 1 pod instead of 2",
        source=sources.AUTOSCALE,
        before={"spec/maxReplicas": 6},
    ),
    Case(
        name="a lower fixed number",
        kind="HorizontalPodAutoscaler",
        after={"spec/minReplicas": 4, "spec/maxReplicas": 4},
        effect="scale",
        reason="at least 4 pods instead of 6",
        source=sources.AUTOSCALE,
        before={"spec/minReplicas": 6},
    ),
    Case(
        name="a higher maximum",
        kind="HorizontalPodAutoscaler",
        after={"spec/maxReplicas": 9},
        effect="scale",
        reason="at most 9 pods instead of 6",
        source=sources.AUTOSCALE,
    ),
    Case(
        name="a metric",
        kind="HorizontalPodAutoscaler",
        after={"spec/metrics/0/type": "Pods"},
        effect="scale",
        reason="it scales by other metrics or targets",
        source=f"{sources.AUTOSCALE}#support-for-metrics-apis",
    ),
    Case(
        name="how fast it shrinks",
        kind="HorizontalPodAutoscaler",
        after={"spec/behavior": {"scaleDown": {"selectPolicy": "Disabled"}}},
        effect="scale",
        reason="how fast the number of pods may rise and fall",
        source=f"{sources.AUTOSCALE}#configurable-scaling-behavior",
    ),
    Case(
        name="a minimum of KEDA",
        kind="ScaledObject",
        after={"spec/minReplicaCount": 2},
        effect="scale",
        reason="at least 2 pods: up to 2 start at once",
        source=sources.SCALED_OBJECT,
    ),
    Case(
        name="a trigger",
        kind="ScaledObject",
        after={"spec/triggers/0/type": "kafka"},
        effect="scale",
        reason="it scales by other metrics or targets",
        source=sources.SCALED_OBJECT,
    ),
    Case(
        name="a pause of KEDA",
        kind="ScaledObject",
        after={"metadata/annotations": {"autoscaling.keda.sh/paused": "true"}},
        effect="scale",
        reason="KEDA stops or goes on to scale",
        source=sources.SCALED_OBJECT,
    ),
    Case(
        name="an autoscaler that goes",
        kind="ScaledObject",
        after=None,
        effect="scale",
        reason="the number of pods stays, or goes back to what it was",
        source=sources.SCALED_OBJECT,
        beside=(base("Deployment"),),
    ),
    Case(
        name="an autoscaler that goes with its workload",
        kind="ScaledObject",
        after=None,
        effect="none",
        reason="it goes with its workload",
        source=sources.AUTOSCALE,
        gone=(base("Deployment"),),
    ),
    Case(
        name="an autoscaler that comes",
        kind="HorizontalPodAutoscaler",
        after={},
        effect="scale",
        reason="the number of pods follows metrics",
        source=sources.AUTOSCALE,
        before=None,
        beside=(base("Deployment"),),
    ),
    Case(
        name="an autoscaler that comes with its workload",
        kind="HorizontalPodAutoscaler",
        after={},
        effect="none",
        reason="it comes with its workload",
        source=sources.AUTOSCALE,
        before=None,
        come=(base("Deployment"),),
    ),
    Case(
        name="as whom a trigger looks",
        kind="TriggerAuthentication",
        after={"spec/secretTargetRef/0/key": "b"},
        effect="scale",
        reason="as whom triggers look at metrics",
        source=sources.TRIGGER_AUTHENTICATION,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_change_has_the_effect_that_is_documented(case: Case) -> None:
    assert effects.outcome(case) == Outcome(case.effect, case.also, case.reason, case.source)
