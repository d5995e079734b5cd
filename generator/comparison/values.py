"""Whether two values mean the same to Kubernetes: quantities and durations in another spelling do, `"3"` and `3` do not."""

import re
from decimal import Decimal
from typing import Any

from generator.kubernetes.field_types import FieldType
from generator.spec import quantity

_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "y": 31_536_000_000}
_DURATION = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?(?:ms|[smhdwy]))+")
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|[smhdwy])")
_MAX_LENGTH = 64


def equal(before: Any, after: Any, field: FieldType) -> bool:
    """Whether two scalars mean the same; other values are equal only if they are the same."""
    kind, other = type(before), type(after)
    if kind is other and before == after:
        return True
    if field.scalar == "quantity":
        was, now = _quantity(before), _quantity(after)
        return was is not None and was == now
    if field.scalar == "duration":
        was, now = _duration(before), _duration(after)
        return was is not None and was == now
    return {kind, other} == {int, float} and bool(before == after)


def _quantity(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        return quantity.parse(str(value))
    except ValueError:
        return None


def _duration(value: Any) -> Decimal | None:
    """Milliseconds, as Go, the Gateway API and Prometheus read a duration."""
    if value == "0":
        return Decimal(0)
    if not isinstance(value, str) or len(value) > _MAX_LENGTH or not _DURATION.fullmatch(value):
        return None
    return sum((Decimal(number) * _UNITS[unit] for number, unit in _PART.findall(value)), Decimal(0))
