import pytest

from tests.builders import dasks
from tests.builders.documents import Data
from tests.builders.samples import DASK


def worker(resources: Data) -> list[str]:
    cluster = dasks.found(DASK | {"workers": {"resources": resources}})["DaskJob"]["spec"]["cluster"]["spec"]
    args: list[str] = cluster["worker"]["spec"]["containers"][0]["args"]
    return args


@pytest.mark.parametrize(
    ("resources", "threads", "memory"),
    [
        ({"cpu": "4", "memory": "16Gi"}, "4", str(16 * 2**30)),
        ({"cpu": "2500m", "memory": "1G"}, "2", str(10**9)),
        ({"cpu": "100m", "memory": "1Gi"}, "1", str(2**30)),
        ({"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "2Gi"}}, "1", str(2 * 2**30)),
    ],
)
def test_a_worker_has_a_thread_for_each_cpu_and_all_of_its_memory(resources: Data, threads: str, memory: str) -> None:
    named = ["dask", "worker", "--name", "$(DASK_WORKER_NAME)"]
    size = ["--nthreads", threads, "--memory-limit", memory]
    assert worker(resources) == [*named, *size, "--death-timeout", "60"]


def test_a_command_may_name_the_address_of_the_scheduler() -> None:
    job = dasks.found(DASK | {"args": ["$(DASK_SCHEDULER_ADDRESS)", "$(HOSTNAME)"]})["DaskJob"]["spec"]["job"]["spec"]
    assert job["containers"][0]["args"] == ["$(DASK_SCHEDULER_ADDRESS)", "$$(HOSTNAME)"]
    assert job["restartPolicy"] == "Never"


def test_the_pods_of_a_job_are_not_moved_and_those_of_a_cluster_may_be() -> None:
    job, cluster = dasks.found(DASK)["DaskJob"]["spec"], dasks.found(dasks.CLUSTER)["DaskCluster"]["spec"]
    key = "cluster-autoscaler.kubernetes.io/safe-to-evict"
    assert all(job["cluster"]["spec"][each]["metadata"]["annotations"][key] == "false" for each in cluster)
    assert all(key not in each["metadata"].get("annotations", {}) for each in cluster.values())


def rules(written: Data) -> list[list[int]]:
    policy = dasks.found(written)["NetworkPolicy"]["spec"]["ingress"]
    return [[port["port"] for port in each.get("ports", ())] for each in policy]


def test_the_operator_and_all_pods_reach_the_scheduler_and_the_project_that_of_a_cluster() -> None:
    assert rules(DASK) == [[], [8786, 8787]]
    assert rules(dasks.CLUSTER) == [[8786, 8787], [], [8786, 8787]]


def test_callers_reach_the_scheduler_and_make_no_other_cluster() -> None:
    callers = {"callers": [{"namespace": "ci"}, {"project": "risk/web", "port": "http-dashboard"}]}
    assert rules(DASK | callers) == [[8786, 8787], [8787], [], [8786, 8787]]
    found, changed = (dasks.found(dasks.CLUSTER | each)["DaskCluster"]["metadata"]["name"] for each in ({}, callers))
    assert found == changed
