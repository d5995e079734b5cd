import pytest

from tests.builders import dasks
from tests.builders.documents import Data
from tests.builders.samples import DASK

BESIDE = 'a cluster has no "{}": no command runs beside its scheduler and workers -> {}'
CASES: list[tuple[Data, str]] = [
    (
        dasks.CLUSTER | {"resources": {"cpu": "2"}},
        "resources: " + BESIDE.format("resources", "write it below scheduler or workers, as workers: {resources: ...}"),
    ),
    (
        dasks.CLUSTER | {"run": "keep"},
        "run: a cluster does not end, so that an old one would stay for ever -> write run: on-change, or once",
    ),
    (
        DASK | {"workers": {"min": 1, "max": 4}},
        (
            "workers.max: the number of workers of a job does not change: its autoscaler would go when it ends, and come again "
            "from Git -> write count in place of min and max, or let the command ask for workers of a cluster without a command"
        ),
    ),
    (
        DASK | {"workers": {"resources": {"requests": {"cpu": "1"}}}},
        "workers.resources: Dask needs to know its memory -> write it: {resources: {requests: {memory: ...}}}",
    ),
    (
        DASK | {"env": {"DASK_WORKER_NAME": "a"}},
        'env.DASK_WORKER_NAME: "DASK_WORKER_NAME" is set for the pods of Dask by the operator -> remove it',
    ),
    (
        DASK | {"volumes": {"/data": {"size": "1Gi"}}},
        (
            'volumes["/data"]: access: once lets one node of the cluster mount it, and all pods of Dask run at once -> '
            "use access: many, or a share of the platform"
        ),
    ),
]


@pytest.mark.parametrize(("written", "said"), CASES)
def test_what_dask_cannot_do_is_a_problem(written: Data, said: str) -> None:
    assert dasks.said(written) == [said]


def test_kueue_admits_it_pod_by_pod() -> None:
    operators = {"operators": {**dasks.PLATFORM["operators"], "queue": {"kueue": ["ml"]}}}
    assert dasks.said(DASK, operators) == [
        (
            "kind: Kueue admits Dask pod by pod, so that it may start with few of its workers: it waits in queue ml in dev -> "
            "ask the platform team whether Kueue's integration of pods is on, or write queue: none"
        )
    ]
    assert dasks.said(DASK | {"queue": "none"}, operators) == []


def test_where_no_operator_runs_it_nothing_waits_in_a_queue() -> None:
    nothing = {"operators": {"queue": {"kueue": ["ml"]}}}
    assert [each for each in dasks.said(DASK, nothing) if "Kueue" in each] == []


def test_pods_of_dask_have_no_fields_of_a_newer_kubernetes() -> None:
    machines = {"claimed": {"cpu": "4", "memory": "16Gi", "claims": {"gpu": {"template": "one"}}}}
    found = dasks.said(DASK | {"machine": "claimed", "workers": {"machine": "claimed"}}, {"machines": machines})
    said = "the pods of Dask have no place for the claims of a machine in dev -> choose another machine"
    assert found == [f"machine: {said}", f"workers.machine: {said}"]
    model = {"uri": "oci://ghcr.io/acme/model:1", "download": "/models"}
    assert dasks.said(
        DASK | {"model": model},
        {"cluster": {"name": "dev", "kubernetes": "1.35"}, "downloaders": {"oci": "image-volume"}},
    ) == [
        "model.uri: the pods of Dask have no place for an image as a volume in dev -> ask the platform for a downloader of oci"
    ]
