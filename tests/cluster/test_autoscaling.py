"""Releases while autoscalers act: the pods of a busy hour stay until the release is finished, and go afterwards."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import patience
from tests.cluster import metrics, sequences
from tests.cluster.control_plane import ControlPlane
from tests.cluster.metrics import Metrics
from tests.cluster.releases import Place, Release

BUSY, IDLE = 200, 1
pytestmark = pytest.mark.parametrize("tool", ["flux"], indirect=True)


@pytest.fixture
def load(live: ControlPlane, tmp_path: Path) -> Iterator[Metrics]:
    with metrics.served(live, tmp_path) as found:
        yield found


def in_seconds(objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Autoscalers that wait for seconds where those of a service wait for minutes."""
    for each in objects:
        if each["kind"] == "HorizontalPodAutoscaler":
            down, up = (each["spec"]["behavior"][direction] for direction in ("scaleDown", "scaleUp"))
            down |= {"stabilizationWindowSeconds": 0, "policies": [{"type": "Pods", "value": 1, "periodSeconds": 1}]}
            up |= {"policies": [{"type": "Pods", "value": 4, "periodSeconds": 1}]}
    return objects


def shrinking(objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Wrong: a slot may lose pods during a release."""
    for each in in_seconds(objects):
        if each["kind"] == "HorizontalPodAutoscaler":
            each["spec"]["behavior"]["scaleDown"]["selectPolicy"] = "Max"
    return objects


def during_a_busy_hour(place: Place, load: Metrics, rendered: Any) -> Release:
    """A canary whose release begins with 4 pods, just before callers go home."""
    release = Release(place, "busy", "canary", "autoscaled", rendered)
    load.usage = BUSY
    sequences.together([release.play()])
    assert patience.until(lambda: release.pods("blue") == (4, 4))
    sequences.together([release.move("release")])
    load.usage = IDLE
    return release


def test_nothing_shrinks_before_the_release_is_finished(place: Place, load: Metrics) -> None:
    release = during_a_busy_hour(place, load, in_seconds)
    for move in ("advance", "advance", "rollback", "rollback"):
        sequences.together([release.move(move)])
    assert release.pods("blue") == (4, 4)
    sequences.together([release.move("finish")])
    assert patience.until(lambda: release.pods("green") == (2, 2))
    judgement = release.judge()
    place.api.prune(release.space)
    assert judgement == (2, ())


def test_slots_that_shrink_during_a_release_are_found(place: Place, load: Metrics) -> None:
    release = during_a_busy_hour(place, load, shrinking)
    assert patience.until(lambda: release.pods("blue") == (2, 2))
    found = [each.partition(": ")[2] for each in release.judge().gaps]
    place.api.prune(release.space)
    assert f"2 of 4 endpoints of {release.base}-blue (100 %)" in found
