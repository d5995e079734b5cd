import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import MLFLOW

DATABASE: Data = {"backend": {"secret": "db", "key": "url"}, "artifacts": "s3://acme/ml"}
RUNS = {
    *("NetworkPolicy/fraud-api", "ServiceAccount/fraud-api", "Deployment/fraud-api", "Service/fraud-api"),
    *("PodDisruptionBudget/fraud-api", "HorizontalPodAutoscaler/fraud-api"),
}


@pytest.mark.parametrize("engine", ["native", "argo-rollouts", "flagger"])
def test_a_server_is_a_plain_deployment_on_every_engine(engine: str) -> None:
    found = samples.objects(MLFLOW | DATABASE, None, {"engine": engine})
    assert found.keys() == RUNS
    assert found["Deployment/fraud-api"]["spec"]["strategy"]["type"] == "RollingUpdate"
    assert found["Service/fraud-api"]["spec"]["ports"][0]["port"] == 5000


def test_another_environment_may_have_a_file() -> None:
    found = samples.objects(MLFLOW | DATABASE, {"components": {"api": {"backend": "sqlite", "artifacts": None}}})
    assert found == samples.objects(MLFLOW)


def test_a_platforms_strategy_with_two_versions_is_skipped() -> None:
    found = samples.objects(MLFLOW | DATABASE, None, {"defaults": {"strategy": "blue-green"}})
    assert found["Deployment/fraud-api"]["spec"]["strategy"]["type"] == "RollingUpdate"


def test_probes_ask_the_path_that_every_host_may_ask() -> None:
    main = samples.main(MLFLOW)
    assert [main[f"{role}Probe"]["httpGet"]["path"] for role in ("startup", "readiness", "liveness")] == ["/health"] * 3
