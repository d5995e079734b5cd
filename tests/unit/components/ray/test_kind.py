import pytest

from tests.builders import cases, rays, samples
from tests.builders.documents import Data
from tests.builders.rays import JOB, RAY, SERVICE


@pytest.mark.parametrize("kind", rays.FORMS)
def test_the_fields_say_what_it_becomes(kind: str) -> None:
    assert rays.run(rays.FORMS[kind])["kind"] == kind


@pytest.mark.parametrize(
    ("change", "again"),
    [
        ({"image": "docker.io/rayproject/ray:2.47.1"}, True),
        ({"entrypoint": "python b.py"}, True),
        ({"workers": {"count": 3}}, True),
        ({"files": {"/a": "b"}}, True),
        ({"description": "nightly"}, False),
        ({"labels": {"team": "a"}}, False),
        ({"run": "keep"}, False),
    ],
)
def test_what_changes_a_job_makes_another_one(change: Data, again: bool) -> None:  # noqa: FBT001 - a case
    assert (rays.run(JOB | change)["metadata"]["name"] != rays.run(JOB)["metadata"]["name"]) is again


@pytest.mark.parametrize("written", [RAY, SERVICE])
def test_services_and_clusters_keep_their_name(written: Data) -> None:
    assert rays.run(written | {"workers": {"count": 3}})["metadata"]["name"] == "fraud-api"


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        (RAY, 13),
        (JOB, 13.5),
        (SERVICE, 26),
        (RAY | {"sidecars": {"logs": {"image": "ghcr.io/acme/logs:1", "resources": {"cpu": "1"}}}}, 20),
        (RAY | {"workers": {"min": 1, "max": 6, "resources": {"cpu": "2"}}, "queue": "none"}, 13.5),
    ],
)
def test_quota_counts_head_workers_and_what_kuberay_adds_and_a_service_twice(written: Data, counted: float) -> None:
    workers = {"workers": {"count": 6, "resources": {"cpu": "2"}}}
    for limit, refused in ((f"{round(counted * 1000)}m", False), (f"{round(counted * 1000) - 1}m", True)):
        said = samples.problems({**workers, **written}, None, rays.platform(quota={"cpu": limit}))
        assert any(" of cpu may be needed" in each for each in said) is refused


def test_a_release_changes_it_in_place() -> None:
    section = {"releases": {"api": {"active": {"image": "docker.io/rayproject/ray:2.47.1"}}}}
    found = cases.build(samples.case(RAY | {"workers": {"count": 1}}, section, rays.platform()))
    (held,) = [each.object for _, each in found.manifests() if each.kind == "RayCluster"]
    images = {pod["spec"]["containers"][0]["image"] for pod in rays.pods(held).values()}
    assert images == {"docker.io/rayproject/ray:2.47.1"}


def test_it_is_said_where_nobody_knows_from_where_kuberay_calls() -> None:
    (said,) = rays.said(RAY, {"operators": {"ray": "kuberay"}})
    assert said == (
        "kind: the network policy keeps kuberay from its pods (8265): nothing says where it runs in dev -> ask the "
        "platform team for operators: {ray: {api: kuberay, namespace: NAMESPACE}}"
    )


def test_an_environment_without_kuberay_cannot_run_it() -> None:
    (said,) = rays.said(RAY, {"engine": "native"})
    assert said.startswith("kind: no operator runs ray in dev")
