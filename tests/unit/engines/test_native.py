from typing import Any

import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

BLUE = {"slot": "blue", "image": "a:1"}
CANARY = SERVICE | {
    "strategy": {"type": "canary", "steps": [10, 50]},
    "expose": {"host": "x.acme.dev"},
    "scale": {"min": 2, "max": 10},
}


def at(position: Data, component: Data = CANARY) -> dict[str, Data]:
    return samples.objects(component, {"releases": {"api": position}})


def weights(found: dict[str, Data]) -> list[tuple[str, int]]:
    return [(ref["name"], ref["weight"]) for ref in found["HTTPRoute/fraud-api"]["spec"]["rules"][0]["backendRefs"]]


@pytest.mark.parametrize(
    ("step", "share", "least"),
    [(0, 0, 2), (1, 10, 5), (2, 50, 10)],
)
def test_a_candidate_has_the_pods_of_the_share_that_it_gets_next(step: int, share: int, least: int) -> None:
    found = at({"active": BLUE, "candidate": {"image": "a:2", "steps": [10, 50]}, "step": step})
    assert weights(found) == [("fraud-api-blue", 100 - share), ("fraud-api-green", share)]
    bounds = found["HorizontalPodAutoscaler/fraud-api-green"]["spec"]
    assert (bounds["minReplicas"], bounds["maxReplicas"]) == (least, 10)
    assert found["HorizontalPodAutoscaler/fraud-api-blue"]["spec"]["minReplicas"] == 2


def test_a_previous_version_is_warm_and_gets_nothing() -> None:
    found = at({"active": {"slot": "green", "image": "a:2"}, "previous": {"image": "a:1"}})
    assert weights(found) == [("fraud-api-blue", 0), ("fraud-api-green", 100)]
    for slot in ("blue", "green"):
        scaler = found[f"HorizontalPodAutoscaler/fraud-api-{slot}"]["spec"]
        assert scaler["behavior"]["scaleDown"]["selectPolicy"] == "Disabled"


@pytest.mark.parametrize(
    ("position", "main", "preview"),
    [
        ({"active": BLUE}, "blue", "green"),
        ({"active": {"slot": "green", "image": "a:1"}}, "green", "blue"),
        ({"active": BLUE, "candidate": {"image": "a:2"}, "step": 0}, "blue", "green"),
    ],
)
def test_the_main_service_reaches_active_and_the_preview_the_other_slot(
    position: Data, main: str, preview: str
) -> None:
    found = at(position, SERVICE | {"strategy": "blue-green"})
    reached = {key: o["spec"]["selector"]["tidegate.dev/slot"] for key, o in found.items() if o["kind"] == "Service"}
    assert reached == {
        "Service/fraud-api": main,
        "Service/fraud-api-preview": preview,
        "Service/fraud-api-blue": "blue",
        "Service/fraud-api-green": "green",
    }


def test_the_position_stands_in_an_annotation_of_the_main_service() -> None:
    found = at({"active": BLUE | {"model": "s3://m/1"}, "candidate": {"image": "a:2", "steps": [10, 50]}, "step": 1})
    assert found["Service/fraud-api"]["metadata"]["annotations"] == {
        "tidegate.dev/release": (
            '{"active": {"slot": "blue", "image": "a:1", "model": "s3://m/1"},\n "candidate": {"image": "a:2"},\n'
            ' "step": 1,\n "steps": [10, 50]}\n'
        )
    }


@pytest.mark.parametrize(
    ("component", "room"),
    [
        ({}, {"maxSurge": 1, "maxUnavailable": 0}),
        ({"strategy": {"type": "rolling", "surge": "25%"}}, {"maxSurge": "25%", "maxUnavailable": 0}),
        ({"machine": "gpu-small"}, {"maxSurge": 0, "maxUnavailable": 1}),
        ({"machine": "gpu-small", "strategy": "blue-green"}, {"maxSurge": 0, "maxUnavailable": 1}),
    ],
)
def test_room_for_an_update_in_place(component: Data, room: Data) -> None:
    found = samples.objects(SERVICE | {"scale": 2} | component)["Deployment/fraud-api-blue"]
    assert found["spec"]["strategy"] == {"type": "RollingUpdate", "rollingUpdate": room}


def test_a_gpu_pod_has_its_device_its_toleration_and_shared_memory() -> None:
    pod = samples.objects(SERVICE | {"machine": "gpu-small", "scale": 2})["Deployment/fraud-api-blue"]["spec"][
        "template"
    ]["spec"]
    assert pod["containers"][0]["resources"]["limits"] == {"memory": "16Gi", "nvidia.com/gpu": "1"}
    assert pod["tolerations"] == [{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}]
    assert {"name": "shm", "emptyDir": {"medium": "Memory", "sizeLimit": "8Gi"}} in pod["volumes"]


@pytest.mark.parametrize(("shutdown", "sleep"), [("30s", 10), ("5s", 4), ("1s", None)])
def test_the_drain_is_part_of_the_grace(shutdown: str, sleep: int | None) -> None:
    container = samples.main(SERVICE | {"shutdown": shutdown})
    held: Any = container.get("lifecycle")
    assert held == (None if sleep is None else {"preStop": {"sleep": {"seconds": sleep}}})
