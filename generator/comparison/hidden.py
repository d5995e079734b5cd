"""Which values of objects must not be shown: what Secrets hold, and what `validate` calls a secret (`source/secrets.py`)."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.comparison import differences
from generator.comparison.differences import Difference
from generator.kubernetes import object_kinds
from generator.manifest.field_path import ABSENT, Step, Steps
from generator.manifest.object_template import KubernetesObject
from generator.source import secrets

SHOWN = frozenset({"apiVersion", "kind", "metadata", "type", "immutable"})
"""The fields of an object with confidential content that may be shown, annotations aside: one of kubectl repeats the content."""
FREE = frozenset(
    {"annotations", "binaryData", "data", "headers", "labels", "metadata", "options", "parameters", "stringData"}
)
"""Mappings whose keys are chosen by people; the names of all other fields say nothing of their values."""
TEXTS = frozenset({"annotations", "binaryData", "data", "labels"})
"""Mappings whose texts may explain the use of options."""
HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})


def holds_secrets(kind: str, content: KubernetesObject) -> bool:
    """Whether an object has any value that must not be shown."""
    return any(is_hidden(kind, each) for each in differences.between({"metadata": {}}, content, kind))


def is_hidden(kind: str, difference: Difference) -> bool:
    """Whether the values of a field, or anything in them, must not be shown."""
    steps = difference.steps
    row = object_kinds.TABLE.get(kind.lower())
    if row is not None and row.confidential and (steps[0] not in SHOWN or steps[:2] == ("metadata", "annotations")):
        return True
    if difference.order:
        return False
    sides = zip(difference.inside, (difference.before, difference.after), strict=True)
    return any(_is_secret(steps, value, inside) for inside, value in sides if value is not ABSENT)


def _is_secret(steps: Steps, value: Any, inside: Any) -> bool:
    if isinstance(value, str):
        return _is_secret_text(steps, value, inside)
    return any(_is_secret((*steps, key), item, value) for key, item in _members(value))


def _members(value: Any) -> Iterator[tuple[Step, Any]]:
    if isinstance(value, Mapping):
        yield from ((str(key), item) for key, item in value.items())
    elif isinstance(value, list):
        yield from enumerate(value)


def _is_secret_text(steps: Steps, text: str, inside: Any) -> bool:
    if secrets.find(text) is not None:
        return True
    if TEXTS.isdisjoint(steps) and (secrets.find_option(text) or _is_set_by_option(steps[-1], text, inside)):
        return True
    name = _name(steps, inside)
    return bool(name and text) and (secrets.is_plain_secret(name, text) or name.lower() in HEADERS)


def _is_set_by_option(step: Step, text: str, inside: Any) -> bool:
    """Whether the item of a list before is an option that takes a secret: `[--token, ...]`."""
    if not isinstance(step, int) or not isinstance(inside, list) or not 0 < step <= len(inside):
        return False
    before = inside[step - 1]
    name = secrets.option(before) if isinstance(before, str) else ""
    return bool(name) and secrets.is_secret_option(name, text)


def _name(steps: Steps, inside: Any) -> str:
    """What a text is the value of: a variable or header, or a key that people chose."""
    if steps[-1] == "value" and isinstance(inside, Mapping):
        return str(inside.get("name", ""))
    return str(steps[-1]) if len(steps) > 1 and steps[-2] in FREE and isinstance(steps[-1], str) else ""
