"""A port under another name or number, in the three merges of docs/releases.md#a-new-port: no caller is without it."""

import pytest

from tests.cluster import sequences
from tests.cluster.releases import STRATEGIES, Place, Release


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_port_is_replaced_in_three_merges(place: Place, strategy: str) -> None:
    release = Release(place, "port", strategy, "autoscaled")
    sequences.together([sequences.new_port(release)])
    judgement = release.judge()
    place.api.prune(release.space)
    assert judgement == (2, ())
