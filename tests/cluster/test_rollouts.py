"""Releases on engine `argo-rollouts` with its own controller, which `make test-rollouts` builds, and Flux's or Argo CD's."""

from collections.abc import Iterator

import pytest

from tests.cluster import argocd, flux, rollouts, sequences
from tests.cluster.conftest import Record
from tests.cluster.control_plane import ControlPlane
from tests.cluster.releases import SCALES, Place
from tests.cluster.rollouts import RolloutRelease

pytestmark = pytest.mark.parametrize("tool", ["flux"], indirect=True)
APPLIERS = ("flux", *argocd.APPLIERS)


@pytest.fixture(scope="session")
def controlled(live: ControlPlane) -> ControlPlane:
    """The cluster with the controller of Argo Rollouts."""
    rollouts.start(live)
    return live


@pytest.fixture(params=APPLIERS)
def followed(request: pytest.FixtureRequest, controlled: ControlPlane, place: Place) -> Iterator[Place]:
    if request.param == "flux":
        request.getfixturevalue("with_flux")
        following = flux.following(controlled, place)
    else:
        request.getfixturevalue("with_argocd")
        following = argocd.following(controlled, place, request.param)
    with following as found:
        found.add("engine: argo-rollouts")
        yield found


@pytest.mark.parametrize("scale", SCALES)
def test_no_sequence_of_commands_takes_a_caller_pods(
    followed: Place, scale: str, record: Record, request: pytest.FixtureRequest
) -> None:
    applier = request.node.callspec.params["followed"]
    # Argo CD is slower
    wanted = rollouts.chosen(3 if applier == "flux" else 2)
    judged = sequences.judged(
        followed, scale, wanted, lambda: sequences.bootstrap(followed), at_once=4, made=RolloutRelease
    )
    for sequence, judgement in judged.items():
        record("argo-rollouts", applier, scale, sequence, str(judgement.fewest))
    assert {sequence: each.gaps for sequence, each in judged.items() if each.gaps} == {}
