"""Edits of block mappings by whole lines, and replacement of single values in place."""

import re
from collections.abc import Sequence

from generator.source import nodes
from generator.source import splice_positions as positions
from generator.source.splice_positions import CannotEdit, Change

_BLANKS = re.compile(r"[ \t]*(?=[},])")
_EMPTY = re.compile(r"\{\s*\}")


def insert(text: str, offset: int, lines: Sequence[str]) -> str:
    """The text with lines inserted at `offset`: the start of a line, or the end of a text without a final newline."""
    newline = positions.newline(text, offset)
    body = newline.join(lines)
    if offset and text[offset - 1] != "\n":
        return text[:offset] + newline + body + text[offset:]
    return text[:offset] + body + newline + text[offset:]


def remove(text: str, start: int, end: int) -> str:
    """The text without these whole lines; no final newline is added."""
    if end == len(text) and not text.endswith("\n") and start:
        start = positions.before_newline(text, start)
    return text[:start] + text[end:]


def drop(text: str, parent: nodes.Entry | None, mapping: nodes.Mapping, key: str) -> str:
    """The text without the lines of this entry; a mapping that gets empty is written as `{}`."""
    entry = mapping.entries[key]
    indent(text, entry)
    start, end = positions.line_start(text, entry.key.start), positions.entry_end(text, entry)
    if len(mapping.entries) > 1:
        return remove(text, start, end)
    if parent is None:
        return text[:start] + "{}" + text[positions.before_newline(text, end) :]
    offset = positions.before_value(text, parent)
    return positions.changed(remove(text, start, end), [Change(offset, offset, " {}")])


def fill(text: str, entry: nodes.Entry, lines: Sequence[str]) -> str:
    """The text with lines as the value of a key whose value is missing, null or `{}`."""
    start, end = positions.span(text, entry)
    keep = len(text[:start].rstrip(" \t")) if start < end else start
    text = text[:keep] + text[end:]
    return insert(text, positions.next_line(text, keep), lines)


def is_fillable(text: str, entry: nodes.Entry) -> bool:
    """Whether lines can replace this value without loss: it is empty and not an alias."""
    start, end = positions.span(text, entry)
    on_line = positions.line_start(text, start) == positions.line_start(text, entry.key.start)
    return not entry.aliased and (start == end or on_line) and is_blank(text, entry.value)


def is_blank(text: str, value: nodes.Node) -> bool:
    """Whether a value is null or an empty mapping without comments."""
    match value:
        case nodes.Scalar():
            return value.is_null
        case nodes.Mapping():
            return _EMPTY.fullmatch(text, value.start, value.end) is not None
        case nodes.Sequence():
            return False


def replace(text: str, entry: nodes.Entry, new: str, *, flow: bool) -> str:
    """The text with a one-line value in place of the old one; `flow` is whether the parent is a flow mapping."""
    start, end = positions.span(text, entry)
    if start == end:
        return _first(text, entry, new, flow=flow)
    value = entry.value
    if not entry.aliased and isinstance(value, nodes.Scalar) and positions.block_header(text, value):
        return _for_block_scalar(text, value, new)
    if not entry.aliased and not isinstance(value, nodes.Scalar) and not value.flow:
        return _for_block(text, entry, new)
    return positions.changed(text, [Change(start, end, new)])


def items(text: str, entry: nodes.Entry, new: Sequence[str]) -> str:
    """The text with the items of a block list replaced by `new`, which is not empty."""
    start, end = positions.span(text, entry)
    pad = text[positions.line_start(text, start) : start]
    if pad.strip(" "):
        raise CannotEdit(
            fact="this list cannot be edited", hint="write each item on a line of its own", mark=entry.value.mark
        )
    end = positions.before_newline(text, end)
    separator = positions.newline(text, start) + pad
    return positions.changed(text, [Change(start, end, separator.join(f"- {item}" for item in new))])


def indent(text: str, entry: nodes.Entry) -> str:
    """The indentation of an entry; raises CannotEdit if its key is written with `?`."""
    spaces = positions.indent(text, entry.key)
    if spaces is None:
        raise CannotEdit(fact="a key after `?` cannot be edited", hint="write it without `?`", mark=entry.key.mark)
    return spaces


def _first(text: str, entry: nodes.Entry, new: str, *, flow: bool) -> str:
    offset = positions.before_value(text, entry)
    blanks = _BLANKS.match(text, offset) if flow else None
    colon = "" if text[entry.key.end : offset].strip() else ":"
    return positions.changed(text, [Change(offset, offset if blanks is None else blanks.end(), f"{colon} {new}")])


def _for_block_scalar(text: str, value: nodes.Scalar, new: str) -> str:
    header = value.start + len(positions.block_header(text, value))
    text = remove(text, positions.next_line(text, header), positions.content_end(text, value))
    return text[: value.start] + new + text[header:]


def _for_block(text: str, entry: nodes.Entry, new: str) -> str:
    offset = positions.before_value(text, entry)
    start = positions.line_start(text, entry.value.start)
    if start <= offset:
        raise CannotEdit(
            fact="this value cannot be edited", hint="write it in the line after its key", mark=entry.value.mark
        )
    text = remove(text, start, positions.entry_end(text, entry))
    return positions.changed(text, [Change(offset, offset, f" {new}")])
