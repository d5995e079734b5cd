"""Edits of flow mappings (`{a: 1}`) and flow lists (`[a, b]`): entries and items come and go with their commas."""

import re
from collections.abc import Sequence

from generator.source import nodes
from generator.source import splice_positions as positions
from generator.source.splice_positions import CannotEdit, Change

_BLANKS = re.compile(r"[ \t]*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\n]*)?")


def insert(text: str, mapping: nodes.Mapping, new: str) -> str:
    """The text with `new` (`key: value`) as the last entry, on a separate line if the last entry is on one."""
    if not mapping.entries:
        return _insert_into_empty(text, mapping, new)
    last = list(mapping.entries.values())[-1]
    return _append(text, mapping, _head(text, mapping, len(mapping.entries) - 1), positions.end(text, last), new)


def drop(text: str, mapping: nodes.Mapping, key: str) -> str:
    """The text without this entry and one comma; a comment after it is removed only if the entry is alone on its line."""
    entries = list(mapping.entries.values())
    index = list(mapping.entries).index(key)
    head, end = _head(text, mapping, index), positions.end(text, entries[index])
    comma = _comma(text, end)
    if text[head : head + 1] == "?":
        raise CannotEdit(
            fact="a key after `?` cannot be removed", hint="remove it by hand", mark=entries[index].key.mark
        )
    offset = end if comma is None else comma + 1
    if len(entries) == 1:
        return _remove_only(text, mapping, Change(head, offset))
    before = None if comma is not None or index == 0 else _comma(text, positions.end(text, entries[index - 1]))
    if _begins_line(text, mapping, head) and _ends_line(text, offset):
        changes = [Change(positions.line_start(text, head), positions.next_line(text, offset))]
        return positions.changed(text, changes if before is None else [*changes, Change(before, before + 1)])
    if before is None:
        return positions.changed(text, [_without_blanks(text, head, offset)])
    if "#" not in text[before:head]:
        return positions.changed(text, [Change(before, end)])
    return positions.changed(text, [Change(before, before + 1), Change(_blanks_before(text, head), end)])


def has_own_items(text: str, old: nodes.Sequence) -> bool:
    """Whether the items of a flow list are written in it, one after the other, without anchors; aliases are written elsewhere."""
    end = old.start + 1
    for item in old.items:
        if not end <= item.start <= item.end < old.end or "&" in text[end : item.start]:
            return False
        end = item.end
    return True


def items(text: str, old: nodes.Sequence, new: Sequence[str | int]) -> str:
    """The text with the items of a flow list replaced by `new`, which is not empty; a number is that of an old item.

    Items that stay, in front and at the end, keep their lines and comments.
    """
    count = len(old.items)
    front = next((i for i, item in enumerate(new) if item != i), len(new))
    most = min(len(new), count) - front
    back = next((i for i in range(most) if new[-1 - i] != count - 1 - i), most)
    gone = old.items[front : count - back]
    added = [
        each if isinstance(each, str) else text[old.items[each].start : old.items[each].end]
        for each in new[front : len(new) - back]
    ]
    if len(gone) == len(added):
        changes = [Change(item.start, item.end, each) for item, each in zip(gone, added, strict=True)]
        return positions.changed(text, changes)
    if gone and added:
        return positions.changed(text, [Change(gone[0].start, gone[-1].end, ", ".join(added))])
    if gone:
        return _without(text, old, front, len(gone))
    if not old.items:
        return text[: old.start] + f"[{', '.join(added)}]" + text[old.end :]
    if not back:
        return _append(text, old, old.items[-1].start, old.items[-1].end, ", ".join(added))
    head = old.items[front].start
    line = text[positions.line_start(text, head) : head] if _begins_line(text, old, head) else ""
    separator = "," + (positions.newline(text, head) + line if line else " ")
    return positions.changed(text, [Change(head, head, "".join(each + separator for each in added))])


def _without(text: str, old: nodes.Sequence, first: int, count: int) -> str:
    """The text without some items of a flow list that keeps others."""
    head, end = old.items[first].start, old.items[first + count - 1].end
    if first + count < len(old.items):
        return positions.changed(text, [Change(head, old.items[first + count].start)])
    before, comma = old.items[first - 1].end, _comma(text, end)
    offset = end if comma is None else comma + 1
    if _begins_line(text, old, head) and _ends_line(text, offset):
        kept = _comma(text, before)
        lines = Change(positions.line_start(text, head), positions.next_line(text, offset))
        return positions.changed(text, [lines] if comma or kept is None else [Change(kept, kept + 1), lines])
    return positions.changed(text, [Change(before, end)])


def _append(text: str, parent: nodes.Mapping | nodes.Sequence, head: int, end: int, new: str) -> str:
    """The text with `new` after the last entry or item, which is from `head` to `end`."""
    comma = _comma(text, end)
    offset = end if comma is None else comma + 1
    after = "" if comma is None else ","
    if _begins_line(text, parent, head):
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


def _comma(text: str, end: int) -> int | None:
    """The offset of the comma after what ends at `end`."""
    offset = positions.skip(text, end)
    return offset if text[offset : offset + 1] == "," else None


def _head(text: str, mapping: nodes.Mapping, index: int) -> int:
    """The start of an entry, including the anchor of its key."""
    if index == 0:
        return positions.skip(text, mapping.start + 1)
    comma = _comma(text, positions.end(text, list(mapping.entries.values())[index - 1]))
    if comma is None:
        raise CannotEdit(fact="this mapping cannot be edited", hint="write it anew by hand", mark=mapping.mark)
    return positions.skip(text, comma + 1)


def _begins_line(text: str, parent: nodes.Mapping | nodes.Sequence, head: int) -> bool:
    start = positions.line_start(text, head)
    return start > parent.start and not text[start:head].strip(" \t")


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
