import pytest

from generator.components.dask import fields
from tests.builders import dasks
from tests.builders.documents import Data
from tests.builders.samples import DASK


@pytest.mark.parametrize(("written", "form"), [({"command": ["a"]}, "job"), ({"args": ["a"]}, "job"), ({}, "cluster")])
def test_a_command_or_arguments_make_it_a_job(written: Data, form: str) -> None:
    assert fields.form(written) == form


def test_with_arguments_alone_the_entry_point_of_the_image_runs() -> None:
    (job,) = dasks.found(dasks.CLUSTER | {"args": ["python", "a.py"]})["DaskJob"]["spec"]["job"]["spec"]["containers"]
    assert ("command" in job, job["args"]) == (False, ["python", "a.py"])


def test_a_group_without_a_size_has_one_cpu_and_2gi_and_there_are_three_workers() -> None:
    cluster = dasks.found(DASK)["DaskJob"]["spec"]["cluster"]["spec"]
    requests = {"cpu": "1", "memory": "2Gi"}
    assert cluster["worker"]["replicas"] == 3
    assert [each["spec"]["containers"][0]["resources"]["requests"] for each in cluster.values()] == [requests, requests]


def test_bounds_of_a_cluster_begin_with_the_least_number_of_workers() -> None:
    held = dasks.found(dasks.CLUSTER | {"workers": {"max": 8}})
    assert held["DaskCluster"]["spec"]["worker"]["replicas"] == 1
    assert held["DaskAutoscaler"]["spec"] == {
        "cluster": held["DaskCluster"]["metadata"]["name"],
        "minimum": 1,
        "maximum": 8,
    }
