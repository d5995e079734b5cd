"""Entries of flow mappings: put in and taken out, with one comma each and everything around them left alone."""

import re

from generator.source import nodes
from generator.source import splice_places as places
from generator.source.splice_places import CannotEdit, Change

_BLANKS = re.compile(r"[ \t]*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\n]*)?")


def insert(text: str, mapping: nodes.Mapping, new: str) -> str:
    """The text with `new`, a key and its value, as the last entry: on a line of its own where the last one has one."""
    if not mapping.entries:
        return _fill(text, mapping, new)
    entries = list(mapping.entries.values())
    last = entries[-1]
    end, comma, head = places.end(text, last), _comma(text, last), _head(text, mapping, len(entries) - 1)
    at = end if comma is None else comma + 1
    after = "" if comma is None else ","
    if _begins_line(text, mapping, head):
        line = places.newline(text, head) + text[places.line_start(text, head) : head]
        if comma is None and _ends_line(text, at):
            end_of_line = places.line_end(text, at)
            return places.changed(text, [Change(at, at, ","), Change(end_of_line, end_of_line, line + new)])
        if _ends_line(text, at):
            at = places.line_end(text, at)
    else:
        line = " "
    before = "," if comma is None else ""
    return places.changed(text, [Change(at, at, f"{before}{line}{new}{after}")])


def drop(text: str, mapping: nodes.Mapping, key: str) -> str:
    """The text without this entry and one comma; a comment on the entry's line goes only with a line of its own."""
    entries = list(mapping.entries.values())
    index = list(mapping.entries).index(key)
    head, end, comma = _head(text, mapping, index), places.end(text, entries[index]), _comma(text, entries[index])
    if text[head : head + 1] == "?":
        raise CannotEdit(
            fact="a key after `?` cannot be removed", hint="remove it by hand", mark=entries[index].key.mark
        )
    at = end if comma is None else comma + 1
    if len(entries) == 1:
        return _empty(text, mapping, Change(head, at))
    before = None if comma is not None or index == 0 else _comma(text, entries[index - 1])
    if _begins_line(text, mapping, head) and _ends_line(text, at):
        changes = [Change(places.line_start(text, head), places.next_line(text, at))]
        return places.changed(text, changes if before is None else [*changes, Change(before, before + 1)])
    if before is None:
        return places.changed(text, [_with_blanks(text, head, at)])
    if "#" not in text[before:head]:
        return places.changed(text, [Change(before, end)])
    return places.changed(text, [Change(before, before + 1), Change(_blanks_before(text, head), end)])


def _fill(text: str, mapping: nodes.Mapping, new: str) -> str:
    start, end = mapping.start + 1, mapping.end - 1
    if not text[start:end].strip():
        return places.changed(text, [Change(start, end, new)])
    # The last comment ends its line, so the brace begins one.
    line = places.line_start(text, end)
    return places.changed(text, [Change(line, line, f"{text[line:end]}  {new}{places.newline(text, line)}")])


def _empty(text: str, mapping: nodes.Mapping, gone: Change) -> str:
    start, end = mapping.start + 1, mapping.end - 1
    rest = text[start : gone.start] + text[gone.end : end]
    return places.changed(text, [gone if rest.strip() else Change(start, end)])


def _comma(text: str, entry: nodes.Entry) -> int | None:
    """Where the comma behind an entry stands."""
    at = places.skip(text, places.end(text, entry))
    return at if text[at : at + 1] == "," else None


def _head(text: str, mapping: nodes.Mapping, index: int) -> int:
    """Where an entry begins, anchor of its key included."""
    if index == 0:
        return places.skip(text, mapping.start + 1)
    comma = _comma(text, list(mapping.entries.values())[index - 1])
    if comma is None:
        raise CannotEdit(fact="this mapping cannot be edited", hint="write it anew by hand", mark=mapping.mark)
    return places.skip(text, comma + 1)


def _begins_line(text: str, mapping: nodes.Mapping, head: int) -> bool:
    start = places.line_start(text, head)
    return start > mapping.start and not text[start:head].strip(" \t")


def _ends_line(text: str, at: int) -> bool:
    return _REST_OF_LINE.fullmatch(text, at, places.line_end(text, at)) is not None


def _with_blanks(text: str, head: int, at: int) -> Change:
    found = _BLANKS.match(text, at)
    end = at if found is None else found.end()
    if text[end : end + 1] in {"\r", "\n", "#", "}"}:
        return Change(_blanks_before(text, head), at)
    return Change(head, end)


def _blanks_before(text: str, head: int) -> int:
    return len(text[:head].rstrip(" \t"))
