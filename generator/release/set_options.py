"""Conversion between `release --set PATH=VALUE` options and the `with` of a version."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.errors import UsageError
from generator.source import nodes

KEY = re.compile(r'(?:^|\.)(?:"([^"]+)"|([^".=]+))')
PATH = re.compile(r'(?P<path>(?:"[^"]+"|[^".=]+)(?:\.(?:"[^"]+"|[^".=]+))*)=(?P<value>.*)', re.DOTALL)
PLAIN = re.compile(r'[^".=\s]+')

OPTIONS = ("image", "model")
"""What a version has options of its own for."""
OF_PATHS = ("files",)
"""Fields whose keys are paths, which mostly have dots."""

SETTABLE = (
    "args",
    "command",
    "env",
    "envFrom",
    "files",
    "health",
    "init",
    "machine",
    "resources",
    "security",
    "sidecars",
    "transformer",
)


def parse(sets: Sequence[str]) -> Mapping[str, Any]:
    """The `with` that these options give. Dots separate keys; a key with dots is quoted. Raises UsageError for invalid options."""
    values: dict[str, Any] = {}
    for option in sets:
        path = PATH.fullmatch(option)
        if path is None:
            raise UsageError(f'--set: "{option}" is not PATH=VALUE', hint="for instance env.LOG_LEVEL=debug")
        keys = [quoted or plain for quoted, plain in KEY.findall(path["path"])]
        if keys[0] in OF_PATHS and keys[1:2] != keys[1:] and keys[1].startswith("/") and '"' not in path["path"]:
            shown = path["path"].partition(".")[2]
            hint = f"a key with dots is quoted, and the whole for the shell, too: --set '{keys[0]}.\"{shown}\"=VALUE'"
            raise UsageError(f'--set: the dots in "{shown}" would separate keys', hint=hint)
        if keys[0] not in SETTABLE:
            hint = f"use --{keys[0]}" if keys[0] in OPTIONS else f"choose from: {', '.join(SETTABLE)}"
            raise UsageError(f'--set: "{keys[0]}" is not set by a version', hint=hint)
        _put(values, keys, _value(path["value"]), option)
    return values


def _value(text: str) -> Any:
    """The value of a YAML text; empty text is an empty string."""
    from generator.source import document

    if not text:
        return ""
    parsed = document.parse(text.encode("utf-8", "surrogatepass"), "--set")
    if parsed.problems:
        raise UsageError(f"--set: {parsed.problems[0].fact}", hint="quote the value as in YAML")
    return _plain(parsed.root) if parsed.root is not None else ""


def _plain(node: nodes.Node) -> Any:
    """A node as plain data. A number with a fraction stays text, so that `0.80` is written back as it is."""
    match node:
        case nodes.Mapping():
            return {key: _plain(entry.value) for key, entry in node.entries.items()}
        case nodes.Sequence():
            return [_plain(item) for item in node.items]
        case _:
            from generator.source import scalars

            value = scalars.raw(node)
            if value is None:
                raise UsageError("--set: null removes nothing here", hint='for the word itself, quote it: "null"')
            return node.text if isinstance(value, float) else value


def _put(values: dict[str, Any], keys: Sequence[str], value: Any, option: str) -> None:
    for key in keys[:-1]:
        child = values.setdefault(key, {})
        if not isinstance(child, dict):
            raise UsageError(
                f'--set: "{option}" conflicts with the value set for a key above it', hint="set one or the other"
            )
        values = child
    if isinstance(values.get(keys[-1]), dict):
        raise UsageError(
            f'--set: "{option}" conflicts with the values set for keys below it', hint="set one or the other"
        )
    values[keys[-1]] = value


def format_values(overrides: Mapping[str, Any]) -> list[str]:
    """`PATH=VALUE` for each value of a `with`; `parse` gives the same `with` again."""
    return [f"{path}={text}" for path, text in _leaves(overrides)]


def _leaves(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        name = key if PLAIN.fullmatch(key) else f'"{key}"'
        if isinstance(value, Mapping) and value and all(value) and not any('"' in child for child in value):
            yield from ((f"{name}.{path}", text) for path, text in _leaves(value))
        else:
            yield name, _text(value)


def _text(value: Any) -> str:
    """A one-line YAML text of the value: plain if YAML reads it as the same text, else JSON."""
    if isinstance(value, str) and value.isprintable() and _round_trips(value, value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _round_trips(text: str, value: str) -> bool:
    try:
        return bool(_value(text) == value)
    except UsageError:
        return False
