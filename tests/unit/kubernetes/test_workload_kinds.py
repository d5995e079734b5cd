"""How workloads replace their pods, and what a replica of them is."""

from typing import Any

import pytest

from generator.kubernetes import workload_kinds
from generator.kubernetes.workload_kinds import Batch

GROUPS = workload_kinds.LEADER_WORKER_SET


@pytest.mark.parametrize(
    ("count", "surge", "missing", "expected"),
    [
        (4, 1, 0, Batch(4, 1, 0)),
        (4, "25%", "25%", Batch(4, 1, 1)),
        (6, "25%", "25%", Batch(6, 2, 1)),
        (3, 0, "10%", Batch(3, 0, 1)),
        (1, "100%", 0, Batch(1, 1, 0)),
        (4, "x", None, Batch(4, 0, 1)),
    ],
)
def test_a_surge_is_rounded_up_and_the_rest_down(count: int, surge: Any, missing: Any, expected: Batch) -> None:
    assert workload_kinds.batch(count, surge, missing) == expected


@pytest.mark.parametrize(("missing", "expected"), [(None, 1), (2, 2), ("50%", 2), ("10%", 1)])
def test_a_share_of_a_stateful_set_is_rounded_down_to_one_at_least(missing: Any, expected: int) -> None:
    assert workload_kinds.stateful({"maxUnavailable": missing}, 5) == Batch(5, 0, expected)


@pytest.mark.parametrize("settings", [{}, None, {"maxSurge": None}])
def test_a_rolling_update_that_says_nothing_takes_a_quarter(settings: Any) -> None:
    assert workload_kinds.rolling(settings, 6) == Batch(6, 2, 1)


@pytest.mark.parametrize(
    ("kind", "spec", "expected"),
    [
        ("DEPLOYMENT", {"strategy": {"type": "Recreate"}}, Batch(4, 0, 4)),
        ("DEPLOYMENT", {"strategy": {"rollingUpdate": {"maxSurge": 2, "maxUnavailable": 0}}}, Batch(4, 2, 0)),
        ("ROLLOUT", {"strategy": {"blueGreen": {}}}, Batch(4, 4, 1)),
        ("ROLLOUT", {"strategy": {"canary": {"trafficRouting": {}}}}, Batch(4, 4, 1)),
        ("ROLLOUT", {"strategy": {"canary": {"maxSurge": 2}}}, Batch(4, 2, 1)),
        ("STATEFUL_SET", {"updateStrategy": {"rollingUpdate": {"maxUnavailable": 2}}}, Batch(4, 0, 2)),
        ("NOTEBOOK", {}, Batch(4, 0, 1)),
        ("LEADER_WORKER_SET", {"rolloutStrategy": {"rollingUpdateConfiguration": {"maxSurge": 1}}}, Batch(4, 1, 1)),
        ("LEADER_WORKER_SET", {}, Batch(4, 0, 1)),
    ],
)
def test_replicas_are_replaced_as_the_object_says(kind: str, spec: Any, expected: Batch) -> None:
    assert getattr(workload_kinds, kind).batch({"spec": spec}, 4) == expected


@pytest.mark.parametrize(("role", "pods"), [("leader", 1), ("worker", 3)])
def test_a_group_has_one_leader_and_workers(role: str, pods: int) -> None:
    held = {"spec": {"leaderWorkerTemplate": {"size": 4, "leaderTemplate": {}}}}
    assert GROUPS.size(held) == 4
    assert GROUPS.pods_of_template(held, ("spec", "leaderWorkerTemplate", f"{role}Template")) == pods


def test_without_a_template_of_leaders_all_pods_are_workers() -> None:
    held = {"spec": {"leaderWorkerTemplate": {"size": 4}}}
    assert GROUPS.pods_of_template(held, ("spec", "leaderWorkerTemplate", "workerTemplate")) == 4


def test_a_replica_of_any_other_kind_is_a_pod() -> None:
    assert workload_kinds.DEPLOYMENT.size({}) == 1
    assert workload_kinds.DEPLOYMENT.pods_of_template({}, ("spec", "template")) == 1
