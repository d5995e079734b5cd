"""Checks of durations and Kubernetes quantities, with suggestions.

The API server rounds CPUs up to thousandths, so a GitOps tool would report a difference forever; it warns of fractions of a
byte (`defaults.go` and `pod/warnings.go` of Kubernetes). Both are errors here.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from generator.source.format_error import FormatError
from generator.spec import duration, quantity, suggest

_TIME_HINT = "write hours, minutes and seconds: 90s, 5m, 1h30m"
_NUMBER_HINT = "write a number, in thousandths with m: 100, 0.5, 500m"
_CPU_HINT = "write CPUs, or thousandths of one with m: 2, 0.5, 500m"
_SIZE_HINT = "write bytes with Mi, Gi or Ti: 512Mi, 4Gi, 1.5Gi"
_PATH_HINT = "this is a size and no path: 512Mi, 4Gi, 1.5Gi"

_SIZE = r"([0-9]+(?:[.,][0-9]+)?)\s*([kmgtp])i?(?:b|bytes?)?"
_CPUS = r"([0-9]+(?:[.,][0-9]+)?)\s*(m)?\s*(?:v?cpus?|cores?|milli(?:cpus?|cores?)?)?"
_TIME = r"([0-9]{1,6}) ?([a-z]*)"
_UNITS = {
    **dict.fromkeys(("", "s", "sec", "second"), (1, "s")),
    **dict.fromkeys(("m", "min", "minute"), (1, "m")),
    **dict.fromkeys(("h", "hr", "hour"), (1, "h")),
    **dict.fromkeys(("d", "day"), (24, "h")),
}
_MAX_LENGTH = 32
MAX_CPUS = 1024
MIN_SIZE = 1024 * 1024
MAX_UNITLESS = 2
"""Digits of a plain number that may as well be hours as seconds."""
MAX_GIBI = 64
"""The largest plain number that is more likely a number of GiB than of MiB."""
MAX_MEBI = 64 * 1024
"""The largest number that is more likely a number of MiB than of KiB."""


def time(text: str) -> FormatError | None:
    """A duration such as `90s`, `5m` or `1h30m`; 0 is allowed."""
    try:
        duration.parse(text)
    except ValueError as problem:
        unitless = text.isdecimal() and len(text) <= MAX_UNITLESS
        hint = f"write its unit: {text}s, {text}m or {text}h" if unitless else _TIME_HINT
        return FormatError(fact=str(problem), hint=hint, meant="" if unitless else _time_meant(text))
    return None


def positive_time(text: str) -> FormatError | None:
    """A duration above 0."""
    error = time(text)
    if error is None and duration.parse(text) == 0:
        return FormatError(fact=f"{suggest.quoted(text)} is not more than 0", hint="write at least 1s")
    return error


def number(text: str) -> FormatError | None:
    """A quantity of any unit, at least 0."""
    return _quantity(text, _NUMBER_HINT)


def positive(text: str) -> FormatError | None:
    """A quantity of any unit, more than 0."""
    return _quantity(text, _NUMBER_HINT) or _check_positive(text)


def cpu(text: str) -> FormatError | None:
    """A number of CPUs of one pod, more than 0, in multiples of a thousandth."""
    return cpu_total(text) or _cpu_slip(text)


def cpu_total(text: str) -> FormatError | None:
    """A number of CPUs of many pods, more than 0, in multiples of a thousandth."""
    return _quantity(text, _CPU_HINT, _cpu_meant) or _check_positive(text) or whole_thousandths(text)


def size(text: str) -> FormatError | None:
    """A whole number of bytes, more than 0."""
    hint = _PATH_HINT if "/" in text else _SIZE_HINT
    return _quantity(text, hint, _size_meant) or _check_positive(text) or pod_bytes(text)


def size_or_none(text: str) -> FormatError | None:
    """A size as in `size`, or `none`."""
    return None if text == "none" else size(text)


def pod_cpu(text: str) -> FormatError | None:
    """CPUs of one pod, or 0; raises ValueError if the text is not a quantity."""
    return whole_thousandths(text) or _cpu_slip(text)


def pod_bytes(text: str) -> FormatError | None:
    """A size of at least 1Mi, or 0; raises ValueError if the text is not a quantity."""
    return whole_bytes(text) or _size_slip(text)


def _cpu_slip(text: str) -> FormatError | None:
    """More CPUs than a node has, which are thousandths without their unit; and sizes."""
    number = text.rstrip("KMGTPEi")
    if text.endswith("i"):
        meant = f"{number}m" if text.endswith("Mi") else number
        return FormatError(fact=f"{suggest.quoted(text)} is a size, not a number of CPUs", hint=_CPU_HINT, meant=meant)
    if (cpus := quantity.parse(text)) <= MAX_CPUS:
        return None
    meant = f"{text}m" if text.isdigit() else ""
    return FormatError(
        fact=f"{suggest.quoted(text)} is {cpus.normalize():f} CPUs, more than any node has", hint=_CPU_HINT, meant=meant
    )


def _size_slip(text: str) -> FormatError | None:
    """Less memory or disk than any program needs: a number without its unit, or with that of CPUs."""
    size = quantity.parse(text)
    if size >= MIN_SIZE and text.endswith("m"):
        fact = f"{suggest.quoted(text)} is in thousandths of a byte"
        return FormatError(fact=fact, hint=_SIZE_HINT, meant=quantity.canonical(text))
    if size >= MIN_SIZE or size == 0:
        return None
    number = text.rstrip("mkKi")
    meant = f"{number}{_unit_meant(text, int(number))}" if number.isdigit() else ""
    bytes_of = "1 byte" if size == 1 else f"{size.normalize():f} bytes"
    return FormatError(fact=f"{suggest.quoted(text)} is {bytes_of}, less than 1Mi", hint=_SIZE_HINT, meant=meant)


def _unit_meant(text: str, number: int) -> str:
    """The unit with which an amount below 1Mi is one of memory or disk."""
    if number > MAX_MEBI:
        return "Ki"
    return "Gi" if text.isdigit() and number <= MAX_GIBI else "Mi"


def whole_thousandths(text: str) -> FormatError | None:
    """A multiple of a thousandth; raises ValueError if the text is not a quantity."""
    thousandths = quantity.parse(text) * 1000
    if thousandths % 1 == 0:
        return None
    rounded = thousandths.to_integral_value(rounding="ROUND_CEILING")
    return FormatError(
        fact=f"{suggest.quoted(text)} is not a multiple of a thousandth of a CPU",
        hint=f"Kubernetes rounds it up: write {rounded}m",
    )


def whole_bytes(text: str) -> FormatError | None:
    """A whole number of bytes; raises ValueError if the text is not a quantity."""
    if quantity.parse(text) % 1 == 0:
        return None
    mebi = (quantity.parse(text) / MIN_SIZE).to_integral_value(rounding="ROUND_CEILING")
    meant = f"{text[:-1]}Mi" if text.endswith("m") else f"{mebi}Mi" if mebi > 1 else ""
    return FormatError(fact=f"{suggest.quoted(text)} is not a whole number of bytes", hint=_SIZE_HINT, meant=meant)


def whole(text: str) -> FormatError | None:
    """A whole number, as of GPUs; raises ValueError if the text is not a quantity."""
    if quantity.parse(text) % 1 == 0:
        return None
    return FormatError(fact=f"{suggest.quoted(text)} is not a whole number", hint="write a whole number: 1, 2")


def _quantity(text: str, hint: str, meant: Callable[[str], str] = lambda _: "") -> FormatError | None:
    try:
        value: Decimal = quantity.parse(text)
    except ValueError as problem:
        return FormatError(fact=str(problem), hint=hint, meant=meant(text))
    return FormatError(fact=f"{suggest.quoted(text)} is less than 0", hint="write 0 or more") if value < 0 else None


def _check_positive(text: str) -> FormatError | None:
    return (
        FormatError(fact=f"{suggest.quoted(text)} is not more than 0", hint="write more than 0")
        if quantity.parse(text) == 0
        else None
    )


def _size_meant(text: str) -> str:
    match = _match(_SIZE, text)
    return f"{match[1].replace(',', '.')}{match[2].upper()}i" if match else ""


def _cpu_meant(text: str) -> str:
    match = _match(_CPUS, text)
    return f"{match[1].replace(',', '.')}{match[2] or ''}" if match else ""


def _time_meant(text: str) -> str:
    match = _match(_TIME, text)
    if match is None:
        return ""
    unit_name = match[2].removesuffix("s") if len(match[2]) > len("ms") else match[2]
    factor, unit = _UNITS.get(unit_name, (0, ""))
    return f"{factor * int(match[1])}{unit}" if factor else ""


def _match(pattern: str, text: str) -> re.Match[str] | None:
    return re.fullmatch(pattern, text.strip().lower()) if len(text) <= _MAX_LENGTH else None
