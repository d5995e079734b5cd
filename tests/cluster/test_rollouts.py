"""Releases on engine `argo-rollouts` with its own controller, which `make test-rollouts` builds, and Flux's or Argo CD's."""

import pytest

from tests.cluster import rollouts, sequences
from tests.cluster.conftest import FOLLOWERS, Record
from tests.cluster.control_plane import ControlPlane
from tests.cluster.releases import SCALES, Place
from tests.cluster.rollouts import RolloutRelease

pytestmark = pytest.mark.parametrize("tool", ["flux"], indirect=True)


@pytest.fixture(scope="session")
def controlled(live: ControlPlane) -> ControlPlane:
    """The cluster with the controller of Argo Rollouts."""
    rollouts.start(live)
    return live


@pytest.mark.parametrize("follower", FOLLOWERS)
@pytest.mark.parametrize("scale", SCALES)
def test_no_sequence_of_commands_takes_a_caller_pods(
    controlled: ControlPlane, followed: Place, follower: str, scale: str, record: Record
) -> None:
    controlled.running()
    followed.add("engine: argo-rollouts")
    # Argo CD is slower
    wanted = rollouts.chosen(3 if follower == "flux" else 2)
    judged = sequences.judged(
        followed, scale, wanted, lambda: sequences.bootstrap(followed), at_once=4, made=RolloutRelease
    )
    assert record("argo-rollouts", follower, scale, judged) == {}
