"""Durations of the project file: `90s`, `5m`, `1h30m`."""

import functools
import re

from generator.spec import suggest

LONGEST = 2**31 - 1
"""Seconds that fit the 32-bit fields of Kubernetes."""

_NUMBER = r"(0|[1-9][0-9]{0,9})"
_TEXT = rf"(?:{_NUMBER}h)?(?:{_NUMBER}m)?(?:{_NUMBER}s)?"


@functools.lru_cache(maxsize=1024)
def parse(text: str) -> int:
    """Seconds of hours, minutes, seconds, each at most once and in this order; ValueError says why the text is none."""
    found = re.fullmatch(_TEXT, text) if text else None
    if found is None:
        raise ValueError(f"{suggest.quoted(text)} is not a duration")
    hours, minutes, seconds = (int(each or 0) for each in found.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if total > LONGEST:
        raise ValueError(f"{suggest.quoted(text)} is more than {LONGEST} seconds")
    return total
