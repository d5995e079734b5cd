from decimal import Decimal
from typing import Any

import pytest

from generator.kubernetes import run_pods
from generator.kubernetes.run_pods import RunPods


def template(cpu: str) -> dict[str, Any]:
    return {"template": {"spec": {"containers": [{"resources": {"requests": {"cpu": cpu}}}]}}}


def test_a_job_has_as_many_as_run_in_parallel() -> None:
    read = run_pods.job("spec")
    assert list(read({"spec": {"parallelism": 3, **template("2")}})) == [RunPods(3, {"cpu": Decimal(2)})]
    assert list(read({"spec": template("2")})) == [RunPods(1, {"cpu": Decimal(2)})]


@pytest.mark.parametrize("listed", [True, False])
def test_each_group_has_its_own(listed: bool) -> None:  # noqa: FBT001 - a case
    groups: dict[str, Any] = {"a": {"replicas": 1, **template("1")}, "b": {"replicas": 4, **template("8")}}
    held = {"spec": {"groups": list(groups.values()) if listed else groups}}
    assert list(run_pods.groups("spec", "groups")(held)) == [
        RunPods(1, {"cpu": Decimal(1)}),
        RunPods(4, {"cpu": Decimal(8)}),
    ]


def test_a_job_set_has_the_pods_of_each_of_its_jobs() -> None:
    job = {"name": "node", "replicas": 2, "template": {"spec": {"parallelism": 3, **template("1")}}}
    assert list(run_pods.job_sets({"spec": {"replicatedJobs": [job]}})) == [RunPods(6, {"cpu": Decimal(1)})]


def test_a_train_job_has_nodes() -> None:
    trainer = {"numNodes": 4, "resourcesPerNode": {"requests": {"cpu": "8"}}}
    assert list(run_pods.train_job({"spec": {"trainer": trainer}})) == [RunPods(4, {"cpu": Decimal(8)})]


def scratch(size: str) -> dict[str, Any]:
    claim = {"spec": {"resources": {"requests": {"storage": size}}}}
    return {"name": "scratch", "ephemeral": {"volumeClaimTemplate": claim}}


def test_a_claim_that_lives_as_long_as_a_pod_counts_for_each() -> None:
    assert run_pods.requested({"volumes": [scratch("1k"), scratch("2k"), {"name": "tmp", "emptyDir": {}}]}) == {
        "requests.storage": Decimal(3000)
    }


def test_a_train_job_patches_volumes_into_its_pods() -> None:
    job = {"name": "node", "template": {"spec": {"template": {"spec": {"volumes": [scratch("1k")]}}}}}
    patch = {"trainingRuntimeSpec": {"template": {"spec": {"replicatedJobs": [job]}}}}
    (found,) = run_pods.train_job({"spec": {"trainer": {"numNodes": 4}, "runtimePatches": [patch]}})
    assert (found.number, found.requests) == (4, {"requests.storage": Decimal(1000)})


def test_a_pytorch_job_may_have_as_many_workers_as_its_policy_says() -> None:
    spec = {"pytorchReplicaSpecs": {"Worker": {"replicas": 2, **template("1")}}}
    assert [each.number for each in run_pods.pytorch_job({"spec": spec})] == [2]
    assert [each.number for each in run_pods.pytorch_job({"spec": {**spec, "elasticPolicy": {"maxReplicas": 6}}})] == [
        6
    ]


def test_a_spark_application_has_a_driver_and_as_many_executors_as_there_may_be() -> None:
    spec: dict[str, Any] = {"driver": template("1"), "executor": {"instances": 3, **template("2")}}
    driver = RunPods(1, {"cpu": Decimal(1)})
    assert list(run_pods.spark("spec")({"spec": spec})) == [driver, RunPods(3, {"cpu": Decimal(2)})]
    dynamic = {**spec, "dynamicAllocation": {"maxExecutors": 8}}
    scheduled = run_pods.spark("spec", "template")({"spec": {"template": dynamic}})
    assert list(scheduled) == [driver, RunPods(8, {"cpu": Decimal(2)})]


@pytest.mark.parametrize(("written", "most", "fewest"), [({"maxReplicas": 8}, 8, 4), ({}, 4, 4)])
def test_kserve_takes_the_pods_of_a_canary_away_from_the_least_number(
    written: dict[str, int], most: int, fewest: int
) -> None:
    spec = {"predictor": {"minReplicas": 6, **written}, "canary": [{"predictor": {"minReplicas": 2}}]}
    predictor, canary = run_pods.inference({"spec": spec})
    assert (predictor.number, predictor.least, canary.number) == (most, fewest, 2)


def test_an_inference_has_the_pods_of_its_predictor_and_of_a_canary() -> None:
    def predictor(cpu: str, **more: Any) -> dict[str, Any]:
        return {"model": {"resources": {"requests": {"cpu": cpu}}}, **more}

    spec = {"predictor": predictor("1", maxReplicas=4), "canary": [{"predictor": predictor("2", minReplicas=3)}]}
    assert list(run_pods.inference({"spec": spec})) == [
        RunPods(4, {"cpu": Decimal(1)}, fewest=1, surge=1),
        RunPods(3, {"cpu": Decimal(2)}),
    ]


def test_a_transformer_is_in_the_pod_of_its_server() -> None:
    model, front = ({"resources": {"requests": {"cpu": cpu}}} for cpu in ("1", "500m"))
    spec = {"predictor": {"model": model, "containers": [front], "maxReplicas": 2}}
    assert list(run_pods.inference({"spec": spec})) == [RunPods(2, {"cpu": Decimal("1.5")}, fewest=1, surge=1)]


def test_a_revision_with_a_share_stands_beside_the_one_before() -> None:
    container = {"resources": {"requests": {"cpu": "1"}}}
    predictor = {"maxReplicas": 4, "canaryTrafficPercent": 0, "containers": [container]}
    assert list(run_pods.inference({"spec": {"predictor": predictor}})) == [
        RunPods(4, {"cpu": Decimal(1)}, fewest=1, slots=2)
    ]
