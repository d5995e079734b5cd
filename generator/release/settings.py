"""What `release --set PATH=VALUE` gives: the `with` of a version, read from those words and turned into them again."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.errors import UsageError
from generator.source import nodes

KEY = re.compile(r'(?:^|\.)(?:"([^"]+)"|([^".=]+))')
PATH = re.compile(r'(?P<path>(?:"[^"]+"|[^".=]+)(?:\.(?:"[^"]+"|[^".=]+))*)=(?P<value>.*)', re.DOTALL)
PLAIN = re.compile(r'[^".=\s]+')

SETTABLE = ("args", "command", "env", "files", "health", "machine", "resources")


def read(sets: Sequence[str]) -> Mapping[str, Any]:
    """The `with` that these give; dots part the path, quotes keep a key with dots together. UsageError for what cannot be meant."""
    held: dict[str, Any] = {}
    for each in sets:
        path = PATH.fullmatch(each)
        if path is None:
            raise UsageError(f'--set: "{each}" is not PATH=VALUE', hint="for instance env.LOG_LEVEL=debug")
        keys = [quoted or plain for quoted, plain in KEY.findall(path["path"])]
        if keys[0] not in SETTABLE:
            raise UsageError(f'--set: "{keys[0]}" is not set by a version', hint=f"choose from: {', '.join(SETTABLE)}")
        _put(held, keys, _value(path["value"]), each)
    return held


def _value(text: str) -> Any:
    """A value as YAML; nothing is the empty text."""
    from generator.source import document

    if not text:
        return ""
    parsed = document.parse(text.encode("utf-8", "surrogatepass"), "--set")
    if parsed.problems:
        raise UsageError(f"--set: {parsed.problems[0].fact}", hint="quote the value as in YAML")
    return _plain(parsed.root) if parsed.root is not None else ""


def _plain(node: nodes.Node) -> Any:
    """Data as it will be written; what is neither whole number nor `true` or `false` stays the text that it is, as `0.80`."""
    match node:
        case nodes.Mapping():
            return {key: _plain(entry.value) for key, entry in node.entries.items()}
        case nodes.Sequence():
            return [_plain(item) for item in node.items]
        case _:
            from generator.source import scalars

            found = scalars.raw(node)
            if found is None:
                raise UsageError("--set: null removes nothing here", hint='for the word itself, quote it: "null"')
            return node.text if isinstance(found, float) else found


def _put(held: dict[str, Any], keys: Sequence[str], value: Any, each: str) -> None:
    for key in keys[:-1]:
        below = held.setdefault(key, {})
        if not isinstance(below, dict):
            raise UsageError(f'--set: "{each}" goes below a value', hint="set one or the other")
        held = below
    if isinstance(held.get(keys[-1]), dict):
        raise UsageError(f'--set: "{each}" goes over what is set below it', hint="set one or the other")
    held[keys[-1]] = value


def words(difference: Mapping[str, Any]) -> list[str]:
    """`PATH=VALUE` for each value, from which `read` makes the same again."""
    return [f"{path}={text}" for path, text in _words(difference)]


def _words(held: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in held.items():
        name = key if PLAIN.fullmatch(key) else f'"{key}"'
        if isinstance(value, Mapping) and value and all(value) and not any('"' in below for below in value):
            yield from ((f"{name}.{path}", text) for path, text in _words(value))
        else:
            yield name, _text(value)


def _text(value: Any) -> str:
    """The shortest text that YAML reads as the value, on one line."""
    if isinstance(value, str) and value.isprintable() and _same(value, value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _same(text: str, value: str) -> bool:
    try:
        return bool(_value(text) == value)
    except UsageError:
        return False
