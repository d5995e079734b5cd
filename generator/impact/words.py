"""Numbers of pods, times and lists of names as words."""

from collections.abc import Sequence

from generator.impact.replacements import Replacement
from generator.impact.workloads import Scale

LISTED = 3
"""The most names that a list shows."""
MINUTE, HOUR = 60, 3600
SHORTEST_IN_MINUTES, LONGEST_IN_MINUTES = 90, 3 * HOUR
WITHOUT = "without scheduling and pulls"


def replacement(each: Replacement, *, without: bool = True) -> str:
    """How pods are replaced: `4 pods in batches of 1, about 6 min without scheduling and pulls`."""
    parts = [f"{pods(each.pods)} in batches of {each.batch}" if each.batch < each.pods.most else pods(each.pods)]
    if each.missing:
        parts[0] += f", {each.missing} missing meanwhile"
    time = f"about {duration(each.shortest)}"
    if duration(each.longest) != duration(each.shortest):
        time += f" to {duration(each.longest)}"
    return ", ".join([*parts, f"{time} {WITHOUT}" if without else time])


def pods(scale: Scale) -> str:
    """A number of pods: `1 pod`, `2 to 6 pods`."""
    if scale.least == scale.most:
        return f"{scale.least} pod{'s' * (scale.least != 1)}"
    return f"{scale.least} to {scale.most} pods"


def duration(seconds: int) -> str:
    """A time in the unit that people would use: `45 s`, `6 min`, `4 h`."""
    if seconds < SHORTEST_IN_MINUTES:
        return f"{seconds} s"
    if seconds < LONGEST_IN_MINUTES:
        return f"{round(seconds / MINUTE)} min"
    return f"{round(seconds / HOUR)} h"


def listed(names: Sequence[str]) -> str:
    """Names as a list: `a, b and 3 more`."""
    shown = list(names[:LISTED]) + ([f"{len(names) - LISTED} more"] if len(names) > LISTED else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
