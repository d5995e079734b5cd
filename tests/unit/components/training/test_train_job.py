from tests.builders import samples, trainings
from tests.builders.documents import Data
from tests.builders.trainings import TRAINING


def test_what_a_train_job_has_fields_for_is_there() -> None:
    spec = trainings.run("trainjob", {"nodes": 3, "resources": {"cpu": 1, "memory": "2Gi", "gpu": 2}, "timeout": "1h"})[
        "spec"
    ]
    assert spec["runtimeRef"] == {
        "apiGroup": "trainer.kubeflow.org",
        "kind": "ClusterTrainingRuntime",
        "name": "torch-distributed",
    }
    trainer = spec["trainer"]
    assert (trainer["image"], trainer["numNodes"], trainer["numProcPerNode"]) == ("ghcr.io/acme/train:1", 3, 2)
    assert trainer["resourcesPerNode"]["limits"] == {"memory": "2Gi", "nvidia.com/gpu": "2"}
    assert spec["activeDeadlineSeconds"] == 3600


def test_all_else_is_a_patch_of_its_runtime_under_our_name() -> None:
    (patch,) = trainings.run("trainjob")["spec"]["runtimePatches"]
    assert patch["manager"] == "tidegate.dev/tidegate"
    (pod,) = trainings.pods(trainings.run("trainjob"))
    assert pod["spec"]["serviceAccountName"] == "fraud-api"
    assert pod["spec"]["securityContext"]["runAsNonRoot"] is True
    (container,) = pod["spec"]["containers"]
    assert set(container) == {"name", "securityContext", "volumeMounts"}
    assert container["name"] == "node"


def test_the_account_has_no_token_since_no_pod_can_say_so() -> None:
    account = samples.objects(TRAINING, None, trainings.operators("trainjob"))["ServiceAccount/fraud-api"]
    assert account["automountServiceAccountToken"] is False


def names(**runtimes: str) -> list[str]:
    written: Data = {"framework": "mpi"}
    found = trainings.run("trainjob", written, runtimes=runtimes)
    jobs = found["spec"]["runtimePatches"][0]["trainingRuntimeSpec"]["template"]["spec"]["replicatedJobs"]
    return [found["spec"]["runtimeRef"]["name"], *(each["name"] for each in jobs)]


def test_mpi_has_a_launcher_beside_its_nodes_in_a_runtime_that_the_platform_names() -> None:
    assert names(mpi="deepspeed-distributed") == ["deepspeed-distributed", "node", "launcher"]
