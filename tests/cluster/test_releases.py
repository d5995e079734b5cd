"""Releases on a cluster: at no moment does a caller find too few pods, whatever legal commands follow one another."""

import pytest

from tests.cluster import sequences
from tests.cluster.conftest import Record
from tests.cluster.releases import SCALES, Place


@pytest.mark.parametrize("scale", SCALES)
def test_no_sequence_of_commands_takes_a_caller_pods(
    place: Place, tool: str, scale: str, length: int, record: Record
) -> None:
    judged = sequences.judged(place, scale, sequences.chosen(length))
    assert record("native", f"like-{tool}", scale, judged) == {}
