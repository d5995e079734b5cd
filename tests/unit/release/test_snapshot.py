from typing import Any

import pytest

from generator.release import snapshot
from generator.release.snapshot import Snapshot
from generator.spec.release import Release
from tests.builders import releases, samples
from tests.builders.documents import Data
from tests.builders.samples import JOB, SERVICE

BLUE_GREEN = SERVICE | {"strategy": "blue-green"}


def taken(component: Data, section: Any = None, **environment: Any) -> Snapshot:
    unit = samples.settled(component, section, environment)
    return snapshot.snapshot(unit.target, unit.drafts)


@pytest.mark.parametrize(
    ("component", "engine", "mode"),
    [
        (SERVICE, "native", "in-place"),
        (BLUE_GREEN, "native", "slots"),
        (BLUE_GREEN, "argo-rollouts", "argo-rollouts"),
        (SERVICE, "flagger", "flagger"),
        (SERVICE | {"strategy": "recreate"}, "native", "in-place"),
        (SERVICE | {"strategy": "recreate"}, "argo-rollouts", "in-place"),
        (JOB, "flagger", "in-place"),
    ],
)
def test_how_versions_follow_each_other(component: Data, engine: str, mode: str) -> None:
    assert taken(component, engine=engine).mode == mode


def test_a_job_has_no_traffic_and_is_nowhere() -> None:
    found = taken(JOB)
    assert (found.kind, found.engine, found.traffic, found.strategy, found.namespace, found.shape, found.pods) == (
        *("job", "", "", "", ""),
        *({}, {}),
    )


def test_each_workload_has_a_digest_of_its_pods() -> None:
    position = {"active": {"image": "a:1"}, "candidate": {"image": "a:2"}, "step": 0}
    found = taken(BLUE_GREEN, {"releases": {"api": position}})
    assert [*found.pods] == ["fraud-api-blue", "fraud-api-green"]
    assert found.pods["fraud-api-blue"] != found.pods["fraud-api-green"]


@pytest.mark.parametrize(
    "change",
    [
        {"description": "x"},
        {"strategy": {"type": "rolling", "surge": 2}},
        {"scale": {"min": 2, "max": 5}},
    ],
)
def test_what_starts_no_pod_anew_leaves_the_digest_of_pods(change: Data) -> None:
    assert taken(SERVICE | change).pods == taken(SERVICE).pods


@pytest.mark.parametrize("change", [{"image": "a:2"}, {"env": {"A": "1"}}, {"shutdown": "9s"}, {"ports": {"http": 1}}])
def test_what_starts_pods_anew_changes_it(change: Data) -> None:
    assert taken(SERVICE | change).pods != taken(SERVICE).pods


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"scale": {"max": 7}}, {"scale"}),
        ({"ports": {"http": 9}}, {"ports"}),
        ({"expose": {"host": "a.dev"}}, {"expose"}),
        ({"strategy": {"type": "blue-green", "prescale": 1}}, {"strategy"}),
        ({"image": "a:2"}, set()),
    ],
)
def test_a_shape_is_told_part_by_part(change: Data, part: set[str]) -> None:
    before, after = (taken(BLUE_GREEN | {"scale": {"max": 4}} | more).shape for more in ({}, change))
    assert {name for name in before if before[name] != after[name]} == part


@pytest.mark.parametrize(("strategy", "mode"), [("rolling", "in-place"), ("canary", "slots")])
def test_what_a_repository_says_of_before_is_compared_by_its_position_alone(strategy: str, mode: str) -> None:
    release = Release(active=releases.OLD)
    before = snapshot.deployed(releases.snapshot(), "native", strategy, release)
    assert (before.mode, before.strategy, before.release, before.shape, before.pods) == (
        mode,
        strategy,
        release,
        {},
        {},
    )


def test_equal_nouns_have_equal_digests_whatever_the_order_of_keys() -> None:
    assert snapshot.digest({"a": 1, "b": releases.OLD}) == snapshot.digest({"b": releases.OLD, "a": 1})
    assert snapshot.digest(releases.OLD) != snapshot.digest(releases.NEW)
