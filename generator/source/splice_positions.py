"""Character offsets of lines, keys and values in a YAML text, for edits."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from generator.errors import Mark, TidegateError
from generator.source import nodes
from generator.source.document import Document

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_PROPERTIES = re.compile(r"(?:(?:[ \t\r\n]|#[^\n]*(?![^\n]))*&[^\s,\[\]{}]+)*")
_ANCHOR = re.compile(r"&([^\s,\[\]{}]+)")
_ALIAS = re.compile(r"\*[^\s,\[\]{}]+")
_HEAD = re.compile(r"( *)(?:&\S+[ \t]+)*")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*")


class CannotEdit(TidegateError):  # noqa: N818 - names what is impossible, not a fault
    """The file cannot be edited without changing something else; nothing was changed."""

    exit_code = 3

    def __init__(self, *, fact: str, hint: str, mark: Mark) -> None:
        super().__init__(fact, hint=hint)
        self.fact = fact
        self.mark = mark


class Change(NamedTuple):
    """A replacement of the characters from `start` to `end`."""

    start: int
    end: int
    text: str = ""


def changed(text: str, changes: Sequence[Change]) -> str:
    """Apply changes that do not overlap; insertions at the same offset keep their order."""
    for change in sorted(changes, key=lambda change: change.start)[::-1]:
        text = text[: change.start] + change.text + text[change.end :]
    return text


def line_start(text: str, offset: int) -> int:
    """The start of the line that contains `offset`."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """The end of the line that contains `offset`, before its newline."""
    newline = text.find("\n", offset)
    if newline < 0:
        return len(text)
    return newline - 1 if newline > offset and text[newline - 1] == "\r" else newline


def next_line(text: str, offset: int) -> int:
    """The start of the next line, or the end of the text."""
    return text.find("\n", offset) + 1 or len(text)


def before_newline(text: str, offset: int) -> int:
    """The offset before the newline that ends at `offset`; `offset` itself if there is no newline."""
    if text[offset - 1 : offset] != "\n":
        return offset
    return offset - 2 if text[offset - 2 : offset] == "\r\n" else offset - 1


def newline(text: str, offset: int) -> str:
    """The kind of newline (LF or CRLF) nearest before `offset`, else after it."""
    newline_offset = text.rfind("\n", 0, offset)
    if newline_offset < 0:
        newline_offset = text.find("\n", offset)
    return "\r\n" if newline_offset > 0 and text[newline_offset - 1] == "\r" else "\n"


def skip(text: str, offset: int) -> int:
    """The next offset that is neither white space nor comment."""
    match = _SPACE.match(text, offset)
    return offset if match is None else match.end()


def after_key(text: str, entry: nodes.Entry) -> int:
    """The offset after the colon, or after the key if a flow mapping has no colon there."""
    offset = skip(text, entry.key.end)
    return offset + 1 if text[offset : offset + 1] == ":" else entry.key.end


def before_value(text: str, entry: nodes.Entry) -> int:
    """The offset after the colon and any anchor, where a value can be inserted."""
    start = after_key(text, entry)
    match = None if entry.aliased else _PROPERTIES.match(text, start, max(start, entry.value.start))
    return start if match is None else match.end()


def span(text: str, entry: nodes.Entry) -> tuple[int, int]:
    """Start and end of the value without its anchor, or of its alias (`*name`); both the same if there is no value."""
    value = entry.value
    if entry.aliased:
        match = _ALIAS.match(text, skip(text, after_key(text, entry)))
        return (value.start, value.end) if match is None else match.span()
    if value.start >= value.end:
        offset = before_value(text, entry)
        return offset, offset
    return value.start, min(value.end, len(text))


def end(text: str, entry: nodes.Entry) -> int:
    """The end of an entry's value, or of its key if it has no value."""
    return max(after_key(text, entry), span(text, entry)[1])


def entry_end(text: str, entry: nodes.Entry) -> int:
    """The offset after the last line of a block mapping's entry: after a trailing comment, before blank lines."""
    tail = None if entry.aliased else _last_block_scalar(entry.value)
    if tail is None or not block_header(text, tail):
        return next_line(text, end(text, entry))
    return content_end(text, tail)


