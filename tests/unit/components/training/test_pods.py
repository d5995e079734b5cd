import pytest

from generator.kubernetes.pod import SHARED_MEMORY
from tests.builders import samples, trainings
from tests.builders.documents import Data
from tests.builders.trainings import TRAINING


@pytest.mark.parametrize("api", trainings.KINDS)
def test_pods_of_a_run_reach_each_other_and_nothing_else(api: str) -> None:
    environment = trainings.operators(api) | {"network": {"egress": []}}
    held = samples.objects(TRAINING, None, environment)
    own = {"app.kubernetes.io/name": "fraud-api"}
    spec = held["NetworkPolicy/fraud-api"]["spec"]
    assert spec["podSelector"] == {"matchLabels": own}
    assert spec["ingress"] == [{"from": [{"podSelector": {"matchLabels": own}}]}]
    templates = trainings.pods(trainings.run(api))
    assert all(own.items() <= each["metadata"]["labels"].items() for each in templates)


@pytest.mark.parametrize("api", trainings.KINDS)
def test_the_job_alone_has_a_service_of_ours(api: str) -> None:
    held = samples.objects(TRAINING, None, trainings.operators(api))
    assert ("Service/fraud-api" in held) is (api == "job")


@pytest.mark.parametrize("api", trainings.KINDS)
def test_nodes_have_shared_memory_without_devices_too(api: str) -> None:
    for template in trainings.pods(trainings.run(api)):
        memory = [each for each in template["spec"]["volumes"] if each["name"] == "shm"]
        assert memory == [{"name": "shm", "emptyDir": {"medium": "Memory", "sizeLimit": "1Gi"}}]
        mounts = template["spec"]["containers"][0]["volumeMounts"]
        assert {"name": "shm", "mountPath": SHARED_MEMORY} in mounts


@pytest.mark.parametrize("api", trainings.KINDS)
def test_shared_memory_is_as_large_as_that_of_a_pod_without_a_limit(api: str) -> None:
    sizes: Data = {"resources": {"requests": {"cpu": "1"}, "limits": {"nvidia.com/gpu": 1}}}
    for template in trainings.pods(trainings.run(api, sizes)):
        assert {"name": "shm", "emptyDir": {"medium": "Memory"}} in template["spec"]["volumes"]


@pytest.mark.parametrize("api", trainings.KINDS)
def test_no_autoscaler_of_nodes_moves_a_node_of_a_run(api: str) -> None:
    for template in trainings.pods(trainings.run(api)):
        assert template["metadata"]["annotations"] == {
            "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
            "karpenter.sh/do-not-disrupt": "true",
        }


@pytest.mark.parametrize("api", trainings.KINDS)
def test_a_pod_has_time_to_write_a_checkpoint(api: str) -> None:
    for template in trainings.pods(trainings.run(api, {"shutdown": "5m"})):
        assert template["spec"]["terminationGracePeriodSeconds"] == 300


@pytest.mark.parametrize("api", trainings.KINDS)
def test_the_longest_time_covers_the_download_of_a_model(api: str) -> None:
    model: Data = {"model": {"uri": "s3://a/b", "download": "/m", "size": "1Gi", "longest": "5m"}}
    downloaders = {"downloaders": {"s3": {"image": "ghcr.io/acme/fetch:1"}}}
    if api == "trainjob":
        assert "nothing downloads a model" in trainings.said(api, model, downloaders)[0]
        return
    held = samples.objects(TRAINING | {"timeout": "1h"} | model, None, trainings.operators(api) | downloaders)
    (found,) = [each for each in held.values() if each["kind"] == trainings.KINDS[api]]
    assert f"'activeDeadlineSeconds': {3600 + 300}" in str(found)
