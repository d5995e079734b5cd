"""Durations of the project file: `90s`, `5m`, `1h30m`."""

import functools
import re

from generator.spec import suggest

MAX_SECONDS = 2**31 - 1
"""The largest number of seconds in a 32-bit field of Kubernetes."""

_NUMBER = r"(0|[1-9][0-9]{0,9})"
_TEXT = rf"(?:{_NUMBER}h)?(?:{_NUMBER}m)?(?:{_NUMBER}s)?"


@functools.lru_cache(maxsize=1024)
def parse(text: str) -> int:
    """Convert to seconds. Hours, minutes and seconds may each occur once, in this order; raises ValueError for other texts."""
    match = re.fullmatch(_TEXT, text) if text else None
    if match is None:
        raise ValueError(f"{suggest.quoted(text)} is not a duration")
    hours, minutes, seconds = (int(number or 0) for number in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if total > MAX_SECONDS:
        raise ValueError(f"{suggest.quoted(text)} is more than {MAX_SECONDS} seconds")
    return total
