"""Releases with Flux's own controllers, which `make test-flux` builds: from what `bootstrap` prints on."""

import pytest

from tests.cluster import sequences
from tests.cluster.conftest import Record
from tests.cluster.releases import SCALES, Place, Release

pytestmark = [pytest.mark.parametrize("tool", ["flux"], indirect=True), pytest.mark.parametrize("follower", ["flux"])]


@pytest.mark.parametrize("scale", SCALES)
def test_no_sequence_of_commands_takes_a_caller_pods(followed: Place, scale: str, length: int, record: Record) -> None:
    judged = sequences.judged(
        followed, scale, sequences.chosen(length), lambda: sequences.bootstrap(followed), at_once=4
    )
    assert record("native", "flux", scale, judged) == {}


def test_a_port_is_replaced_in_three_merges(followed: Place) -> None:
    assert sequences.new_ports(followed) == [(2, ())] * 3


def test_what_is_refused_can_be_taken_back(followed: Place) -> None:
    release = Release(followed, "refused", "canary", "fixed")
    sequences.bootstrap(followed)
    assert sequences.goes_back(release, release.overlay.object) == (3, ())
