"""Edits of a file that a person owns: only the lines concerned change, everything else stays byte for byte.

A value is replaced at the place where the parser found it; what is new takes the style of what stands around it. The
outcome is read again and must mean exactly what was asked for, or there is no outcome.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeGuard

from generator.errors import Mark
from generator.source import document as documents
from generator.source import nodes, paths, splice_flow, splice_lines, splice_values
from generator.source import splice_places as places
from generator.source.document import Document
from generator.source.splice_places import CannotEdit
from generator.source.splice_values import Source, Value

__all__ = ["CannotEdit", "Drop", "Put", "Source", "Value", "edit"]

BY_HAND = "edit the file by hand"
ORDERED = 2
"""Below the fields of a value that is put and of the mappings in it, such as `with`, keys are a person's, in their order."""
ALIASES = "write the value out where the alias stands"


class Put(NamedTuple):
    """Set the value at a path of mapping keys; missing parents are made in the style of the file around them.

    A mapping over a mapping keeps the entries that mean the same. A new key comes after its siblings; where keys below
    the fields would then stand in another order, the mapping is written anew.
    """

    path: tuple[str, ...]
    value: Value


class Drop(NamedTuple):
    """Remove a key with its value and its lines; comment lines above it stay. What is not there stays away."""

    path: tuple[str, ...]


def edit(document: Document, operations: Sequence[Put | Drop]) -> str:
    """The new `Document.text`, without a byte order mark as there; Sources are nodes of `document`.

    Raises CannotEdit where the file has problems, or where something else would have to change: a parent that an alias
    repeats, a value whose anchor others use, a key written with `?`.
    """
    root = _mapping(document, "the file must be corrected first")
    wanted = splice_values.meaning_of(root)
    splicing = _Splicing(document, root)
    for operation in operations:
        try:
            splicing.run(operation)
            wanted = _applied(wanted, operation)
        except CannotEdit as refusal:
            raise CannotEdit(fact=refusal.fact, hint=refusal.hint, mark=_place(document, operation.path)) from None
    if splice_values.meaning_of(splicing.root) != wanted:
        mark = _place(document, operations[0].path)
        raise CannotEdit(fact="the edit would change what other lines mean", hint=BY_HAND, mark=mark)
    return splicing.document.text


class _Splicing:
    """A document that changes step by step; `origin` is the text that Sources stand in."""

    def __init__(self, document: Document, root: nodes.Mapping) -> None:
        self._origin = document.text
        self.document = document
        self.root = root
        self._shared = places.shared(root)

    def run(self, operation: Put | Drop) -> None:
        """Do one operation; raises CannotEdit with a mark in the text as it is by now."""
        match operation:
            case Put(path, value):
                self._put(path, value)
            case Drop(path):
                self._drop(path)

    def _put(self, path: tuple[str, ...], value: Value, level: int = 0) -> None:
        parent, entry, depth = self._reach(path)
        path, value = path[:depth], _nested(path[depth:], value)
        if entry is None:
            self._insert(parent, path, value)
        elif splice_values.ordered(splice_values.meaning_of(entry.value)) != splice_values.ordered(
            splice_values.meaning(value)
        ):
            self._replace(parent, entry, path, value, level)

    def _reach(self, path: tuple[str, ...]) -> tuple[nodes.Mapping, nodes.Entry | None, int]:
        """The last entry on the path that is there, the mapping around it, and how many keys lead to it.

        No entry where the mapping has not got the key; an entry before the end of the path has an empty value.
        """
        parent = self.root
        for depth, key in enumerate(path, start=1):
            entry = parent.entries.get(key)
            if entry is None or depth == len(path):
                return parent, entry, depth
            below = self._own(entry, path[:depth])
            if isinstance(below, nodes.Scalar) and below.is_null:
                return parent, entry, depth
            if not isinstance(below, nodes.Mapping):
                raise CannotEdit(
                    fact=f"{_shown(path[:depth])} is not a mapping", hint="write a mapping there", mark=entry.key.mark
                )
            if self._takes_lines(parent, entry, path[:depth]):
                return parent, entry, depth
            parent = below
        raise CannotEdit(fact="the root cannot be replaced", hint=BY_HAND, mark=parent.mark)

    def _own(self, entry: nodes.Entry, path: tuple[str, ...]) -> nodes.Node:
        """The value, which nothing else shares."""
        if entry.aliased:
            start, end = places.span(self.document.text, entry)
            alias = self.document.text[start:end]
            fact = f"{_shown(path)} is {alias}: an edit would reach everything that shares it"
            raise CannotEdit(fact=fact, hint=f"write its fields out in place of {alias}", mark=entry.key.mark)
        self._not_shared(entry, path)
        return entry.value

    def _not_shared(self, entry: nodes.Entry, path: tuple[str, ...]) -> None:
        if not entry.aliased and id(entry.value) in self._shared:
            name = paths.shown(places.anchor(self.document.text, entry))
            fact = f"{_shown(path)} is repeated by *{name} elsewhere: an edit would change that too"
            raise CannotEdit(fact=fact, hint=f"write the value out where *{name} stands", mark=entry.key.mark)

    def _insert(self, parent: nodes.Mapping, path: tuple[str, ...], value: Value) -> None:
        text, key = self.document.text, path[-1]
        if parent.flow:
            self._take(splice_flow.insert(text, parent, f"{splice_values.scalar(key)}: {self._flow(value)}"))
            return
        last = places.last(parent)
        lines = self._block({key: splice_values.opened(value)}, splice_lines.indent(text, last), path)
        self._take(splice_lines.insert(text, places.own_end(text, last), lines))

    def _replace(
        self, parent: nodes.Mapping, entry: nodes.Entry, path: tuple[str, ...], value: Value, level: int
    ) -> None:
        self._not_shared(entry, path)
        text, old, new = self.document.text, entry.value, splice_values.opened(value)
        one_line = isinstance(value, Source) and places.is_one_line(text, old)
        moves = level >= ORDERED and _moves(old, new)
        if isinstance(new, Mapping) and new and self._takes_lines(parent, entry, path):
            indent = splice_lines.indent(text, entry) + places.step(self.document, path)
            self._take(splice_lines.fill(text, entry, self._block(new, indent, (*path, ""))))
        elif isinstance(new, Mapping) and isinstance(old, nodes.Mapping) and not (entry.aliased or one_line or moves):
            self._merge(old, path, new, level)
        elif _is_list(new) and isinstance(old, nodes.Sequence) and not old.flow and not entry.aliased:
            self._take(splice_lines.items(text, entry, [self._flow(item) for item in new]))
        else:
            self._take(splice_lines.replace(text, entry, self._flow(value), flow=parent.flow))

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
        self._not_shared(entry, path)
        if parent.flow:
            self._take(splice_flow.drop(self.document.text, parent, path[-1]))
        else:
            above = self._reach(path[:-1])[1] if path[1:] else None
            self._take(splice_lines.drop(self.document.text, above, parent, path[-1]))

    def _takes_lines(self, parent: nodes.Mapping, entry: nodes.Entry, path: tuple[str, ...]) -> bool:
        is_upper = not parent.flow and len(path) <= splice_values.BLOCK_DEPTH
        return is_upper and splice_lines.is_fillable(self.document.text, entry)

    def _flow(self, value: Value) -> str:
        return splice_values.flow(value, self._origin)

    def _block(self, value: Mapping[str, Value], indent: str, path: tuple[str, ...]) -> list[str]:
        step = places.step(self.document, path)
        return splice_values.block(value, self._origin, indent=indent, step=step, depth=len(path))

    def _take(self, text: str) -> None:
        start = "\ufeff" if self.document.bom else ""
        self.document = documents.parse((start + text).encode(), self.document.file)
        self.root = _mapping(self.document, "the file could not be read after the edit")
        self._shared = places.shared(self.root)


