"""Dotted paths as messages show them: `components.api.ports.http`, `steps[1]`, `files["/etc/rules.yaml"]`."""

import re

_WORD = re.compile(r"[A-Za-z0-9_-]{1,120}").fullmatch
_MAX_SHOWN = 120


def child(path: str, key: str) -> str:
    """The path of a key below `path`; a key that is not a simple word is quoted."""
    if _WORD(key) is not None:
        return f"{path}.{key}" if path else key
    import json

    return f"{path}[{json.dumps(shown(key), ensure_ascii=False)}]"


def item(path: str, index: int) -> str:
    """The path of an item below `path`, counted from 0."""
    return f"{path}[{index}]"


def shown(text: str) -> str:
    """A name as a message repeats it: whole, unless it is longer than a person would write."""
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"