def content_end(text: str, block: nodes.Scalar) -> int:
    """The offset after the last line that belongs to a block scalar's value."""
    start, stop = next_line(text, block.start), min(block.end, len(text))
    if "+" in block_header(text, block):
        return stop
    lines = [line for line in text[start:stop].split("\n") if line.strip(" \r")]
    depth = min((len(line) - len(line.lstrip(" ")) for line in lines), default=stop)
    while stop > start:
        begin = line_start(text, stop - 1)
        line = text[begin:stop].rstrip("\r\n")
        if line.strip(" ") or len(line) > depth:
            break
        stop = begin
    return stop


def block_header(text: str, value: nodes.Node) -> str:
    """The header of a block scalar, such as `|` or `>-`; empty for other values."""
    if not isinstance(value, nodes.Scalar) or value.plain:
        return ""
    match = _BLOCK_HEADER.match(text, value.start)
    return "" if match is None else match[0]


def quote(text: str, value: nodes.Node) -> str:
    """The quotation mark of a quoted scalar; empty for other values."""
    mark = text[value.start : value.start + 1] if isinstance(value, nodes.Scalar) and not value.plain else ""
    return mark if mark in {'"', "'"} else ""


def anchor(text: str, entry: nodes.Entry) -> str:
    """The name of a value's anchor; empty if it has none."""
    match = _ANCHOR.search(text, after_key(text, entry), before_value(text, entry))
    return "" if match is None else match[1]


def last(mapping: nodes.Mapping) -> nodes.Entry:
    """The last entry of a non-empty mapping."""
    return list(mapping.entries.values())[-1]


def is_one_line(text: str, node: nodes.Node) -> bool:
    """Whether a node is a flow mapping or list on one line, hence without comments."""
    return not isinstance(node, nodes.Scalar) and node.flow and "\n" not in text[node.start : node.end]


def indent(text: str, key: nodes.Scalar) -> str | None:
    """The indentation of a key of a block mapping; None if other text precedes it on its line, such as `?`."""
    match = _HEAD.fullmatch(text, line_start(text, key.start), key.start)
    return None if match is None else match[1]


def step(document: Document, path: Sequence[str]) -> str:
    """The indentation step of the block mapping nearest to the path; two spaces if the file has none."""
    best, width = -1, 2
    todo: list[tuple[tuple[str, ...], nodes.Node | None]] = [((), document.root)]
    while todo:
        node_path, node = todo.pop()
        if not isinstance(node, nodes.Mapping) or node.flow:
            continue
        for key, entry in node.entries.items():
            todo.append(((*node_path, key), None if entry.aliased else entry.value))
            step_width = _indent_step(document.text, entry)
            if step_width > 0 and (similarity := _common_length((*node_path, key), path)) > best:
                best, width = similarity, step_width
    return " " * width


def shared(root: nodes.Node) -> set[int]:
    """The ids of all nodes that occur more than once, because aliases refer to them."""
    return _visited(root)[1]


def inner(root: nodes.Node) -> set[int]:
    """The ids of a node and of all nodes in it."""
    return _visited(root)[0]


def _visited(root: nodes.Node) -> tuple[set[int], set[int]]:
    """The ids of all nodes, and of those that occur more than once."""
    seen: set[int] = set()
    repeated: set[int] = set()
    todo = [root]
    while todo:
        node = todo.pop()
        if id(node) in seen:
            repeated.add(id(node))
            continue
        seen.add(id(node))
        match node:
            case nodes.Mapping():
                todo.extend(entry.value for entry in node.entries.values())
            case nodes.Sequence():
                todo.extend(node.items)
            case nodes.Scalar():
                pass
    return seen, repeated


def _last_block_scalar(node: nodes.Node) -> nodes.Scalar | None:
    """The last scalar of a block value, which may be a block scalar; None if the value ends with an alias or flow collection."""
    while not isinstance(node, nodes.Scalar):
        if node.flow:
            return None
        child: nodes.Node
        if isinstance(node, nodes.Sequence):
            child = node.items[-1]
            is_alias = child.start < node.start
        else:
            entry = last(node)
            child, is_alias = entry.value, entry.aliased
        if is_alias:
            return None
        node = child
    return node


def _indent_step(text: str, entry: nodes.Entry) -> int:
    value = entry.value
    if entry.aliased or not isinstance(value, nodes.Mapping) or value.flow:
        return 0
    outer = indent(text, entry.key)
    inner = indent(text, next(iter(value.entries.values())).key)
    return 0 if outer is None or inner is None else len(inner) - len(outer)


def _common_length(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
