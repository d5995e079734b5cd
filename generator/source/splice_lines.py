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


def items(text: str, entry: nodes.Entry, new: Sequence[str | int]) -> str:
    """The text with the items of a block list replaced by `new`, which is not empty.

    A number is that of an old item, which is kept with its lines and comments; comments of other items go with them.
    """
    start, end = positions.span(text, entry)
    first_line = positions.line_start(text, start)
    pad = text[first_line:start]
    if pad.strip(" "):
        raise CannotEdit(
            fact="this list cannot be edited", hint="write each item on a line of its own", mark=entry.value.mark
        )
    end = positions.before_newline(text, end)
    separator = positions.newline(text, start)
    if not any(isinstance(each, int) for each in new):
        return positions.changed(text, [Change(start, end, (separator + pad).join(f"- {item}" for item in new))])
    end = positions.line_end(text, end)
    old = _item_lines(text, entry.value, first_line, end)
    lines = (old[each] if isinstance(each, int) else f"{pad}- {each}" for each in new)
    return positions.changed(text, [Change(first_line, end, separator.join(lines))])


def _item_lines(text: str, value: nodes.Node, start: int, end: int) -> list[str]:
    """The lines of each item of a block list between two offsets, with the comments above and behind it."""
    starts = [start]
    for item in value.items[1:] if isinstance(value, nodes.Sequence) else ():
        line = positions.line_start(text, item.start)
        while (above := positions.line_start(text, line - 1)) > starts[-1] and text[above:line].lstrip(" ")[
            :1
        ] in "#\r\n":
            line = above
        starts.append(line)
    return [text[a:b].rstrip("\r\n") for a, b in zip(starts, [*starts[1:], end], strict=True)]


def reorder(text: str, mapping: nodes.Mapping, keys: Sequence[str]) -> str:
    """The text with the entries of a block mapping in the order of `keys`, each with its lines and the comments above it."""
    entries = list(mapping.entries.values())
    starts = [positions.line_start(text, entry.key.start) for entry in entries]
    above = [0, *(positions.entry_end(text, entry) for entry in entries[:-1])]
    starts = [_with_comments(text, *each) for each in zip(starts, above, strict=True)]
    end = positions.before_newline(text, positions.entry_end(text, entries[-1]))
    ends = [*(positions.before_newline(text, start) for start in starts[1:]), end]
    lines = {key: text[a:b] for key, a, b in zip(mapping.entries, starts, ends, strict=True)}
    return text[: starts[0]] + positions.newline(text, starts[0]).join(lines[key] for key in keys) + text[end:]


def _with_comments(text: str, line: int, above: int) -> int:
    """The start of the comments directly above a line, down from the offset `above`."""
    while line > above:
        start = positions.line_start(text, line - 1)
        if start < above or not text[start:line].lstrip(" ").startswith("#"):
            break
        line = start
    return line


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
