"""Kubernetes quantities (`500m`, `1.5Gi`, `1e3`), parsed and formatted as by `resource.Quantity`.

Follows the rules of the API reference: the notation (decimal, binary, exponent) is kept, no fractional digits are
printed, the suffix is the largest that leaves an integer, and fractions of a nano unit are rounded up.
"""

import functools
import re
from decimal import Decimal
from enum import Enum

from generator.named_tuples import NamedTuple
from generator.spec import suggest

_NANO = 10**9
_MAX_VALUE = 2**63 - 1
_MAX_LENGTH = 64
_MAX_EXPONENT = 64
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_DECIMAL_SUFFIX = {exponent: suffix for suffix, exponent in _DECIMAL.items()}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_BINARY_SUFFIX = ("", *_BINARY)
_TEXT = r"(?P<sign>[+-]?)(?P<whole>[0-9]*)(?:\.(?P<fraction>[0-9]*))?(?:[eE](?P<exponent>[+-]?[0-9]+)|(?P<suffix>[A-Za-z]*))"


class _Notation(Enum):
    DECIMAL = 10
    BINARY = 2
    EXPONENT = 0


class _Amount(NamedTuple):
    """A number of nano units, and the notation of the text."""

    nano: int
    notation: _Notation


def parse(text: str) -> Decimal:
    """The value of a quantity, rounded up to a nano unit; raises ValueError if the text is not a quantity.

    Stricter than Kubernetes: texts without digits and values above 2^63-1 are errors.
    """
    return Decimal(f"{_amount(text).nano}e-9")


@functools.lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """The quantity as Kubernetes prints it: `0.5` is `500m`, `1024Mi` is `1Gi`; ValueError as in `parse`."""
    return _format(_amount(text))


def half(text: str) -> str:
    """Half of a quantity of bytes in its own notation, rounded down to a whole byte; ValueError as in `parse`."""
    amount = _amount(text)
    return _format(amount._replace(nano=amount.nano // (2 * _NANO) * _NANO))


@functools.lru_cache(maxsize=4096)
def _amount(text: str) -> _Amount:
    match = re.fullmatch(_TEXT, text) if len(text) <= _MAX_LENGTH else None
    if match is None or not (match["whole"] or match["fraction"]):
        raise ValueError(f"{suggest.quoted(text)} is not a quantity")
    notation, numerator, denominator = _factor(text, match["suffix"] or "", match["exponent"])
    fraction = match["fraction"] or ""
    count = int(match["whole"] + fraction) * numerator * _NANO
    nano = -(-count // (denominator * 10 ** len(fraction)))
    if nano > _MAX_VALUE * _NANO:
        raise ValueError(f"{suggest.quoted(text)} is more than 2^63-1")
    return _Amount(-nano if match["sign"] == "-" else nano, notation)


def _factor(text: str, suffix: str, exponent: str | None) -> tuple[_Notation, int, int]:
    """Notation, numerator and denominator of the factor that the suffix or exponent gives."""
    if exponent is not None:
        power, notation = int(exponent), _Notation.EXPONENT
        if abs(power) > _MAX_EXPONENT:
            raise ValueError(f"{suggest.quoted(text)} has an exponent out of range")
    elif suffix in _BINARY:
        return _Notation.BINARY, 1 << _BINARY[suffix], 1
    elif suffix in _DECIMAL:
        power, notation = _DECIMAL[suffix], _Notation.DECIMAL
    else:
        raise ValueError(f"{suggest.quoted(text)} is not a quantity: there is no suffix {suggest.quoted(suffix)}")
    return notation, 10 ** max(power, 0), 10 ** max(-power, 0)


def _format(amount: _Amount) -> str:
    nano, notation = amount
    if nano == 0:
        return "0"
    if notation is _Notation.BINARY and abs(nano) >= 1024 * _NANO and nano % _NANO == 0:
        return _binary(nano // _NANO)
    exponent = -9
    while nano % 1000 == 0:
        nano //= 1000
        exponent += 3
    if notation is _Notation.EXPONENT:
        return f"{nano}e{exponent}" if exponent else str(nano)
    # Kubernetes has no suffix above E; 2^63-1 keeps the exponent at 18 or below.
    return f"{nano}{_DECIMAL_SUFFIX[exponent]}"


def _binary(number: int) -> str:
    step = 0
    while number % 1024 == 0:
        number //= 1024
        step += 1
    return f"{number}{_BINARY_SUFFIX[step]}"
