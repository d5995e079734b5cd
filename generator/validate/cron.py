"""Checks of a CronJob's schedule, by the rules of the parser that Kubernetes uses: robfig/cron v3, standard parser.

A schedule has five fields, or is a descriptor. Stricter than that parser: `*-5`, empty items of a list, signs before numbers,
and schedules that never fire (30 February) are errors. So is a time zone in the schedule, as in Kubernetes.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from generator.spec import suggest

_MAX_LENGTH = 256
NAMES = frozenset({"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"})
"""Named schedules, besides `@every 5m`."""

_EVERY = r"@every (?:[0-9]{1,6}(?:\.[0-9]{0,9})?(?:ns|us|µs|μs|ms|s|m|h)){1,8}"
_UNITS = {"h": 3600, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ns": 1e-9}
MIN_EVERY = 60
"""Seconds between two runs: cron itself has no less, and a run takes longer to be scheduled."""
_NOT_ZERO = r"[1-9]"
_NUMBER = r"[0-9]{1,4}"
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


class _Field(NamedTuple):
    """One of the five fields: its name in messages, inclusive bounds, and names for numbers."""

    label: str
    low: int
    high: int
    names: Mapping[str, int] = {}


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of month", 1, 31),
    _Field("month", 1, 12, {name: number for number, name in enumerate(_MONTHS, 1)}),
    _Field("day of week", 0, 6, {name: number for number, name in enumerate(_WEEKDAYS)}),
)


def check(text: str) -> str | None:
    """Why a schedule is invalid, or None if Kubernetes accepts it and it fires at least once."""
    try:
        _check(text)
    except ValueError as problem:
        return str(problem)
    return None


def _check(text: str) -> None:
    quoted = suggest.quoted(text)
    if len(text) > _MAX_LENGTH:
        raise ValueError(f"{quoted} is longer than {_MAX_LENGTH} characters")
    if text.startswith(("TZ=", "CRON_TZ=")):
        raise ValueError(f"{quoted} has a time zone in the schedule")
    if text.startswith("@"):
        _check_descriptor(text)
        return
    fields = text.split()
    if len(fields) != len(_FIELDS):
        raise ValueError(
            f"{quoted} has {len(fields)} field{'s' if len(fields) != 1 else ''}: a schedule has {len(_FIELDS)}"
        )
    _, _, days, months, _ = [_values(written, field) for written, field in zip(fields, _FIELDS, strict=True)]
    # If the day of week is restricted, too, the schedule fires on either.
    if _is_unrestricted(fields[4]) and not any(day <= _DAYS[month - 1] for month in months for day in days):
        raise ValueError(f"{quoted} never fires: the day is in none of the months")


def _check_descriptor(text: str) -> None:
    if text in NAMES:
        return
    if re.fullmatch(_EVERY, text) and re.search(_NOT_ZERO, text):
        if _every_seconds(text) < MIN_EVERY:
            raise ValueError(f"{suggest.quoted(text)} is more often than once a minute")
        return
    raise ValueError(f"{suggest.quoted(text)} is not a named schedule")


def _values(written: str, field: _Field) -> frozenset[int]:
    return frozenset(number for item in written.split(",") for number in _range(item, field))


def _range(item: str, field: _Field) -> range:
    """The numbers of `*`, `5`, `1-5`, `*/10`, `5/10` (to the end) or `1-30/10`."""
    ends, slash, step = item.partition("/")
    first, dash, last = ends.partition("-")
    if first in {"*", "?"} and not dash:
        low, high = field.low, field.high
    else:
        low = _number(first, field)
        high = _number(last, field) if dash else field.high if slash else low
    if low > high:
        raise ValueError(f"{field.label} {suggest.quoted(item)}: the range ends before it begins")
    return range(low, high + 1, _step(step, field) if slash else 1)


def _step(text: str, field: _Field) -> int:
    if not re.fullmatch(_NUMBER, text) or int(text) == 0:
        raise ValueError(f"{field.label}: {suggest.quoted(text)} is not a step, which is a whole number above 0")
    return int(text)


def _number(text: str, field: _Field) -> int:
    named = field.names.get(text.lower())
    if named is not None:
        return named
    if not re.fullmatch(_NUMBER, text):
        raise ValueError(f"{field.label}: {suggest.quoted(text)} is not a number{' or a name' if field.names else ''}")
    number = int(text)
    if number > field.high:
        sunday = " (Sunday is 0)" if field.label == "day of week" else ""
        raise ValueError(f"{field.label}: {text} is more than {field.high}{sunday}")
    if number < field.low:
        raise ValueError(f"{field.label}: {text} is less than {field.low}")
    return number


def _every_seconds(text: str) -> float:
    """The interval of `@every`, with units as of a Go duration."""
    parts = re.findall(r"([0-9.]+)([a-zµμ]+)", text.removeprefix("@every "))
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def _is_unrestricted(written: str) -> bool:
    """Whether a field allows every value: its list has a `*` or `?` without a step above 1."""
    return any(item in {"*", "?", "*/1", "?/1"} for item in written.split(","))
