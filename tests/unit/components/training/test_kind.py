import pytest

from tests.builders import cases, samples, trainings
from tests.builders.documents import Data
from tests.builders.trainings import TRAINING


@pytest.mark.parametrize("api", trainings.KINDS)
def test_the_operator_of_the_environment_runs_it(api: str) -> None:
    assert trainings.run(api)["kind"] == trainings.KINDS[api]


@pytest.mark.parametrize("api", trainings.KINDS)
@pytest.mark.parametrize(
    ("change", "again"),
    [
        ({"image": "ghcr.io/acme/train:2"}, True),
        ({"nodes": 3}, True),
        ({"files": {"/a": "b"}}, True),
        ({"queue": "none"}, True),
        ({"description": "nightly"}, False),
        ({"labels": {"team": "a"}}, False),
        ({"annotations": {"note": "a"}}, False),
        ({"calls": [{"namespace": "data"}]}, False),
        ({"run": "keep"}, False),
        ({"serviceAccount": {"annotations": {"example.org/role": "a"}}}, False),
    ],
)
def test_what_changes_a_run_makes_another_one(api: str, change: Data, again: bool) -> None:  # noqa: FBT001 - a case
    name = trainings.run(api)["metadata"]["name"]
    assert (trainings.run(api, change)["metadata"]["name"] != name) is again


@pytest.mark.parametrize("api", trainings.KINDS)
def test_a_run_that_is_once_has_a_fixed_name(api: str) -> None:
    assert trainings.run(api, {"run": "once"})["metadata"]["name"] == "fraud-api"


@pytest.mark.parametrize("api", trainings.KINDS)
def test_a_run_waits_in_the_queue_of_the_platform(api: str) -> None:
    environment = trainings.operators(api)
    environment["operators"]["queue"] = {"kueue": ["ml"]}
    held = samples.objects(TRAINING, None, environment)
    (found,) = [each for each in held.values() if each["kind"] == trainings.KINDS[api]]
    assert found["metadata"]["labels"]["kueue.x-k8s.io/queue-name"] == "ml"


def test_quota_counts_all_nodes_at_once() -> None:
    written = TRAINING | {"nodes": 5, "resources": {"cpu": "2", "memory": "1Gi"}}
    said = samples.problems(written, None, {"quota": {"cpu": "9"}})
    assert said[0].startswith("components.api.nodes: 10 of cpu may be needed (5 pods \N{MULTIPLICATION SIGN} 2)")


def test_a_release_changes_it_in_place() -> None:
    section = {"releases": {"api": {"active": {"image": "ghcr.io/acme/train:9"}}}}
    found = cases.build(samples.case(TRAINING, section))
    (job,) = [each.object for _, each in found.manifests() if each.kind == "Job"]
    assert job["spec"]["template"]["spec"]["containers"][0]["image"] == "ghcr.io/acme/train:9"


def test_a_platform_may_give_defaults() -> None:
    held = samples.objects(TRAINING, None, {"defaults": {"retries": 3, "scale": 2}})
    (job,) = [each for each in held.values() if each["kind"] == "Job"]
    assert job["spec"]["backoffLimit"] == 6


def test_a_digit_cannot_begin_the_name_of_what_finds_its_peers() -> None:
    assert samples.problems(TRAINING, None, None, name="4fraud") == [
        'name: "4fraud" begins with a digit, but the name of a training must not -> begin with a letter'
    ]
