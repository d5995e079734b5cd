"""Kubernetes quantities (`500m`, `1.5Gi`, `1e3`), read and printed as `resource.Quantity` does.

Follows the rules of the API reference: the notation (decimal, binary, exponent) is kept, no fractional digits are
printed, the suffix is the largest that leaves an integer, and what is finer than a nano unit is rounded up.
"""

import functools
import re
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from generator.spec import suggest

_NANO = 10**9
_LARGEST = 2**63 - 1
_LONGEST = 64
_LARGEST_EXPONENT = 64
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_DECIMAL_SUFFIX = {exponent: suffix for suffix, exponent in _DECIMAL.items()}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_BINARY_SUFFIX = ("", *_BINARY)
_TEXT = (
    r"(?P<sign>[+-]?)(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]*))?(?:[eE](?P<exponent>[+-]?[0-9]+)|(?P<suffix>[A-Za-z]*))"
)


class _Notation(Enum):
    DECIMAL = 10
    BINARY = 2
    EXPONENT = 0


class _Amount(NamedTuple):
    """An exact count of nano units, and the notation in which it was written."""

    nano: int
    notation: _Notation


def parse(text: str) -> Decimal:
    """The exact number behind a quantity, rounded up to a nano unit; ValueError says why the text is none.

    Stricter than Kubernetes where that would surprise: no digits at all and more than 2^63-1 are errors.
    """
    return Decimal(f"{_amount(text).nano}e-9")


@functools.lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """The quantity as Kubernetes prints it: `0.5` is `500m`, `1024Mi` is `1Gi`; ValueError as for `parse`."""
    return _printed(_amount(text))


def half(text: str) -> str:
    """Half of a quantity of bytes in its own notation, rounded down to a whole byte; ValueError as for `parse`."""
    amount = _amount(text)
    return _printed(amount._replace(nano=amount.nano // (2 * _NANO) * _NANO))


@functools.lru_cache(maxsize=4096)
def _amount(text: str) -> _Amount:
    found = re.fullmatch(_TEXT, text) if len(text) <= _LONGEST else None
    if found is None or not (found["whole"] or found["part"]):
        raise ValueError(f"{suggest.quoted(text)} is not a quantity")
    notation, numerator, denominator = _factor(text, found["suffix"] or "", found["exponent"])
    part = found["part"] or ""
    count = int(found["whole"] + part) * numerator * _NANO
    nano = -(-count // (denominator * 10 ** len(part)))
    if nano > _LARGEST * _NANO:
        raise ValueError(f"{suggest.quoted(text)} is more than 2^63-1")
    return _Amount(-nano if found["sign"] == "-" else nano, notation)


def _factor(text: str, suffix: str, exponent: str | None) -> tuple[_Notation, int, int]:
    """Notation, numerator and denominator of what stands behind the digits."""
    if exponent is not None:
        power, notation = int(exponent), _Notation.EXPONENT
        if abs(power) > _LARGEST_EXPONENT:
            raise ValueError(f"{suggest.quoted(text)} has an exponent out of range")
    elif suffix in _BINARY:
        return _Notation.BINARY, 1 << _BINARY[suffix], 1
    elif suffix in _DECIMAL:
        power, notation = _DECIMAL[suffix], _Notation.DECIMAL
    else:
        raise ValueError(f"{suggest.quoted(text)} is not a quantity: there is no suffix {suggest.quoted(suffix)}")
    return notation, 10 ** max(power, 0), 10 ** max(-power, 0)


def _printed(amount: _Amount) -> str:
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
