import pytest

from tests.builders import samples
from tests.builders.samples import NOTEBOOK, STORE

RUNS = {
    *("NetworkPolicy/fraud-api", "ServiceAccount/fraud-api", "StatefulSet/fraud-api", "Service/fraud-api"),
    *("PodDisruptionBudget/fraud-api", "PersistentVolumeClaim/fraud-api-home-jovyan"),
}


@pytest.mark.parametrize("engine", ["native", "argo-rollouts", "flagger"])
def test_a_notebook_is_one_stateful_set_on_every_engine(engine: str) -> None:
    found = samples.objects(NOTEBOOK, None, {"engine": engine})
    assert found.keys() == RUNS
    assert found["Service/fraud-api"]["spec"]["ports"][0]["port"] == 8888


def test_nobody_but_people_says_how_many_pods_there_are() -> None:
    """A notebook that was scaled to 0 stays so."""
    assert "replicas" not in samples.objects(NOTEBOOK)["StatefulSet/fraud-api"]["spec"]
    assert samples.objects(STORE)["StatefulSet/fraud-api"]["spec"]["replicas"] == 1


def test_a_platforms_strategy_and_scale_are_skipped() -> None:
    defaults = {"defaults": {"strategy": "blue-green", "scale": {"min": 2, "max": 3}}, "policy": {"minReplicas": 2}}
    assert samples.objects(NOTEBOOK, None, defaults) == samples.objects(NOTEBOOK)


def test_its_pod_counts_for_the_quota_whoever_scaled_it_down() -> None:
    (said,) = samples.problems(NOTEBOOK | {"resources": {"cpu": "2", "memory": "1Gi"}}, None, {"quota": {"cpu": "1"}})
    assert "components.api: 2 of cpu may be needed" in said
    assert "but the quota is 1 in dev" in said
