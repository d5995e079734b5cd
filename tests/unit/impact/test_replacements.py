from typing import Any

import pytest

from generator.impact import replacements, workloads
from generator.impact.replacements import Replacement
from generator.kubernetes.effects.effect import Effect
from tests.builders.states import autoscaler, container, deployment

PROBE = {"failureThreshold": 12, "periodSeconds": 5}


def replaced(least: int = 4, most: int = 4, *, pod: dict[str, Any] | None = None, **spec: Any) -> Replacement:
    found = workloads.find([deployment(pod=pod or {}, **spec), autoscaler(least, most)])
    return replacements.of(found["deployment", "fraud-api-blue"], Effect.RESTART)


def rolling(surge: int | str, unavailable: int | str) -> dict[str, Any]:
    return {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}}


@pytest.mark.parametrize(
    ("surge", "unavailable", "batch", "missing"),
    [
        (1, 0, 1, 0),
        (2, 1, 3, 1),
        (0, 1, 1, 1),
        ("25%", "25%", 4, 2),
        ("10%", "0%", 1, 0),
        ("0%", "10%", 1, 1),
        (0, 0, 1, 1),
    ],
)
def test_a_batch_is_the_surge_and_what_may_be_missing(
    surge: int | str, unavailable: int | str, batch: int, missing: int
) -> None:
    found = replaced(8, 8, strategy=rolling(surge, unavailable))
    assert (found.batch, found.missing) == (batch, missing)


def test_a_deployment_that_says_nothing_takes_a_quarter() -> None:
    found = replaced(8, 8, strategy={})
    assert (found.batch, found.missing) == (4, 2)


def test_recreate_takes_all_pods_at_once() -> None:
    found = replaced(4, 4, strategy={"type": "Recreate"})
    assert (found.batch, found.missing) == (4, 4)


def test_a_stateful_set_waits_for_each_pod() -> None:
    content = {
        **deployment("db", pod={"containers": [container(startupProbe=PROBE)]}, replicas=3),
        "kind": "StatefulSet",
    }
    (workload,) = workloads.find([content]).values()
    found = replacements.of(workload, Effect.RESTART)
    assert (found.batch, found.missing, found.longest) == (1, 1, 3 * (60 + 30))


@pytest.mark.parametrize(("unavailable", "batch"), [("50%", 2), ("10%", 1), (2, 2)])
def test_the_share_of_a_stateful_set_is_rounded_down(unavailable: int | str, batch: int) -> None:
    update = {"rollingUpdate": {"maxUnavailable": unavailable}}
    content = {**deployment("db", replicas=5, updateStrategy=update), "kind": "StatefulSet"}
    (workload,) = workloads.find([content]).values()
    found = replacements.of(workload, Effect.RESTART)
    assert (found.batch, found.missing) == (batch, batch)


def test_the_time_is_that_of_all_starts_and_one_stop() -> None:
    found = replaced(2, 6, pod={"containers": [container(startupProbe=PROBE)]}, minReadySeconds=5)
    assert (found.shortest, found.longest) == (2 * 65 + 30, 6 * 65 + 30)


def test_sidecars_start_one_after_the_other_before_the_containers() -> None:
    sidecar = container(name="proxy", restartPolicy="Always", startupProbe={**PROBE, "initialDelaySeconds": 3})
    task = container(name="migrate", startupProbe=PROBE)
    pod = {"initContainers": [sidecar, sidecar, task], "containers": [container(), container(startupProbe=PROBE)]}
    assert replacements.start_seconds(pod) == 63 + 63 + 60


def test_without_a_startup_probe_a_pod_is_ready_at_the_first_check() -> None:
    ready = {"initialDelaySeconds": 20}
    assert replacements.start_seconds({"containers": [container(readinessProbe=ready)]}) == 30
    assert replacements.start_seconds({"containers": [container()]}) == 0


@pytest.mark.parametrize(
    ("canary", "surge"), [({"trafficRouting": {}}, 4), ({"maxSurge": 2}, 2), ({"maxSurge": "50%"}, 2), (None, 4)]
)
def test_a_rollout_with_a_router_starts_the_new_version_beside_the_old_one(
    canary: dict[str, Any] | None, surge: int
) -> None:
    strategy = {"canary": canary} if canary is not None else {"blueGreen": {}}
    content = {**deployment("api", strategy=strategy, replicas=4), "kind": "Rollout"}
    (workload,) = workloads.find([content]).values()
    assert replacements.surge(workload, 4) == surge
