from typing import Any

import pytest

from tests.builders import samples


@pytest.mark.parametrize(("written", "grace"), [({"grace": "60s", "drain": "60s"}, "60s"), ({"drain": "2m"}, "30s")])
def test_a_drain_leaves_time_to_shut_down(written: Any, grace: str) -> None:
    assert samples.problems({**samples.SERVICE, "shutdown": written}) == [
        (
            f"components.api.shutdown.drain: drain {written['drain']} leaves nothing of grace {grace} to shut down"
            " -> drain is a part of grace: raise grace, or lower drain"
        )
    ]


@pytest.mark.parametrize("task", [samples.JOB, samples.CRONJOB], ids=["job", "cronjob"])
def test_a_task_has_nothing_to_drain(task: Any) -> None:
    assert samples.problems({**task, "shutdown": {"grace": "5m"}}) == []
    assert samples.problems({**task, "shutdown": {"grace": "5m", "drain": "1m"}}) == [
        (
            f"components.api.shutdown.drain: a {task['kind']} has no drain: no requests reach it"
            " -> write its grace alone: shutdown: 5m"
        )
    ]


def test_an_address_has_one_list_of_names() -> None:
    alias = {"ip": "10.0.0.7", "hostnames": ["a"]}
    assert samples.problems({**samples.SERVICE, "hostAliases": [alias, {**alias, "ip": "10.0.0.8"}, alias]}) == [
        (
            "components.api.hostAliases[2].ip: 10.0.0.7 is listed already"
            " -> write each address once, with all of its names"
        )
    ]
    (said,) = samples.problems({**samples.SERVICE, "hostAliases": [{**alias, "ip": "10.0.0"}]})
    assert said == 'components.api.hostAliases[0].ip: "10.0.0" is not an IP address -> write an address: 10.0.0.7'


def test_pods_are_spread_over_nodes_or_zones_or_not() -> None:
    def constraints(spread: str) -> Any:
        spec = samples.objects({**samples.SERVICE, "spread": spread})["Deployment/fraud-api-blue"]["spec"]
        return spec["template"]["spec"].get("topologySpreadConstraints")

    assert [each["topologyKey"] for each in constraints("node")] == ["kubernetes.io/hostname"]
    assert [each["whenUnsatisfiable"] for each in constraints("zone")] == ["ScheduleAnyway"]
    assert constraints("none") is None


def test_the_deadline_is_longer_than_the_time_to_be_ready() -> None:
    written = {**samples.SERVICE, "minReadySeconds": 1_000_000_000, "health": {"startup": "596523h14m7s"}}
    spec = samples.objects(written)["Deployment/fraud-api-blue"]["spec"]
    assert spec["progressDeadlineSeconds"] > spec["minReadySeconds"]
