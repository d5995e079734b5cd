"""What a pod requests: the rules of the scheduler."""

from typing import Any

import pytest

from generator.kubernetes import pod_requests


def cpu(amount: str, *, always: bool = False) -> dict[str, Any]:
    return {"resources": {"requests": {"cpu": amount}}} | ({"restartPolicy": "Always"} if always else {})


@pytest.mark.parametrize(
    ("init", "containers", "total"),
    [
        ([], ["1", "500m"], "1.5"),
        ([cpu("1", always=True)], ["2"], "3"),
        ([cpu("5")], ["2"], "5"),
        ([cpu("1", always=True), cpu("4")], ["2"], "5"),
        ([cpu("4"), cpu("1", always=True)], ["2"], "4"),
        ([cpu("1", always=True), cpu("4"), cpu("1", always=True)], ["2"], "5"),
    ],
)
def test_first_steps_count_beside_the_sidecars_that_run_already(
    init: list[Any], containers: list[str], total: str
) -> None:
    found = pod_requests.of({"initContainers": init, "containers": [cpu(each) for each in containers]})
    assert {name: f"{amount.normalize():f}" for name, amount in found.items()} == {"cpu": total}


def test_a_limit_without_request_is_requested() -> None:
    resources = {"limits": {"cpu": "2", "memory": "1Gi"}, "requests": {"cpu": "1"}}
    assert pod_requests.of({"containers": [{"resources": resources}]}) == {"cpu": 1, "memory": 1024**3}


def test_amounts_of_the_whole_pod_count_instead() -> None:
    whole = {"requests": {"cpu": "1"}}
    pod = {"resources": whole, "containers": [{"resources": {"requests": {"cpu": "4", "memory": "1Gi"}}}]}
    assert pod_requests.of(pod) == {"cpu": 1, "memory": 1024**3}


def test_a_pod_may_request_nothing() -> None:
    assert pod_requests.of({"containers": [{"resources": None}, {}], "initContainers": None}) == {}
