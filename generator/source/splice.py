"""Edits of user-owned YAML files that change only the lines concerned; all other bytes stay the same.

Values are replaced at their parsed positions; new ones take the style of their surroundings. The edited text is parsed again
and compared with the expected data; on a difference the edit fails and nothing is returned.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeGuard

from generator.errors import Mark
from generator.source import document as documents
from generator.source import (
    nodes,
    paths,
    splice_flow,
    splice_lines,
    splice_order,
    splice_style,
    splice_values,
    suggestion,
)
from generator.source import splice_positions as positions
from generator.source.document import Document
from generator.source.splice_positions import CannotEdit
from generator.source.splice_values import Source, Value

__all__ = ["CannotEdit", "Drop", "Put", "Source", "Value", "edit"]

MANUAL_EDIT_HINT = "edit the file by hand"
ALIAS_HINT = "write the value out where the alias stands"


class Put(NamedTuple):
    """Set the value at a path of mapping keys; missing parents are created in the style of the surrounding file.

    If a mapping replaces a mapping, or a list of lines another one, unchanged entries keep their text and comments. Entries that
    stay keep their place, and new ones are added last. Only a Source, or a value with `$(NAME)` references, gives user-defined
    keys its own order: their lines move with their comments.
    """

    path: tuple[str, ...]
    value: Value


class Drop(NamedTuple):
    """Remove a key with its value and its lines; comment lines above it stay. A missing key is ignored."""

    path: tuple[str, ...]


def edit(document: Document, operations: Sequence[Put | Drop]) -> str:
    """Apply the operations and return the new `Document.text`, without a byte order mark; Sources are nodes of `document`.

    Raises CannotEdit if the file has problems, or if the edit would change other values: a parent that is an alias, a value
    whose anchor is used elsewhere, a key written with `?`.
    """
    root = _mapping(document, "the file must be corrected first")
    expected = splice_values.meaning_of(root)
    splicing = _Splicing(document, root)
    for operation in operations:
        try:
            splicing.run(operation)
            expected = _expected_after(expected, operation)
        except CannotEdit as refusal:
            raise CannotEdit(fact=refusal.fact, hint=refusal.hint, mark=_mark_of(document, operation.path)) from None
    if splice_values.meaning_of(splicing.root) != expected:
        mark = _mark_of(document, operations[0].path)
        raise CannotEdit(fact="the edit would change what other lines mean", hint=MANUAL_EDIT_HINT, mark=mark)
    return splicing.document.text


class _Splicing:
    """A document that is edited step by step and parsed again after each; Sources refer to the original text."""

    def __init__(self, document: Document, root: nodes.Mapping) -> None:
        self._origin = document.text
        self.document = document
        self.root = root
        self._shared = positions.shared(root)

    def run(self, operation: Put | Drop) -> None:
        """Apply one operation; raises CannotEdit, whose mark refers to the current text."""
        match operation:
            case Put(path, value):
                self._put(path, value)
            case Drop(path):
                self._drop(path)

    def _put(self, path: tuple[str, ...], value: Value, level: int = 0) -> None:
        parent, entry, depth = self._reach(path)
        path, value = path[:depth], _nested(path[depth:], value)
        if entry is None:
            self._insert(parent, path, value, level)
        elif splice_values.ordered(splice_values.meaning_of(entry.value)) != splice_values.ordered(
            splice_values.meaning(value)
        ):
            self._replace(parent, entry, path, value, level)

    def _reach(self, path: tuple[str, ...]) -> tuple[nodes.Mapping, nodes.Entry | None, int]:
        """Follow the path as far as it exists; return the parent mapping, its entry and the number of keys followed.

        The entry is None if the mapping lacks the key. An entry before the end of the path has an empty value.
        """
        parent = self.root
        for depth, key in enumerate(path, start=1):
            entry = parent.entries.get(key)
            if entry is None or depth == len(path):
                return parent, entry, depth
            child = self._unshared_value(entry, path[:depth])
            if isinstance(child, nodes.Scalar) and child.is_null:
                return parent, entry, depth
            if not isinstance(child, nodes.Mapping):
                raise CannotEdit(
                    fact=f"{_dotted(path[:depth])} is not a mapping", hint="write a mapping there", mark=entry.key.mark
                )
            if self._can_hold_block(parent, entry, path[:depth]):
                return parent, entry, depth
            parent = child
        raise CannotEdit(fact="the root cannot be replaced", hint=MANUAL_EDIT_HINT, mark=parent.mark)

    def _unshared_value(self, entry: nodes.Entry, path: tuple[str, ...]) -> nodes.Node:
        """The value of an entry; raises CannotEdit if it is an alias or has one."""
        if entry.aliased:
            start, end = positions.span(self.document.text, entry)
            alias = self.document.text[start:end]
            fact = f"{_dotted(path)} is {alias}: an edit would reach everything that shares it"
            raise CannotEdit(fact=fact, hint=f"write its fields out in place of {alias}", mark=entry.key.mark)
        self._check_not_shared(entry, path)
        return entry.value

    def _check_not_shared(self, entry: nodes.Entry, path: tuple[str, ...]) -> None:
        if not entry.aliased and id(entry.value) in self._shared:
            name = suggestion.shortened(positions.anchor(self.document.text, entry))
            fact = f"{_dotted(path)} is repeated by *{name} elsewhere: an edit would change that too"
            raise CannotEdit(fact=fact, hint=f"write the value out where *{name} stands", mark=entry.key.mark)

    def _insert(self, parent: nodes.Mapping, path: tuple[str, ...], value: Value, level: int) -> None:
        text, key = self.document.text, path[-1]
        if parent.flow:
            self._update(splice_flow.insert(text, parent, f"{splice_values.scalar(key)}: {self._flow(value)}"))
            return
        last = positions.last(parent)
        indent = splice_lines.indent(text, last)
        if level >= splice_order.DEPTH and isinstance(value, str):
            lines = [f"{indent}{splice_values.scalar(key)}: {splice_values.in_block(value)}"]
        else:
            lines = self._block({key: splice_values.unpacked(value)}, indent, path)
        self._update(splice_lines.insert(text, positions.entry_end(text, last), lines))

    def _replace(
        self, parent: nodes.Mapping, entry: nodes.Entry, path: tuple[str, ...], value: Value, level: int
    ) -> None:
        self._check_not_shared(entry, path)
        text, old, new = self.document.text, entry.value, splice_values.unpacked(value)
        one_line = isinstance(value, Source) and positions.is_one_line(text, old)
        changes_order = level >= splice_order.DEPTH and splice_order.counts(value) and splice_order.changes(old, new)
        if isinstance(new, Mapping) and new and self._can_hold_block(parent, entry, path):
            indent = splice_lines.indent(text, entry) + positions.step(self.document, path)
            self._update(splice_lines.fill(text, entry, self._block(new, indent, (*path, ""))))
        elif (
            isinstance(new, Mapping)
            and isinstance(old, nodes.Mapping)
            and not (
                entry.aliased or one_line or (changes_order and not splice_order.is_movable(text, old, self._shared))
            )
        ):
            self._merge(old, path, new, level)
            if changes_order:
                self._reorder(path, list(new))
        elif _is_list(new) and isinstance(old, nodes.Sequence) and not old.flow and not entry.aliased:
            self._update(splice_lines.items(text, entry, list(self._items(old, new, level))))
        elif (
            _is_list(new)
            and isinstance(old, nodes.Sequence)
            and not (entry.aliased or one_line)
            and splice_flow.has_own_items(text, old)
        ):
            self._update(splice_flow.items(text, old, list(self._items(old, new, level))))
        else:
            self._update(
                splice_lines.replace(text, entry, self._in_place(parent, entry, value, level), flow=parent.flow)
            )

    def _in_place(self, parent: nodes.Mapping, entry: nodes.Entry, value: Value, level: int) -> str:
        """A value on one line; a text takes the style of the old one."""
        if not isinstance(value, str):
            return self._flow(value)
        is_named = level >= splice_order.DEPTH
        return splice_style.replaced(self.document.text, entry, value, flow=parent.flow, named=is_named)

    def _reorder(self, path: tuple[str, ...], keys: Sequence[str]) -> None:
        entry = self._reach(path)[1]
        if entry is not None and isinstance(entry.value, nodes.Mapping):
            self._update(splice_lines.reorder(self.document.text, entry.value, keys))

    def _items(self, old: nodes.Sequence, new: Sequence[Value], level: int) -> Iterator[str | int]:
        """The items of a new list: the number of an equal old one that can stay as it is, else its text."""
        text = self.document.text
        heads = [text[positions.line_start(text, item.start) : item.start].strip(" ") for item in old.items]
        unused: dict[int, object] = {}
        if old.flow or all(head.startswith("-") for head in heads):
            unused = {i: splice_values.ordered(splice_values.meaning_of(item)) for i, item in enumerate(old.items)}
        for item in new:
            wanted = splice_values.ordered(splice_values.meaning(item))
            number = next((i for i, each in unused.items() if each == wanted), None)
            if number is not None:
                del unused[number]
                yield number
            elif isinstance(item, str):
                yield splice_style.item(text, old, item, named=level >= splice_order.DEPTH)
            else:
                yield self._flow(item)

    def _merge(self, old: nodes.Mapping, path: tuple[str, ...], new: Mapping[str, Value], level: int) -> None:
        for key, value in new.items():
            self._put((*path, key), value, level + 1)
        for key in old.entries:
            if key not in new:
                self._drop((*path, key))

    def _drop(self, path: tuple[str, ...]) -> None:
        parent, entry, depth = self._reach(path)
        if entry is None or depth < len(path):
            return
        self._check_not_shared(entry, path)
        if parent.flow:
            self._update(splice_flow.drop(self.document.text, parent, path[-1]))
        else:
            parent_entry = self._reach(path[:-1])[1] if path[1:] else None
            self._update(splice_lines.drop(self.document.text, parent_entry, parent, path[-1]))

    def _can_hold_block(self, parent: nodes.Mapping, entry: nodes.Entry, path: tuple[str, ...]) -> bool:
        is_near_root = not parent.flow and len(path) <= splice_values.BLOCK_DEPTH
        return is_near_root and splice_lines.is_fillable(self.document.text, entry)

    def _flow(self, value: Value) -> str:
        return splice_values.flow(value, self._origin)

    def _block(self, value: Mapping[str, Value], indent: str, path: tuple[str, ...]) -> list[str]:
        step = positions.step(self.document, path)
        return splice_values.block(value, self._origin, indent=indent, step=step, depth=len(path))

    def _update(self, text: str) -> None:
        start = "\ufeff" if self.document.bom else ""
        self.document = documents.parse((start + text).encode(), self.document.file)
        self.root = _mapping(self.document, "the file could not be read after the edit")
        self._shared = positions.shared(self.root)


def _mapping(document: Document, fact: str) -> nodes.Mapping:
    for problem in document.problems:
        hint = ALIAS_HINT if problem.code == "yaml-alias" else problem.hint
        raise CannotEdit(fact=f"{fact}: {problem.fact}", hint=hint, mark=problem.mark)
    if isinstance(document.root, nodes.Mapping):
        return document.root
    raise CannotEdit(fact=f"{fact}: it is no mapping", hint=MANUAL_EDIT_HINT, mark=Mark(document.file, 1, 1))


def _nested(path: Sequence[str], value: Value) -> Value:
    for key in reversed(path):
        value = {key: value}
    return value


def _is_list(value: Value) -> TypeGuard[Sequence[Value]]:
    return isinstance(value, Sequence) and not isinstance(value, str | Source) and len(value) > 0


def _expected_after(expected: splice_values.Meaning, operation: Put | Drop, depth: int = 0) -> splice_values.Meaning:
    """The data that a file should have after one operation, computed from its data before."""
    if depth == len(operation.path):
        return splice_values.meaning(operation.value) if isinstance(operation, Put) else expected
    key = operation.path[depth]
    inner = dict(expected) if isinstance(expected, dict) else {}
    if isinstance(operation, Put):
        return inner | {key: _expected_after(inner.get(key), operation, depth + 1)}
    if key not in inner:
        return expected
    if depth + 1 == len(operation.path):
        del inner[key]
        return inner
    return inner | {key: _expected_after(inner[key], operation, depth + 1)}


def _mark_of(document: Document, path: Sequence[str]) -> Mark:
    """The position of the deepest existing key on the path, or the start of the file."""
    mark, node = Mark(document.file, 1, 1), document.root
    for key in path:
        if not isinstance(node, nodes.Mapping) or key not in node.entries:
            break
        entry = node.entries[key]
        mark, node = entry.key.mark, None if entry.aliased else entry.value
    return mark


def _dotted(path: Sequence[str]) -> str:
    dotted = ""
    for key in path:
        dotted = paths.child(dotted, key)
    return dotted
