"""Dotted paths as messages show them: `components.api.ports.http`, `steps[1]`, `files["/etc/rules.yaml"]`."""

import re

from generator.source import redaction, secrets

_SIMPLE_KEY = re.compile(r"[A-Za-z0-9_-]{1,120}").fullmatch
_MAX_LENGTH = 120


def child(path: str, key: str) -> str:
    """The path of a key in the mapping at `path`; a key that is not a simple word is quoted, and one that is a secret hidden."""
    if secrets.begins_with_one(key):
        key = redaction.HIDDEN
    if _SIMPLE_KEY(key) is not None:
        return f"{path}.{key}" if path else key
    import json

    return f"{path}[{json.dumps(_shortened(key), ensure_ascii=not key.isprintable())}]"


def item(path: str, index: int) -> str:
    """The path of an item in the list at `path`; `index` is 0-based."""
    return f"{path}[{index}]"


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}…"
