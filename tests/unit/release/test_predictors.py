"""What an InferenceService tells of a release."""

from typing import Any

import pytest

from generator.release import predictors
from generator.release.ports import NOT_REACHED, ServedPort
from generator.spec.release import Release, Version

ONE, TWO = Version("", "s3://a/1"), Version("", "s3://a/2")


def served(mode: str = "Standard", canary: Any = None, **predictor: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "metadata": {"name": "fraud-score", "annotations": {"serving.kserve.io/deploymentMode": mode}},
        "spec": {"predictor": predictor},
    }
    if canary is not None:
        found["spec"]["canary"] = [{"trafficPercent": 0, "predictor": canary}]
    return found


def predictor(slot: str, uri: str = "s3://a/1", **model: Any) -> dict[str, Any]:
    return {"name": slot, "labels": {"tidegate.dev/slot": slot}, "model": {"storageUri": uri, **model}}


def test_a_version_is_the_predictor_of_its_slot_wherever_it_stands() -> None:
    green = predictor("green", "s3://a/2", name="kserve-container")
    before = predictors.pods(served(canary=green | {"minReplicas": 1}, **predictor("blue")), Release(ONE))
    blue = predictor("blue", name="kserve-container")
    after = predictors.pods(served(canary=blue, minReplicas=4, **predictor("green", "s3://a/2")), Release(TWO, "green"))
    assert before == after
    assert [*before] == ["fraud-score (blue)", "fraud-score (green)"]


def test_the_only_predictor_of_knative_has_the_newest_version() -> None:
    now = served("Knative", model={"storageUri": "s3://a/2"}, canaryTrafficPercent=10)
    steady = served("Knative", model={"storageUri": "s3://a/2"})
    coming = predictors.pods(now, Release(ONE, candidate=TWO))
    assert [*coming] == ["fraud-score (s3://a/2)"]
    assert coming == predictors.pods(steady, Release(TWO, previous=ONE))


def test_how_the_next_change_goes_is_no_change_of_pods() -> None:
    before, after = (
        served(**predictor("blue"), deploymentStrategy={"type": each}) for each in ("RollingUpdate", "Recreate")
    )
    assert predictors.pods(before, Release(ONE)) == predictors.pods(after, Release(ONE))


@pytest.mark.parametrize(("mode", "engine"), [("Standard", "kserve-standard"), ("Knative", "kserve-knative")])
def test_the_mode_is_the_engine(mode: str, engine: str) -> None:
    assert predictors.engine(served(mode)) == engine


@pytest.mark.parametrize(
    ("steady", "beside"),
    [
        (served(minReplicas=2, maxReplicas=6), served(minReplicas=3, maxReplicas=6, canary={"minReplicas": 1})),
        (served(minReplicas=2, maxReplicas=6), served(minReplicas=4, maxReplicas=6, canary={"minReplicas": 2})),
        (served(minReplicas=2, maxReplicas=3), served(minReplicas=4, maxReplicas=4, canary={"minReplicas": 2})),
        (served(minReplicas=3, maxReplicas=3), served(minReplicas=6, canary={"minReplicas": 3})),
    ],
)
def test_the_scale_is_that_of_the_predictor_with_the_traffic_without_the_pods_of_the_canary(
    steady: Any, beside: Any
) -> None:
    assert predictors.shape(beside) == predictors.shape(steady)


@pytest.mark.parametrize("other", [{"minReplicas": 3, "maxReplicas": 6}, {"minReplicas": 2, "maxReplicas": 7}])
def test_other_bounds_are_another_scale(other: Any) -> None:
    assert predictors.shape(served(**other)) != predictors.shape(served(minReplicas=2, maxReplicas=6))


def test_a_server_of_the_team_has_ports() -> None:
    ports = [{"name": "http", "containerPort": 9000}, {"name": "broken", "containerPort": "x"}]
    found = predictors.endpoints(served(containers=[{"name": "kserve-container", "ports": ports}]))
    assert found.ports == (ServedPort("http", 9000, 9000),)


def test_a_runtime_of_kserve_has_a_port_that_no_object_names() -> None:
    assert predictors.endpoints(served(model={})).ports == (ServedPort("http", 8080, 8080),)


def test_a_transformer_is_reached_in_the_place_of_the_server() -> None:
    ports = [{"name": "transformer", "containerPort": 8090}]
    front = {"name": "transformer-container", "ports": ports}
    own = {"name": "kserve-container", "ports": [{"name": "http", "containerPort": 9000}]}
    for predictor in ({"model": {}, "containers": [front]}, {"containers": [own, front]}):
        assert predictors.endpoints(served(**predictor)).ports == (ServedPort("transformer", 8090, 8090),)


def test_a_number_that_a_person_broke_is_none() -> None:
    assert predictors.shape(served(minReplicas="x", canary={"minReplicas": []})) == predictors.shape(served())


@pytest.mark.parametrize("content", [{}, {"spec": 1}, {"spec": {"predictor": [], "canary": 1}}])
def test_what_a_person_broke_tells_nothing(content: Any) -> None:
    assert predictors.pods(content, Release(ONE)) == {}
    assert predictors.endpoints(content) == NOT_REACHED


def test_a_revision_of_knative_is_reached_by_its_own_ports() -> None:
    ports = [{"name": "http", "containerPort": 9000}]
    found = predictors.endpoints(served("Knative", containers=[{"name": "kserve-container", "ports": ports}]))
    assert found == NOT_REACHED
