import pytest

from tests.builders import samples, trainings
from tests.builders.documents import Data


def roles(written: Data) -> dict[str, int]:
    spec = trainings.run("pytorchjob", written)["spec"]
    return {
        name: each["replicas"] for name, each in (spec.get("pytorchReplicaSpecs") or spec["tfReplicaSpecs"]).items()
    }


def test_one_node_is_a_master_and_others_are_workers() -> None:
    assert roles({"nodes": 1}) == {"Master": 1}
    assert roles({"nodes": 4}) == {"Master": 1, "Worker": 3}
    assert roles({"nodes": 4, "framework": "tensorflow"}) == {"Worker": 4}


def test_nodes_that_come_and_go_are_workers_that_start_with_the_least() -> None:
    written = {"kind": "training", "image": "a/b:1", "elastic": {"min": 2, "max": 6}, "retries": 3}
    found = samples.objects(written, None, trainings.operators("pytorchjob"))
    (job,) = [each for each in found.values() if each["kind"] == "PyTorchJob"]
    assert {name: each["replicas"] for name, each in job["spec"]["pytorchReplicaSpecs"].items()} == {"Worker": 2}
    assert job["spec"]["elasticPolicy"] == {
        "minReplicas": 2,
        "maxReplicas": 6,
        "rdzvBackend": "c10d",
        "maxRestarts": 3,
    }


@pytest.mark.parametrize(("retries", "limit", "restart"), [(0, 0, "Never"), (1, 3, "OnFailure"), (2, 5, "OnFailure")])
def test_the_operator_fails_a_run_with_as_many_restarts_as_its_limit(retries: int, limit: int, restart: str) -> None:
    spec = trainings.run("pytorchjob", {"nodes": 2, "retries": retries})["spec"]
    assert spec["runPolicy"]["backoffLimit"] == limit
    assert {each["restartPolicy"] for each in spec["pytorchReplicaSpecs"].values()} == {restart}


@pytest.mark.parametrize(("framework", "container"), [("pytorch", "pytorch"), ("tensorflow", "tensorflow")])
def test_the_container_has_the_name_that_the_operator_looks_for(framework: str, container: str) -> None:
    for pod in trainings.pods(trainings.run("pytorchjob", {"framework": framework})):
        assert [each["name"] for each in pod["spec"]["containers"]] == [container]
        assert pod["spec"]["securityContext"]["runAsGroup"] == 10001


def test_every_node_runs_as_many_processes() -> None:
    assert trainings.run("pytorchjob", {"processesPerNode": 4})["spec"]["nprocPerNode"] == "4"
