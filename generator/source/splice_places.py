"""Where a value stands in a text: what is its own, from the first character to the end of its last line."""

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


class CannotEdit(TidegateError):  # noqa: N818 - it says what is not possible, not what went wrong
    """The file cannot be edited without changing something else; nothing was changed."""

    exit_code = 3

    def __init__(self, *, fact: str, hint: str, mark: Mark) -> None:
        super().__init__(fact, hint=hint)
        self.fact = fact
        self.mark = mark


class Change(NamedTuple):
    """New text for a stretch of the old."""

    start: int
    end: int
    text: str = ""


def changed(text: str, changes: Sequence[Change]) -> str:
    """The text with all of these changes, which do not overlap; those at one place come in the order given."""
    for change in sorted(changes, key=lambda change: change.start)[::-1]:
        text = text[: change.start] + change.text + text[change.end :]
    return text


def line_start(text: str, at: int) -> int:
    """Where the line of this place begins."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Where the line of this place ends, before its newline."""
    newline = text.find("\n", at)
    if newline < 0:
        return len(text)
    return newline - 1 if newline > at and text[newline - 1] == "\r" else newline


def next_line(text: str, at: int) -> int:
    """Where the line after this place begins: the end of the text where there is none."""
    return text.find("\n", at) + 1 or len(text)


def before_newline(text: str, at: int) -> int:
    """Where the line before this beginning of a line ends; the same place where it begins none."""
    if text[at - 1 : at] != "\n":
        return at
    return at - 2 if text[at - 2 : at] == "\r\n" else at - 1


def newline(text: str, at: int) -> str:
    """The kind of newline nearest before this place, else after it."""
    found = text.rfind("\n", 0, at)
    if found < 0:
        found = text.find("\n", at)
    return "\r\n" if found > 0 and text[found - 1] == "\r" else "\n"


def skip(text: str, at: int) -> int:
    """The next place that is neither white space nor comment."""
    found = _SPACE.match(text, at)
    return at if found is None else found.end()


def after_key(text: str, entry: nodes.Entry) -> int:
    """Behind the colon, or behind the key where a flow mapping has none."""
    at = skip(text, entry.key.end)
    return at + 1 if text[at : at + 1] == ":" else entry.key.end


def before_value(text: str, entry: nodes.Entry) -> int:
    """Behind the colon and any anchor: where a value may be written."""
    start = after_key(text, entry)
    found = None if entry.aliased else _PROPERTIES.match(text, start, max(start, entry.value.start))
    return start if found is None else found.end()


def span(text: str, entry: nodes.Entry) -> tuple[int, int]:
    """The value itself without its anchor, an alias as `*name`; empty where nothing is written."""
    value = entry.value
    if entry.aliased:
        found = _ALIAS.match(text, skip(text, after_key(text, entry)))
        return (value.start, value.end) if found is None else found.span()
    if value.start >= value.end:
        place = before_value(text, entry)
        return place, place
    return value.start, min(value.end, len(text))


def end(text: str, entry: nodes.Entry) -> int:
    """Where key and value end."""
    return max(after_key(text, entry), span(text, entry)[1])


def own_end(text: str, entry: nodes.Entry) -> int:
    """Behind the last line of a block mapping's entry, its trailing comment included and blank lines after it not."""
    tail = None if entry.aliased else _tail(entry.value)
    if tail is None or not block_header(text, tail):
        return next_line(text, end(text, entry))
    return content_end(text, tail)


def content_end(text: str, block: nodes.Scalar) -> int:
    """Behind the last line of a block scalar that is part of its value."""
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
    """`|`, `>-` and the like where a value is a block scalar, else nothing."""
    if not isinstance(value, nodes.Scalar) or value.plain:
        return ""
    found = _BLOCK_HEADER.match(text, value.start)
    return "" if found is None else found[0]


def anchor(text: str, entry: nodes.Entry) -> str:
    """The name of a value's anchor, or nothing."""
    found = _ANCHOR.search(text, after_key(text, entry), before_value(text, entry))
    return "" if found is None else found[1]


def last(mapping: nodes.Mapping) -> nodes.Entry:
    """The last entry of a mapping that has one."""
    return list(mapping.entries.values())[-1]


def is_one_line(text: str, node: nodes.Node) -> bool:
    """Whether a node is a flow mapping or list with no line break, thus no comment, in it."""
    return not isinstance(node, nodes.Scalar) and node.flow and "\n" not in text[node.start : node.end]


def indent(text: str, key: nodes.Scalar) -> str | None:
    """The white space before a key of a block mapping; None where the key does not begin its line, as after `?`."""
    found = _HEAD.fullmatch(text, line_start(text, key.start), key.start)
    return None if found is None else found[1]


def step(document: Document, path: Sequence[str]) -> str:
    """How far the file indents a mapping below its key: as near to the path as one can be seen, else two spaces."""
    best, found = -1, 2
    todo: list[tuple[tuple[str, ...], nodes.Node | None]] = [((), document.root)]
    while todo:
        place, node = todo.pop()
        if not isinstance(node, nodes.Mapping) or node.flow:
            continue
        for key, entry in node.entries.items():
            todo.append(((*place, key), None if entry.aliased else entry.value))
            deeper = _deeper(document.text, entry)
            if deeper > 0 and (near := _common((*place, key), path)) > best:
                best, found = near, deeper
    return " " * found


def shared(root: nodes.Node) -> set[int]:
    """The identities of all nodes that stand in more than one place: what aliases repeat."""
    seen: set[int] = set()
    twice: set[int] = set()
    todo = [root]
    while todo:
        node = todo.pop()
        if id(node) in seen:
            twice.add(id(node))
            continue
        seen.add(id(node))
        match node:
            case nodes.Mapping():
                todo.extend(entry.value for entry in node.entries.values())
            case nodes.Sequence():
                todo.extend(node.items)
            case nodes.Scalar():
                pass
    return twice


def _tail(node: nodes.Node) -> nodes.Scalar | None:
    """The block scalar that a value ends with, if it ends with one."""
    while not isinstance(node, nodes.Scalar):
        if node.flow:
            return None
        below: nodes.Node
        if isinstance(node, nodes.Sequence):
            below = node.items[-1]
            is_alias = below.start < node.start
        else:
            entry = last(node)
            below, is_alias = entry.value, entry.aliased
        if is_alias:
            return None
        node = below
    return node


def _deeper(text: str, entry: nodes.Entry) -> int:
    value = entry.value
    if entry.aliased or not isinstance(value, nodes.Mapping) or value.flow:
        return 0
    above = indent(text, entry.key)
    below = indent(text, next(iter(value.entries.values())).key)
    return 0 if above is None or below is None else len(below) - len(above)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
