from typing import Any

import pytest

from generator.engines import engines
from tests.builders import samples
from tests.builders.samples import JOB, SERVICE

CANARY = SERVICE | {"strategy": {"type": "canary", "steps": [10]}, "expose": {"host": "a.acme.dev"}}


@pytest.mark.parametrize(
    ("engine", "workload"),
    [("native", "deployment"), ("argo-rollouts", "rollout"), ("flagger", "deployment")],
)
def test_the_environment_decides_what_carries_the_pods(engine: str, workload: str) -> None:
    kinds = [draft.kind for draft in engines.drafts(samples.target(CANARY, None, {"engine": engine}))]
    assert workload in kinds


@pytest.mark.parametrize(("engine", "component"), [("native", CANARY), ("argo-rollouts", CANARY), ("flagger", JOB)])
def test_only_flagger_makes_objects_of_its_own_and_only_of_services(engine: str, component: Any) -> None:
    assert [*engines.controller_objects(samples.target(component, None, {"engine": engine}))] == []


def test_a_controller_makes_nothing_of_what_an_operator_serves() -> None:
    operators = {"inference": {"api": "kserve-standard", "restricted": True}}
    served = samples.target(samples.INFERENCE, None, {"engine": "flagger", "operators": operators})
    assert [*engines.controller_objects(served)] == []
