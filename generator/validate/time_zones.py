"""Checks of time zones, which Kubernetes loads by Go's `time.LoadLocation`: names are case-sensitive, "Local" is not allowed."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from generator.source.format_error import FormatError
from generator.source.suggestion import Suggestion
from generator.spec import suggest

_HINT = "write a zone as area/city: Europe/Berlin, America/New_York; or Etc/UTC"
_OFFSET = r"(?:[A-Za-z]{1,5}/?)?(?:[A-Za-z]{1,5})? ?[+-]?[0-9]{1,2}(?::?[0-9]{2})?"
_MIN_SIMILARITY = 0.8
_MAX_COMPARED = 64

# Abbreviations, with the largest of the zones that they may mean.
_ABBREVIATIONS = {
    "AEST": "Australia/Sydney",
    "BST": "Europe/London",
    "CDT": "America/Chicago",
    "CEST": "Europe/Berlin",
    "CST": "America/Chicago",
    "EDT": "America/New_York",
    "EEST": "Europe/Athens",
    "HKT": "Asia/Hong_Kong",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "MDT": "America/Denver",
    "MSK": "Europe/Moscow",
    "PDT": "America/Los_Angeles",
    "PST": "America/Los_Angeles",
    "SGT": "Asia/Singapore",
    "WEST": "Europe/Lisbon",
}


@cache
def names() -> frozenset[str]:
    """The names of all time zones, from the data file in this folder."""
    lines = Path(__file__).with_name("time_zones.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def check(text: str) -> FormatError | None:
    """Check the name of a time zone and suggest a valid one."""
    if text in names():
        return None
    meant, hint = _suggestion(text)
    return FormatError(fact=f"{suggest.quoted(text)} is not a time zone", hint=hint, meant=meant)


def _suggestion(text: str) -> Suggestion:
    if text.lower() == "local":
        return Suggestion(advice=f"a cluster has no local time zone; {_HINT}")
    if re.fullmatch(_OFFSET, text):
        return Suggestion(advice=f"an offset has no daylight saving time; {_HINT}")
    meant = _ABBREVIATIONS.get(text.upper()) or _closest(text)
    return Suggestion(advice=_HINT) if meant is None else Suggestion(meant=meant)


def _closest(text: str) -> str | None:
    """The name with the most similar city and, if several areas have it, the most similar area."""
    if len(text) > _MAX_COMPARED:
        return None
    import difflib  # slow to import, and needed only for wrong names

    area, city = _parts(text)
    cities: dict[str, list[str]] = {}
    for name in sorted(names()):
        cities.setdefault(_parts(name)[1], []).append(name)
    candidates = difflib.get_close_matches(city, sorted(cities), n=1, cutoff=_MIN_SIMILARITY)
    return _most_similar(area, cities[candidates[0]]) if candidates else None


def _most_similar(area: str, candidates: Iterable[str]) -> str:
    import difflib

    return max(candidates, key=lambda name: difflib.SequenceMatcher(None, area, _parts(name)[0]).ratio())


def _parts(name: str) -> tuple[str, str]:
    """Area and city in lower case, without spaces, underscores and dashes."""
    area, _, city = re.sub(r"[\s_-]", "", name.lower()).rpartition("/")
    return area, city
