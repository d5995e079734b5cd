"""Services that KEDA's own operator scales, which `make test-keda` builds."""

from typing import Any

import pytest

from tests import patience
from tests.cluster import keda, sequences
from tests.cluster.conftest import FOLLOWERS, Record
from tests.cluster.control_plane import ControlPlane
from tests.cluster.releases import SCALES, Place, Release

KEDA = "autoscaler: keda"


@pytest.fixture(scope="session")
def with_keda(live: ControlPlane) -> ControlPlane:
    keda.start(live)
    return live


@pytest.fixture
def scaled(with_keda: ControlPlane, place: Place) -> Place:
    """The platform's environment with KEDA."""
    with_keda.running()
    place.add(KEDA)
    return place


def versions(place: Place, namespace: str) -> dict[tuple[str, str], Any]:
    """How often what is to be has changed, of all that KEDA reads or writes."""
    kinds = (
        ("keda.sh/v1alpha1", "ScaledObject"),
        ("autoscaling/v2", "HorizontalPodAutoscaler"),
        ("apps/v1", "Deployment"),
    )
    return {
        (kind, each["metadata"]["name"]): (each["metadata"].get("generation"), each["spec"])
        for version, kind in kinds
        for each in place.api.all(version, kind, namespace)
    }


def ready(place: Place, namespace: str) -> bool:
    """Whether KEDA has taken each ScaledObject."""
    found = place.api.all("keda.sh/v1alpha1", "ScaledObject", namespace)
    conditions = [each.get("status", {}).get("conditions") or () for each in found]
    return bool(found) and all(
        {"type": "Ready", "status": "True"}.items() <= one[0].items() for one in conditions if one
    )


def test_what_keda_and_a_tool_write_stays(scaled: Place) -> None:
    release = Release(scaled, "settles", "blue-green", "autoscaled")
    sequences.together([release.play("release")])
    assert patience.until(lambda: ready(scaled, release.namespace))
    before = versions(scaled, release.namespace)
    scalers = {name: spec for (kind, name), (_, spec) in before.items() if kind == "HorizontalPodAutoscaler"}
    bounds = {name: (spec["minReplicas"], spec["maxReplicas"]) for name, spec in scalers.items()}
    release.overlay.sync()
    assert patience.until(lambda: ready(scaled, release.namespace))
    after = versions(scaled, release.namespace)
    scaled.api.prune(release.space)
    assert bounds == {f"{release.base}-blue": (2, 4), f"{release.base}-green": (4, 4)}
    assert after == before


@pytest.mark.parametrize("scale", SCALES)
def test_no_sequence_of_commands_takes_a_caller_pods(
    scaled: Place, tool: str, scale: str, length: int, record: Record
) -> None:
    judged = sequences.judged(scaled, scale, sequences.chosen(length))
    assert record("native-keda", f"like-{tool}", scale, judged) == {}


@pytest.mark.parametrize("tool", ["flux"], indirect=True)
@pytest.mark.parametrize("follower", FOLLOWERS)
@pytest.mark.parametrize("scale", SCALES)
def test_no_sequence_that_a_tool_follows_takes_a_caller_pods(
    with_keda: ControlPlane, followed: Place, follower: str, scale: str, length: int, record: Record
) -> None:
    """Argo CD finds each commit synced, whatever KEDA has written into the objects."""
    with_keda.running()
    followed.add(KEDA)
    judged = sequences.judged(
        followed, scale, sequences.chosen(length), lambda: sequences.bootstrap(followed), at_once=4
    )
    assert record("native-keda", follower, scale, judged) == {}
