"""Releases on engine `argo-rollouts` with its own controller, which `make test-rollouts` builds, and Flux's."""

from collections.abc import Iterator

import pytest

from tests.cluster import flux, rollouts, sequences
from tests.cluster.conftest import Record
from tests.cluster.control_plane import ControlPlane
from tests.cluster.releases import SCALES, Place
from tests.cluster.rollouts import RolloutRelease

pytestmark = pytest.mark.parametrize("tool", ["flux"], indirect=True)


@pytest.fixture(scope="session")
def controlled(with_flux: ControlPlane) -> ControlPlane:
    """The cluster with the controller of Argo Rollouts, too."""
    rollouts.start(with_flux)
    return with_flux


@pytest.fixture
def followed(controlled: ControlPlane, place: Place) -> Iterator[Place]:
    with flux.following(controlled, place) as found:
        found.add("engine: argo-rollouts")
        yield found


@pytest.mark.parametrize("scale", SCALES)
def test_no_sequence_of_commands_takes_a_caller_pods(followed: Place, scale: str, record: Record) -> None:
    wanted = rollouts.chosen(3)
    judged = sequences.judged(followed, scale, wanted, lambda: flux.bootstrap(followed), at_once=4, made=RolloutRelease)
    for sequence, judgement in judged.items():
        record("argo-rollouts", "flux", scale, sequence, str(judgement.fewest))
    assert {sequence: each.gaps for sequence, each in judged.items() if each.gaps} == {}
