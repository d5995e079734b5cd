"""Compare two runs of the benchmark: `python tests/benchmarks/compare.py last.json now.json`, both written by `run.py --json`.

The ratios of both are printed as a table; exit code 1 if one is worse by more than 15 %. Run both on one machine, one after
the other: what the machine does to one it does to the other.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

LIMIT = 0.15
"""The loss that is too much, as a part of the ratio before."""


class Change(NamedTuple):
    """A ratio before and now; None where a run does not have it."""

    what: str
    before: float | None
    now: float | None
    more_is_better: bool

    @property
    def loss(self) -> float:
        """How much worse it is now, as a part of what it was; 0 if it is better, or one of the runs does not have it."""
        if self.before is None or self.now is None:
            return 0.0
        worse = self.before / self.now if self.more_is_better else self.now / self.before
        return max(0.0, worse - 1)


def changes(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    """The ratios of both runs by what they tell, in the order of the later one; then those that only the earlier one has."""
    earlier = {each["what"]: each for each in before}
    later = {each["what"]: each for each in now}
    for what in {**later, **earlier}:
        either = later.get(what) or earlier[what]
        was, now_is = (side[what]["ratio"] if what in side else None for side in (earlier, later))
        yield Change(what, was, now_is, more_is_better=either.get("more_is_better", False))


def table(found: Sequence[Change]) -> Iterator[str]:
    """The comparison as lines."""
    yield f"{'ratio':66}{'before':>9}{'now':>9}"
    for each in found:
        verdict = f"  {each.loss:.0%} worse" if each.loss > LIMIT else ""
        yield f"{each.what:66}{_shown(each.before):>9}{_shown(each.now):>9}{verdict}"


def _shown(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:.2f}"


def main(arguments: Sequence[str]) -> int:
    """Print the table; the exit code."""
    before, now = (json.loads(Path(each).read_bytes())["ratios"] for each in arguments)
    found = list(changes(before, now))
    sys.stdout.write("\n".join(table(found)) + "\n")
    return int(any(each.loss > LIMIT for each in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
