import json

import pytest

from generator.components.training import ranks
from tests.builders import trainings
from tests.builders.documents import Data


def variables(api: str, written: Data | None = None, **settings: object) -> dict[str, str]:
    known = {name for names in ranks.GIVEN.values() for name in names}
    return {key: value for key, value in trainings.env(trainings.run(api, written, **settings)).items() if key in known}


@pytest.mark.parametrize("api", ["job", "jobset"])
def test_pytorch_knows_the_first_node_and_its_own_number(api: str) -> None:
    found = trainings.run(api, {"nodes": 3, "processesPerNode": 4})
    service = "fraud-api" if api == "job" else found["metadata"]["name"]
    first = f"$(JOB_NAME)-0.{service}"
    assert variables(api, {"nodes": 3, "processesPerNode": 4}) == {
        "MASTER_ADDR": first,
        "MASTER_PORT": "29500",
        "RANK": "$(JOB_COMPLETION_INDEX)",
        "WORLD_SIZE": "12",
        "PET_NNODES": "3",
        "PET_NPROC_PER_NODE": "4",
        "PET_NODE_RANK": "$(JOB_COMPLETION_INDEX)",
        "PET_MASTER_ADDR": first,
        "PET_MASTER_PORT": "29500",
    }


@pytest.mark.parametrize("api", ["job", "jobset"])
def test_what_the_ranks_refer_to_comes_before_them_and_before_what_the_team_wrote(api: str) -> None:
    (pod, *_) = trainings.pods(trainings.run(api, {"env": {"MINE": "$(RANK) of $(WORLD_SIZE)"}}))
    listed = pod["spec"]["containers"][0]["env"]
    names = [each["name"] for each in listed]
    assert names[:3] == ["HOME", "JOB_COMPLETION_INDEX", "JOB_NAME"]
    assert names[-1] == "MINE"
    assert listed[-1]["value"] == "$(RANK) of $(WORLD_SIZE)"
    assert [each["valueFrom"]["fieldRef"]["fieldPath"] for each in listed[1:3]] == [
        "metadata.annotations['batch.kubernetes.io/job-completion-index']",
        "metadata.labels['batch.kubernetes.io/job-name']",
    ]


def test_tensorflow_knows_all_nodes() -> None:
    text = variables("job", {"framework": "tensorflow"})["TF_CONFIG"]
    assert json.loads(text.replace("$(JOB_COMPLETION_INDEX)", "1").replace("$(JOB_NAME)", "run")) == {
        "cluster": {"worker": ["run-0.fraud-api:2222", "run-1.fraud-api:2222"]},
        "task": {"type": "worker", "index": 1},
    }


def test_jax_counts_nodes() -> None:
    assert variables("job", {"framework": "jax", "resources": {"gpu": 8}}) == {
        "JAX_COORDINATOR_ADDRESS": "$(JOB_NAME)-0.fraud-api:29500",
        "JAX_NUM_PROCESSES": "2",
        "JAX_PROCESS_ID": "$(JOB_COMPLETION_INDEX)",
    }


def test_no_framework_has_the_number_and_the_name_alone() -> None:
    assert variables("job", {"framework": "none"}) == {}


def test_an_operator_gives_what_it_does_not_let_others_write() -> None:
    name = trainings.run("trainjob")["metadata"]["name"]
    assert variables("trainjob") == {"MASTER_ADDR": f"{name}-node-0-0.{name}", "MASTER_PORT": "29500"}
    assert variables("trainjob", {"framework": "jax"}) == {}
    assert variables("pytorchjob") == variables("pytorchjob", {"framework": "tensorflow"}) == {}


def test_a_command_may_refer_to_what_an_operator_gives() -> None:
    written = {"args": ["$(PET_NODE_RANK)", "$(OTHER)"]}
    assert trainings.run("trainjob", written)["spec"]["trainer"]["args"] == ["$(PET_NODE_RANK)", "$$(OTHER)"]
    (pod, *_) = trainings.pods(trainings.run("pytorchjob", written))
    assert pod["spec"]["containers"][0]["args"] == ["$(PET_NODE_RANK)", "$$(OTHER)"]
