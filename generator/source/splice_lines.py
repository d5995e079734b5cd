"""Entries of block mappings, and values wherever they stand: whole lines come and go, single values keep their line."""

import re
from collections.abc import Sequence

from generator.source import nodes
from generator.source import splice_places as places
from generator.source.splice_places import CannotEdit, Change

_BLANKS = re.compile(r"[ \t]*(?=[},])")
_EMPTY = re.compile(r"\{\s*\}")


def insert(text: str, at: int, lines: Sequence[str]) -> str:
    """The text with lines before `at`, the beginning of a line or the end of a text whose last line has no newline."""
    newline = places.newline(text, at)
    body = newline.join(lines)
    if at and text[at - 1] != "\n":
        return text[:at] + newline + body + text[at:]
    return text[:at] + body + newline + text[at:]


def remove(text: str, start: int, end: int) -> str:
    """The text without these whole lines; one without a final newline still has none."""
    if end == len(text) and not text.endswith("\n") and start:
        start = places.before_newline(text, start)
    return text[:start] + text[end:]


def drop(text: str, parent: nodes.Entry | None, mapping: nodes.Mapping, key: str) -> str:
    """The text without the lines of this entry; an emptied mapping becomes `{}`, at its key or as the root."""
    entry = mapping.entries[key]
    indent(text, entry)
    start, end = places.line_start(text, entry.key.start), places.own_end(text, entry)
    if len(mapping.entries) > 1:
        return remove(text, start, end)
    if parent is None:
        return text[:start] + "{}" + text[places.before_newline(text, end) :]
    at = places.before_value(text, parent)
    return places.changed(remove(text, start, end), [Change(at, at, " {}")])


def fill(text: str, entry: nodes.Entry, lines: Sequence[str]) -> str:
    """The text with lines as the value of a key that has none, `~` or `{}`."""
    start, end = places.span(text, entry)
    keep = len(text[:start].rstrip(" \t")) if start < end else start
    text = text[:keep] + text[end:]
    return insert(text, places.next_line(text, keep), lines)


def is_fillable(text: str, entry: nodes.Entry) -> bool:
    """Whether nothing is lost when other lines take the place of this value."""
    start, end = places.span(text, entry)
    on_line = places.line_start(text, start) == places.line_start(text, entry.key.start)
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
    """The text with a value of one line in place of what stands there; `flow` tells of the mapping around it."""
    start, end = places.span(text, entry)
    if start == end:
        return _first(text, entry, new, flow=flow)
    value = entry.value
    if not entry.aliased and isinstance(value, nodes.Scalar) and places.block_header(text, value):
        return _for_block_scalar(text, value, new)
    if not entry.aliased and not isinstance(value, nodes.Scalar) and not value.flow:
        return _for_block(text, entry, new)
    return places.changed(text, [Change(start, end, new)])


def items(text: str, entry: nodes.Entry, new: Sequence[str]) -> str:
    """The text with other items, at least one, in a list in block style."""
    start, end = places.span(text, entry)
    pad = text[places.line_start(text, start) : start]
    if pad.strip(" "):
        raise CannotEdit(
            fact="this list cannot be edited", hint="write each item on a line of its own", mark=entry.value.mark
        )
    end = places.before_newline(text, end)
    separator = places.newline(text, start) + pad
    return places.changed(text, [Change(start, end, separator.join(f"- {item}" for item in new))])


def indent(text: str, entry: nodes.Entry) -> str:
    """The white space before an entry; raises CannotEdit where it is written with `?`."""
    found = places.indent(text, entry.key)
    if found is None:
        raise CannotEdit(fact="a key after `?` cannot be edited", hint="write it without `?`", mark=entry.key.mark)
    return found


def _first(text: str, entry: nodes.Entry, new: str, *, flow: bool) -> str:
    at = places.before_value(text, entry)
    blanks = _BLANKS.match(text, at) if flow else None
    colon = "" if text[entry.key.end : at].strip() else ":"
    return places.changed(text, [Change(at, at if blanks is None else blanks.end(), f"{colon} {new}")])


def _for_block_scalar(text: str, value: nodes.Scalar, new: str) -> str:
    header = value.start + len(places.block_header(text, value))
    text = remove(text, places.next_line(text, header), places.content_end(text, value))
    return text[: value.start] + new + text[header:]


def _for_block(text: str, entry: nodes.Entry, new: str) -> str:
    at = places.before_value(text, entry)
    start = places.line_start(text, entry.value.start)
    if start <= at:
        raise CannotEdit(
            fact="this value cannot be edited", hint="write it in the line after its key", mark=entry.value.mark
        )
    text = remove(text, start, places.own_end(text, entry))
    return places.changed(text, [Change(at, at, f" {new}")])
