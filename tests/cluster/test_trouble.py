"""Releases with slow pods, pods that are never ready, a quota that is used up, and nodes that are drained."""

import subprocess
from collections.abc import Iterator

import pytest

from tests import patience
from tests.acceptance.deploying import Told
from tests.cluster import nodes, sequences
from tests.cluster.control_plane import ControlPlane
from tests.cluster.processes import BIN
from tests.cluster.releases import LIVE, Place, Release

pytestmark = pytest.mark.parametrize("tool", ["flux"], indirect=True)


@pytest.fixture
def release(place: Place) -> Iterator[Release]:
    """A canary of 2 to 4 pods that is up."""
    release = Release(place, "trouble", "canary", "autoscaled")
    sequences.together([release.play()])
    yield release
    place.api.prune(release.space)


def moved(release: Release, *moves: str) -> None:
    for move in moves:
        sequences.together([release.move(move)])


def waits(release: Release, ready: str) -> None:
    """Assert that `advance --live` refuses, and says how many pods it waits for."""
    candidate = f"{release.base}-green"
    fact = f"{ready} pods of {candidate} are ready; {ready} addresses of Service {candidate} are ready"
    hint = "wait until the last merge is synced and its pods are ready"
    told = Told(4, "", f"tidegate: not yet: {fact}\n  hint: {hint}\n")
    assert release.command("advance", *LIVE) == told


def unharmed(release: Release, missing: int = 0) -> None:
    assert release.judge(missing).gaps == ()


def test_slow_pods_take_nothing_from_callers(release: Release) -> None:
    release.suffix = "-slow"
    moved(release, "release", "advance", "advance", "rollback", "finish")
    unharmed(release)


def test_a_candidate_that_is_never_ready_waits_and_is_taken_back_at_once(release: Release) -> None:
    release.suffix = "-broken"
    moved(release, "release")
    assert patience.until(lambda: release.pods("green") == (0, 2))
    waits(release, ready="0 of 2")
    moved(release, "abort")
    assert release.pods("green") is None
    unharmed(release)


def test_a_quota_that_is_used_up_in_the_middle_stops_the_release_and_nothing_else(release: Release) -> None:
    """Two pods run, two come with the release; of the two more for all of the traffic one is refused."""
    release.limit("pods", 5)
    moved(release, "release", "advance")
    assert patience.until(lambda: release.pods("green") == (3, 4))
    waits(release, ready="3 of 4")
    moved(release, "abort", "abort")
    assert release.pods("green") is None
    unharmed(release)


def test_nodes_that_are_drained_take_one_pod_of_a_slot_at_a_time(release: Release, live: ControlPlane) -> None:
    moved(release, "release", "advance")
    for name in nodes.NAMES:
        kubectl(live, "drain", name, "--delete-emptydir-data", "--force", f"--timeout={patience.LONG}s")
        kubectl(live, "uncordon", name)
    moved(release, "advance", "rollback", "finish")
    unharmed(release, missing=1)


def kubectl(live: ControlPlane, *arguments: str) -> None:
    command = [str(BIN / "kubectl"), f"--kubeconfig={live.kubeconfig}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
