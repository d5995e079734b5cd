"""Which values of objects must not be shown: what Secrets hold, and what `validate` calls a secret (`validate/secrets.py`)."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.comparison.differences import Difference
from generator.kubernetes import object_kinds
from generator.manifest.field_path import ABSENT, Step
from generator.validate import secrets

SHOWN = frozenset({"apiVersion", "kind", "metadata", "type", "immutable"})
"""The fields of an object with confidential content that may be shown, annotations aside: one of kubectl repeats the content."""
HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})


def is_hidden(kind: str, difference: Difference) -> bool:
    """Whether the values of a field, or anything in them, must not be shown."""
    steps = difference.steps
    row = object_kinds.TABLE.get(kind.lower())
    if row is not None and row.confidential and (steps[0] not in SHOWN or steps[:2] == ("metadata", "annotations")):
        return True
    if difference.order:
        return False
    sides = zip(difference.inside, (difference.before, difference.after), strict=True)
    return any(_is_secret(steps[-1], value, inside) for inside, value in sides if value is not ABSENT)


def _is_secret(step: Step, value: Any, inside: Any) -> bool:
    if isinstance(value, str):
        return _is_secret_text(step, value, inside)
    return any(_is_secret(key, item, value) for key, item in _members(value))


def _members(value: Any) -> Iterator[tuple[Step, Any]]:
    if isinstance(value, Mapping):
        yield from ((str(key), item) for key, item in value.items())
    elif isinstance(value, list):
        yield from enumerate(value)


def _is_secret_text(step: Step, text: str, inside: Any) -> bool:
    if secrets.find(text) is not None or secrets.find_option(text):
        return True
    if isinstance(step, int):
        option = inside[step - 1] if isinstance(inside, list) and 0 < step <= len(inside) else ""
        name = secrets.option(option) if isinstance(option, str) else ""
        return bool(name) and secrets.is_secret_option(name, text)
    name = str(inside.get("name", "")) if step == "value" and isinstance(inside, Mapping) else str(step)
    return secrets.is_plain_secret(name, text) or (name.lower() in HEADERS and bool(text))
