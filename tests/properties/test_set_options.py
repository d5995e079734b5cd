"""What `--set` is made of: whatever a version sets is said in words that make the same of it, through a shell too."""

import shlex
from typing import Any

import hypothesis
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from generator.release import set_options

TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\t\n\"'=.$`\\#:[]{},&*!|>%@~-?"), max_size=12
)
KEYS = TEXT.filter(lambda key: bool(key.strip()) and "\n" not in key and key != "<<")
VALUES = st.recursive(
    TEXT | st.booleans() | st.integers(-(10**13), 10**14) | st.sampled_from(["null", "~", "1", "1e3", "0x1", "true", "0.80"]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=3),
    max_leaves=6,
)  # fmt: skip


@hypothesis.settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from(set_options.SETTABLE), VALUES, max_size=3))
def test_what_is_set_is_set_again_by_its_words(difference: dict[str, Any]) -> None:
    line = shlex.join(set_options.format_values(difference))
    assert set_options.parse(shlex.split(line)) == difference
