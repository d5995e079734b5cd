"""The YAML writer: block style, no aliases, and no scalar that two YAML readers would interpret differently.

A string is written plain only if YAML 1.1 and 1.2 readers (PyYAML, Go yaml, rapidyaml) all read it as that string; any other is
double-quoted with JSON's escapes. Characters that are invisible in a diff (bidirectional controls, zero-width characters, unusual
spaces, line separators) are always escaped, so that a reviewer sees them.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import orjson

from generator.manifest.object_template import KubernetesObject, LazyObject, ObjectTemplate, Placeholder

FIRST_KEYS = ("apiVersion", "kind", "metadata", "type", "spec")
FIRST_METADATA = ("name", "namespace", "labels", "annotations")

# Plain text starts with a letter, `/`, `$(` or the dashes of an option; or it is a quantity, a duration or an address range.
_PLAIN = re.compile(
    r"""(?: (?: [A-Za-z/] | \$\( | --?[A-Za-z] )
            (?: [\w./@+=,()$%;~^!?*&|<>'-] | :(?=[\w/.]) | [ ](?=[\w/.($-]) )*
          | [0-9]+ (?:\.[0-9]+)? (?: [smhkMGTP] | [KMGTP]i )
          | [0-9]+ (?:\.[0-9]+){3} / [0-9]+
        )""",
    re.ASCII | re.VERBOSE,
)
_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"}) | {
    sign + number for sign in ("", "-") for number in ("nan", "inf", "infinity")
}
_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb\ufffe\uffff"
    + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
    + "\U000e0000-\U000e007f"
)
_ESCAPED = re.compile(f"[{_HIDDEN}]")
# A literal block must not begin with white space, from which its indentation is detected, nor hide trailing spaces.
_NOT_LITERAL = re.compile(rf"\A[ \t\n]|[ \t](?:\n|\Z)|\n\t|[{_HIDDEN}]")
_encode = json.JSONEncoder(ensure_ascii=False).encode
_MAX_SIMPLE_KEY = 1000  # libyaml and Go yaml read a key of up to 1024 characters without a `?` before it
_MAX_CACHED_LENGTH = 200
_MAX_CACHED = 2_000
_MAX_CACHED_TEXT = 2_000
_MAX_TEMPLATES = 256


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\U{code:08x}" if code >> 16 else f"\\u{code:04x}"


def _one_line(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    return _ESCAPED.sub(_escape, _encode(text))


class _Cache(dict[str, str]):
    """A bounded cache of strings in their one-line YAML form, between `begin` and `end`."""

    def __init__(self, begin: str = "", end: str = "") -> None:
        super().__init__()
        self._begin, self._end = begin, end

    def __missing__(self, text: str) -> str:
        written = self._begin + _one_line(text) + self._end
        if len(text) <= _MAX_CACHED_LENGTH:
            if len(self) >= _MAX_CACHED:
                self.clear()
            self[text] = written
        return written


_values = _Cache(begin=" ")
_keys = _Cache(end=":")


def _key(key: str, pad: str) -> str:
    text = _keys[key]
    return text if len(text) <= _MAX_SIMPLE_KEY else f"? {text[:-1]}\n{pad}:"


def _literal(text: str, pad: str) -> str:
    chomp = "" if text[-1] != "\n" else "+" if text[-2] == "\n" else " "
    body = text[:-1] if chomp else text
    indented = "\n".join(f"{pad}  {line}" if line else "" for line in body.split("\n"))
    return f"|{chomp.strip() if chomp else '-'}\n{indented}"


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"{value} has no place in JSON")
    text = repr(value)
    return text if "." in text or "e" not in text else text.replace("e", ".0e")  # PyYAML reads 1e-07 as text


def _scalar(value: object, pad: str) -> str:
    match value:
        case str():
            return _literal(value, pad) if "\n" in value and not _NOT_LITERAL.search(value) else _one_line(value)
        case bool() | None:
            return _encode(value)
        case int():
            return str(int(value))
        case float():
            return _number(value)
        case dict() | list() if not value:
            return _encode(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no place in JSON")


class _Gap(NamedTuple):
    """The place of a Placeholder in a template's lines: the text of its line, the writer of its value, and the indentation."""

    head: str
    number: int
    write: Callable[[str, Any, str, list[Any]], None]
    pad: str

    def text(self, value: Any) -> str:
        """The text of a value in this place."""
        kind = type(value)
        if kind is int:
            return f" {value}"
        if kind is not dict and kind is not list:
            return self._written(value)
        key = (self.write, self.pad, orjson.dumps(value))
        text = _collections.get(key)
        if text is None:
            text = self._written(value)
            if len(_collections) >= _MAX_CACHED:
                _collections.clear()
            if len(text) <= _MAX_CACHED_TEXT:
                _collections[key] = text
        return text

    def _written(self, value: Any) -> str:
        out: list[Any] = []
        self.write("", value, self.pad, out)
        return "\n".join(out)


_collections: dict[tuple[Any, str, bytes], str] = {}
"""Texts of mappings and lists by place and content, as a project's objects have the same labels: 3 % of `generate`."""


def _mapping(node: Mapping[str, Any], pad: str, start: str, out: list[Any]) -> None:
    for key, value in node.items():
        head = start + (_keys[key] if len(key) <= _MAX_CACHED_LENGTH else _key(key, pad))
        if type(value) is str and "\n" not in value:
            out.append(head + _values[value])
        else:
            _entry(head, value, pad, out)
        start = pad


def _entry(head: str, value: Any, pad: str, out: list[Any]) -> None:
    kind = type(value)
    if kind is dict and value:
        out.append(head)
        deeper = pad + "  "
        _mapping(value, deeper, deeper, out)
    elif kind is list and value:
        out.append(head)
        _sequence(value, pad, pad, out)
    elif kind is Placeholder:
        out.append(_Gap(head, value.number, _entry, pad))
    elif kind is int:
        out.append(f"{head} {value}")
    else:
        out.append(f"{head} {_scalar(value, pad)}")


def _sequence(node: list[Any], pad: str, start: str, out: list[Any]) -> None:
    for value in node:
        _item(start + "-", value, pad, out)
        start = pad


def _item(head: str, value: Any, pad: str, out: list[Any]) -> None:
    kind = type(value)
    if kind is dict and value:
        _mapping(value, pad + "  ", head + " ", out)
    elif kind is list and value:
        _sequence(value, pad + "  ", head + " ", out)
    elif kind is Placeholder:
        out.append(_Gap(head, value.number, _item, pad))
    else:
        out.append(f"{head} {_scalar(value, pad)}")


def _ordered(node: dict[str, Any], first: tuple[str, ...]) -> dict[str, Any]:
    return {key: node[key] for key in first if key in node} | node


def _lines(tree: KubernetesObject) -> list[Any]:
    top = _ordered(tree, FIRST_KEYS)
    if isinstance(top.get("metadata"), dict):
        top["metadata"] = _ordered(top["metadata"], FIRST_METADATA)
    out: list[Any] = []
    _mapping(top, "", "", out)
    out.append("")
    return out


def document(object: KubernetesObject) -> str:  # noqa: A002 - named as in Manifest
    """Write one object as a YAML document that ends in a newline.

    Keys are ordered `apiVersion, kind, metadata, type, spec`, then as given; in `metadata` name, namespace, labels and
    annotations come first. Raises TypeError or ValueError for values that JSON cannot represent.
    """
    return "\n".join(_lines(object))


class _TemplateText(NamedTuple):
    """An ObjectTemplate as text with `%s` for each of its gaps."""

    form: str
    gaps: list[_Gap]


class _TemplateTexts(dict[ObjectTemplate, _TemplateText]):
    """A bounded cache of ObjectTemplates as text."""

    def __missing__(self, template: ObjectTemplate) -> _TemplateText:
        if len(self) >= _MAX_TEMPLATES:
            self.clear()
        lines = _lines(template.tree)
        gaps = [line for line in lines if type(line) is _Gap]
        texts = (
            f"{line.head.replace('%', '%%')}%s" if type(line) is _Gap else line.replace("%", "%%") for line in lines
        )
        text = self[template] = _TemplateText("\n".join(texts), gaps)
        return text


_template_texts = _TemplateTexts()


def lazy_document(lazy: LazyObject) -> str:
    """Write the same text as `document(lazy.object)`; the text of its template is cached for all objects that share it."""
    if not lazy.values:
        return document(lazy.object)
    values, (form, gaps) = lazy.values, _template_texts[lazy.template]
    texts = [
        _values[value] if type(value := values[gap.number]) is str and "\n" not in value else gap.text(value)
        for gap in gaps
    ]
    return form % tuple(texts)