def _mapping(document: Document, fact: str) -> nodes.Mapping:
    for problem in document.problems:
        hint = ALIASES if problem.code == "yaml-alias" else problem.hint
        raise CannotEdit(fact=f"{fact}: {problem.fact}", hint=hint, mark=problem.mark)
    if isinstance(document.root, nodes.Mapping):
        return document.root
    raise CannotEdit(fact=f"{fact}: it is no mapping", hint=BY_HAND, mark=Mark(document.file, 1, 1))


def _moves(old: nodes.Node, new: Value) -> bool:
    """Whether keys would stand in another order if the new ones were put where the old ones stand."""
    if not (isinstance(old, nodes.Mapping) and isinstance(new, Mapping)):
        return False
    return [*(key for key in old.entries if key in new), *(key for key in new if key not in old.entries)] != list(new)


def _nested(path: Sequence[str], value: Value) -> Value:
    for key in reversed(path):
        value = {key: value}
    return value


def _is_list(value: Value) -> TypeGuard[Sequence[Value]]:
    return isinstance(value, Sequence) and not isinstance(value, str | Source) and len(value) > 0


def _applied(wanted: splice_values.Meaning, operation: Put | Drop, depth: int = 0) -> splice_values.Meaning:
    """What a file means after one operation, told from what it meant before."""
    if depth == len(operation.path):
        return splice_values.meaning(operation.value) if isinstance(operation, Put) else wanted
    key = operation.path[depth]
    inner = dict(wanted) if isinstance(wanted, dict) else {}
    if isinstance(operation, Put):
        return inner | {key: _applied(inner.get(key), operation, depth + 1)}
    if key not in inner:
        return wanted
    if depth + 1 == len(operation.path):
        del inner[key]
        return inner
    return inner | {key: _applied(inner[key], operation, depth + 1)}


def _place(document: Document, path: Sequence[str]) -> Mark:
    """The deepest key on the path that the file has, or its first place."""
    mark, node = Mark(document.file, 1, 1), document.root
    for key in path:
        if not isinstance(node, nodes.Mapping) or key not in node.entries:
            break
        entry = node.entries[key]
        mark, node = entry.key.mark, None if entry.aliased else entry.value
    return mark


def _shown(path: Sequence[str]) -> str:
    shown = ""
    for key in path:
        shown = paths.child(shown, key)
    return shown
