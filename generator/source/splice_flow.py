"""Insertion and removal of entries in flow mappings (`{a: 1}`), each with its comma."""

import re

from generator.source import nodes
from generator.source import splice_positions as positions
from generator.source.splice_positions import CannotEdit, Change

_BLANKS = re.compile(r"[ \t]*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\n]*)?")


def insert(text: str, mapping: nodes.Mapping, new: str) -> str:
    """The text with `new` (`key: value`) as the last entry, on a separate line if the last entry is on one."""
    if not mapping.entries:
        return _insert_into_empty(text, mapping, new)
    entries = list(mapping.entries.values())
    last = entries[-1]
    end, comma, head = positions.end(text, last), _comma(text, last), _head(text, mapping, len(entries) - 1)
    offset = end if comma is None else comma + 1
    after = "" if comma is None else ","
    if _begins_line(text, mapping, head):
        line = positions.newline(text, head) + text[positions.line_start(text, head) : head]
        if comma is None and _ends_line(text, offset):
            end_of_line = positions.line_end(text, offset)
            return positions.changed(text, [Change(offset, offset, ","), Change(end_of_line, end_of_line, line + new)])
        if _ends_line(text, offset):
            offset = positions.line_end(text, offset)
    else:
        line = " "
    before = "," if comma is None else ""
    return positions.changed(text, [Change(offset, offset, f"{before}{line}{new}{after}")])


def drop(text: str, mapping: nodes.Mapping, key: str) -> str:
    """The text without this entry and one comma; a comment after it is removed only if the entry is alone on its line."""
    entries = list(mapping.entries.values())
    index = list(mapping.entries).index(key)
    head, end, comma = _head(text, mapping, index), positions.end(text, entries[index]), _comma(text, entries[index])
    if text[head : head + 1] == "?":
        raise CannotEdit(
            fact="a key after `?` cannot be removed", hint="remove it by hand", mark=entries[index].key.mark
        )
    offset = end if comma is None else comma + 1
    if len(entries) == 1:
        return _remove_only(text, mapping, Change(head, offset))
    before = None if comma is not None or index == 0 else _comma(text, entries[index - 1])
    if _begins_line(text, mapping, head) and _ends_line(text, offset):
        changes = [Change(positions.line_start(text, head), positions.next_line(text, offset))]
        return positions.changed(text, changes if before is None else [*changes, Change(before, before + 1)])
    if before is None:
        return positions.changed(text, [_without_blanks(text, head, offset)])
    if "#" not in text[before:head]:
        return positions.changed(text, [Change(before, end)])
    return positions.changed(text, [Change(before, before + 1), Change(_blanks_before(text, head), end)])


def _insert_into_empty(text: str, mapping: nodes.Mapping, new: str) -> str:
    start, end = mapping.start + 1, mapping.end - 1
    if not text[start:end].strip():
        return positions.changed(text, [Change(start, end, new)])
    # Only comments are inside; the last one ends its line, so the closing brace is on a line of its own.
    line = positions.line_start(text, end)
    return positions.changed(text, [Change(line, line, f"{text[line:end]}  {new}{positions.newline(text, line)}")])


def _remove_only(text: str, mapping: nodes.Mapping, removed: Change) -> str:
    start, end = mapping.start + 1, mapping.end - 1
    rest = text[start : removed.start] + text[removed.end : end]
    return positions.changed(text, [removed if rest.strip() else Change(start, end)])


def _comma(text: str, entry: nodes.Entry) -> int | None:
    """The offset of the comma after an entry."""
    offset = positions.skip(text, positions.end(text, entry))
    return offset if text[offset : offset + 1] == "," else None


def _head(text: str, mapping: nodes.Mapping, index: int) -> int:
    """The start of an entry, including the anchor of its key."""
    if index == 0:
        return positions.skip(text, mapping.start + 1)
    comma = _comma(text, list(mapping.entries.values())[index - 1])
    if comma is None:
        raise CannotEdit(fact="this mapping cannot be edited", hint="write it anew by hand", mark=mapping.mark)
    return positions.skip(text, comma + 1)


def _begins_line(text: str, mapping: nodes.Mapping, head: int) -> bool:
    start = positions.line_start(text, head)
    return start > mapping.start and not text[start:head].strip(" \t")


def _ends_line(text: str, offset: int) -> bool:
    return _REST_OF_LINE.fullmatch(text, offset, positions.line_end(text, offset)) is not None


def _without_blanks(text: str, head: int, offset: int) -> Change:
    match = _BLANKS.match(text, offset)
    end = offset if match is None else match.end()
    if text[end : end + 1] in {"\r", "\n", "#", "}"}:
        return Change(_blanks_before(text, head), offset)
    return Change(head, end)


def _blanks_before(text: str, head: int) -> int:
    return len(text[:head].rstrip(" \t"))
