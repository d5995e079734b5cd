from tests.builders import cases, dasks, samples
from tests.builders.samples import DASK


def test_quota_counts_all_pods_of_a_job_at_once() -> None:
    written = DASK | {"workers": {"count": 5, "resources": {"cpu": "2", "memory": "1Gi"}}}
    said = dasks.said(written, {"quota": {"cpu": "11"}})
    assert said[0].startswith("workers: 12 of cpu may be needed")


def test_quota_counts_all_workers_that_there_may_be() -> None:
    said = dasks.said(dasks.CLUSTER | {"workers": {"max": 9}}, {"quota": {"cpu": "9"}})
    assert said[0].startswith("workers: 10 of cpu may be needed")


def test_a_schedule_is_that_of_a_pipeline() -> None:
    assert dasks.said(DASK | {"run": {"schedule": "0 2 * * *"}}) == [
        "run: Dask has no schedule -> write what it runs as a step of a pipeline, which has one: image, command and args"
    ]


def test_an_operator_that_cannot_reach_the_scheduler_is_a_warning() -> None:
    said = dasks.said(dasks.CLUSTER, {"operators": {"dask": "dask-operator"}})
    assert said == [
        (
            "kind: the network policy keeps dask-operator from its pods (8786, 8787): nothing says where it runs in dev -> ask the "
            "platform team for operators: {dask: {api: dask-operator, namespace: NAMESPACE}}"
        )
    ]


def test_a_release_changes_it_in_place() -> None:
    section = {"releases": {"api": {"active": {"image": "ghcr.io/acme/dask:9"}}}}
    found = cases.build(samples.case(DASK, section, dasks.PLATFORM))
    (job,) = [each.object for _, each in found.manifests() if each.kind == "DaskJob"]
    assert job["spec"]["job"]["spec"]["containers"][0]["image"] == "ghcr.io/acme/dask:9"
