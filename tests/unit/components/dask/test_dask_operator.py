from tests.builders import dasks, samples
from tests.builders.samples import DASK


def test_a_cluster_keeps_the_name_of_its_service_when_another_replaces_it() -> None:
    before = dasks.found(dasks.CLUSTER)
    after = dasks.found(dasks.CLUSTER | {"workers": {"count": 4}})
    names = [each["DaskCluster"]["metadata"]["name"] for each in (before, after)]
    assert names[0] != names[1]
    for name, held in zip(names, (before, after), strict=True):
        assert held["Service"]["metadata"]["name"] == "fraud-api"
        selector = {"dask.org/cluster-name": name, "dask.org/component": "scheduler"}
        assert held["Service"]["spec"]["selector"] == selector
        assert held["DaskCluster"]["spec"]["scheduler"]["service"]["selector"] == selector
        assert [port["name"] for port in held["Service"]["spec"]["ports"]] == ["tcp-comm", "http-dashboard"]


def test_a_job_has_no_service_of_ours() -> None:
    assert dasks.found(DASK).keys() == {"DaskJob", "NetworkPolicy", "ServiceAccount"}


def test_a_name_leaves_room_for_what_the_operator_appends() -> None:
    said = samples.problems(DASK, None, dasks.PLATFORM, name="f" * 39)
    digest = dasks.found(DASK)["DaskJob"]["metadata"]["name"].rpartition("-")[2]
    assert said == [
        (
            f'name: "{"f" * 39}-api-{digest}" (the DaskJob) has 54 characters, at most 53 are allowed -> '
            "shorten the project's name by 1 character: 53 is the limit"
        )
    ]
