"""Time zones by their names, as Kubernetes takes them: Go's `time.LoadLocation`, in which case matters, but not "Local"."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from generator.source.format_error import FormatError
from generator.source.suggestion import Suggestion
from generator.spec import suggest

_HINT = "name a place that keeps this time, as area/city: Europe/Berlin, America/New_York; or Etc/UTC"
_OFFSET = r"(?:[A-Za-z]{1,5}/?)?(?:[A-Za-z]{1,5})? ?[+-]?[0-9]{1,2}(?::?[0-9]{2})?"
_ALIKE = 0.8
_COMPARED = 64

# What clocks show, and the largest place of those that they may mean.
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
    """The names of all time zones, from the data file beside this module."""
    lines = Path(__file__).with_name("time_zones.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def check(text: str) -> FormatError | None:
    """What is wrong with the name of a time zone, and the one that was probably meant."""
    if text in names():
        return None
    meant, hint = _suggestion(text)
    return FormatError(fact=f"{suggest.quoted(text)} is not a time zone", hint=hint, meant=meant)


def _suggestion(text: str) -> Suggestion:
    if text.lower() == "local":
        return Suggestion(advice=f"a cluster has no time of its own; {_HINT}")
    if re.fullmatch(_OFFSET, text):
        return Suggestion(advice=f"an offset does not know summer time; {_HINT}")
    meant = _ABBREVIATIONS.get(text.upper()) or _closest(text)
    return Suggestion(advice=_HINT) if meant is None else Suggestion(meant=meant)


def _closest(text: str) -> str | None:
    """The name with the same city, or nearly so, in the same area where there are several."""
    if len(text) > _COMPARED:
        return None
    import difflib  # only a wrong name pays for it

    area, city = _parts(text)
    cities: dict[str, list[str]] = {}
    for name in sorted(names()):
        cities.setdefault(_parts(name)[1], []).append(name)
    found = difflib.get_close_matches(city, sorted(cities), n=1, cutoff=_ALIKE)
    return _nearest(area, cities[found[0]]) if found else None


def _nearest(area: str, found: Iterable[str]) -> str:
    import difflib

    return max(found, key=lambda name: difflib.SequenceMatcher(None, area, _parts(name)[0]).ratio())


def _parts(name: str) -> tuple[str, str]:
    """Area and city without what people write in several ways."""
    area, _, city = re.sub(r"[\s_-]", "", name.lower()).rpartition("/")
    return area, city
