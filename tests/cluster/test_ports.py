"""A port under another name or number, in the three merges of docs/releases.md#a-new-port: no caller is without it."""

import pytest

from tests.cluster import sequences
from tests.cluster.releases import STRATEGIES, Place, Release

OLD = {"http": 8080}
NEW = {"web": {"port": 80, "targetPort": 8080}}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_port_is_replaced_in_three_merges(place: Place, strategy: str) -> None:
    release = Release(place, "port", strategy, "autoscaled")
    sequences.together([release.play("release")])
    if strategy != "rolling":
        sequences.together([release.move("abort")])
    host = {"host": f"{release.name}.acme.dev"}
    for fields in ({"ports": OLD | NEW}, {"expose": {**host, "port": "web"}}, {"ports": NEW}):
        sequences.together([release.change(**fields)])
    judgement = release.judge()
    place.api.prune(release.space)
    assert judgement == (2, ())
