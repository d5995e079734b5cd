"""Formatting of values that are inserted into a YAML file, and comparison of values apart from their style."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from generator.source import nodes


class Source(NamedTuple):
    """A node of the document to insert elsewhere: its source text is copied if the new context allows it, else quoted."""

    node: nodes.Node


Value = str | int | Source | Sequence["Value"] | Mapping[str, "Value"]
Meaning = str | tuple[str] | list["Meaning"] | dict[str, "Meaning"] | None
"""The data of a value: a text, None for null, or the source text of another plain scalar in a tuple, so that `5` is not `"5"`."""

BLOCK_DEPTH = 4
"""New mappings are written in block style down to this depth, that of a release's entry, and in flow style below."""

# Texts that every YAML parser reads as the same text, unquoted and inside `{}`: names, paths, URIs, quantities, durations, options.
_REST = r"[\w./+=$()@;%~-]*"
_ADDRESS = r"(?:[\w./+=-]|:(?=/))*"
_PLAIN = re.compile(
    rf"(?:[A-Za-z/]{_ADDRESS}|(?:[A-Za-z/]|--?(?=[A-Za-z])|\$(?=[A-Za-z(])){_REST})(?: [\w./+=$()-]{_REST})*"
    r"|[0-9]+(?:\.[0-9]+)?(?:[smhkMGTP]|[KMGTP]i)",
    re.ASCII,
)
# In a block also a colon and the signs of lists and mappings, which some parsers read as such inside `{}`.
_BLOCK_WORD = r"(?:[\w./+=$()@;%~,{}\[\]-]|:(?![ \n]|\Z))"
_PLAIN_IN_BLOCK = re.compile(rf"[A-Za-z/]{_BLOCK_WORD}*(?: [\w./+=$(){{}}\[\]-]{_BLOCK_WORD}*)*", re.ASCII)
_TYPED_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"})
_NUMBER = re.compile(r"[-+.0-9][^,\[\]{}]*")
# Characters that are invisible in a diff: unusual spaces, separators, joiners, direction marks, zero-width characters.
_HIDDEN = re.compile(
    "[\x7f-\xa0\xad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
_NOT_IN_FLOW = re.compile(r"[,\[\]{}\n]|\A[*&!|>?:]|:\Z")
_NOT_ALONE = re.compile(r"[\n&*#]")


def scalar(text: str) -> str:
    """Format a text on one line, for block and flow context: plain if every parser reads it as this text, else double-quoted."""
    if _is_plain(text):
        return text
    return quoted(text, '"')


def in_block(text: str) -> str:
    """Format a text on one line as the value or item of a block: plain if every parser reads it there as this text."""
    if _PLAIN_IN_BLOCK.fullmatch(text) and text.lower() not in _TYPED_WORDS:
        return text
    return scalar(text)


def quoted(text: str, quote: str) -> str:
    """Format a text on one line in these quotation marks, or in double ones if it needs escapes."""
    if quote == "'" and text.isprintable() and not _HIDDEN.search(text):
        return "'" + text.replace("'", "''") + "'"
    return _HIDDEN.sub(_escape, json.dumps(text, ensure_ascii=False))


def flow(value: Value, origin: str) -> str:
    """Format a value on one line; `origin` is the text that contains its Sources."""
    match value:
        case Source(node):
            return _source(node, origin)
        case str():
            return scalar(value)
        case int():
            return json.dumps(value)
        case Mapping():
            return _braced((scalar(key), flow(item, origin)) for key, item in value.items())
        case Sequence():
            return f"[{', '.join(flow(item, origin) for item in value)}]"


def block(value: Mapping[str, Value], origin: str, *, indent: str, step: str, depth: int) -> list[str]:
    """Format a mapping's entries as lines without newlines; `depth` is the number of keys on the path to an entry."""
    lines = []
    for key, item in value.items():
        head = f"{indent}{scalar(key)}:"
        if isinstance(item, Mapping) and item and depth <= BLOCK_DEPTH:
            lines += [head, *block(item, origin, indent=indent + step, step=step, depth=depth + 1)]
        else:
            lines.append(f"{head} {flow(item, origin)}")
    return lines


def unpacked(value: Value) -> Value:
    """Convert a Source of a mapping or list to a mapping or list of Sources; return other values unchanged."""
    match value:
        case Source(nodes.Mapping() as node):
            return {key: Source(entry.value) for key, entry in node.entries.items()}
        case Source(nodes.Sequence() as node):
            return [Source(item) for item in node.items]
        case _:
            return value


def meaning(value: Value) -> Meaning:
    """The data of a value, apart from style, comments and the order of keys."""
    match value:
        case Source(node):
            return meaning_of(node)
        case str():
            return value
        case int():
            return (json.dumps(value),)
        case Mapping():
            return {key: meaning(item) for key, item in value.items()}
        case Sequence():
            return [meaning(item) for item in value]


def ordered(value: Meaning) -> object:
    """Data to compare with the order of keys: the order of `env` is that of a pod's variables."""
    match value:
        case dict():
            return tuple((key, ordered(item)) for key, item in value.items())
        case list():
            return [ordered(item) for item in value]
        case _:
            return value


def meaning_of(node: nodes.Node) -> Meaning:
    """The data of a node, apart from style, comments and the order of keys."""
    match node:
        case nodes.Scalar():
            return _scalar_meaning(node)
        case nodes.Mapping():
            return {key: meaning_of(entry.value) for key, entry in node.entries.items()}
        case nodes.Sequence():
            return [meaning_of(item) for item in node.items]


def _scalar_meaning(node: nodes.Scalar) -> Meaning:
    if node.is_null:
        return None
    if not node.plain or _is_plain(node.text):
        return node.text
    is_typed = node.text.lower() in _TYPED_WORDS or _NUMBER.fullmatch(node.text) is not None
    return (node.text,) if is_typed else node.text


def _is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None and text.lower().lstrip("-") not in _TYPED_WORDS


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\U{code:08x}" if code >> 16 else f"\\u{code:04x}"


def _source(node: nodes.Node, origin: str) -> str:
    written = origin[node.start : node.end] if node.start >= 0 else ""
    match node:
        case nodes.Scalar():
            return _source_scalar(node, written)
        case _ if node.flow and written and not _NOT_ALONE.search(written):
            return written
        case nodes.Mapping():
            pairs = ((_source(entry.key, origin), _source(entry.value, origin)) for entry in node.entries.values())
            return _braced(pairs)
        case nodes.Sequence():
            return f"[{', '.join(_source(item, origin) for item in node.items)}]"


def _source_scalar(node: nodes.Scalar, written: str) -> str:
    is_quoted = written[:1] in {'"', "'"} and not node.plain
    if written and "\n" not in written and (is_quoted or not _NOT_IN_FLOW.search(written)):
        return written
    value = _scalar_meaning(node)
    if value is None:
        return "null"
    return node.text if isinstance(value, tuple) else scalar(node.text)


def _braced(pairs: Iterable[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
