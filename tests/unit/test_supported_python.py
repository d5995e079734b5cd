"""What the oldest Python that we support gets wrong stays out of the code."""

import re
from pathlib import Path

GENERATOR = Path(__file__).parent.parent.parent / "generator"


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python 3.11.0 to 3.11.4 match such a group wrongly (CPython issue 106052)."""
    found = [path.name for path in GENERATOR.rglob("*.py") if re.search(r"\)[*+?]\+(?!,)", path.read_text())]
    assert found == []
