"""Releases with Flux's own controllers, which `make test-flux` builds: from what `bootstrap` prints on."""

from collections.abc import Iterator

import pytest

from tests.cluster import flux, sequences
from tests.cluster.conftest import Record
from tests.cluster.control_plane import ControlPlane
from tests.cluster.releases import SCALES, Place, Release

pytestmark = pytest.mark.parametrize("tool", ["flux"], indirect=True)


@pytest.fixture
def followed(with_flux: ControlPlane, place: Place) -> Iterator[Place]:
    with flux.following(with_flux, place) as found:
        yield found


@pytest.mark.parametrize("scale", SCALES)
def test_no_sequence_of_commands_takes_a_caller_pods(followed: Place, scale: str, record: Record) -> None:
    judged = sequences.judged(followed, scale, sequences.chosen(3), lambda: sequences.bootstrap(followed), at_once=4)
    for sequence, judgement in judged.items():
        record("native", "flux", scale, sequence, str(judgement.fewest))
    assert {sequence: each.gaps for sequence, each in judged.items() if each.gaps} == {}


def test_a_port_is_replaced_in_three_merges(followed: Place) -> None:
    assert sequences.new_ports(followed) == [(2, ())] * 3


def test_what_is_refused_can_be_taken_back(followed: Place) -> None:
    release = Release(followed, "refused", "canary", "fixed")
    sequences.bootstrap(followed)
    assert sequences.goes_back(release, release.overlay.object) == (3, ())
