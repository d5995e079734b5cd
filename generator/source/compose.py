"""Composition of parser events to a node tree with positions; its explicit stack cannot overflow on deeply nested input."""

import re
from collections.abc import Callable
from itertools import islice
from typing import Any

import yaml

from generator.errors import InputError, Mark
from generator.named_tuples import NamedTuple
from generator.source import syntax, yaml_differences
from generator.source.diagnostics import OpenCollection, ProblemCollector
from generator.source.nodes import Entry, Mapping, Node, Scalar, Sequence
from generator.source.scan import Scanned

_NOT_A_STRING = re.compile(
    r"[-+]?(?:[0-9]{1,99}(?:\.[0-9]{0,99})?(?:[eE][-+]?[0-9]{1,9})?|0x[0-9a-fA-F]{1,99}|0o[0-7]{1,99})|true|false"
)
"""Plain scalars that YAML 1.2 resolves to numbers or booleans."""

_NUMBER_STARTS = frozenset("+-0123456789tf")
"""How they begin; most keys need no look at the pattern."""

MAX_DEPTH = 64
MAX_NODES = 100_000
CHARACTERS_PER_VALUE = 256
"""A scalar counts as one more value for every so many characters: else aliases of a long text could fill the memory."""

LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The event parser: libyaml, or PyYAML's pure Python parser where libyaml is missing."""

_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*|\s|#[^\r\n]*)*")
_UNKNOWN_DIRECTIVE = r"(?m)^%(?!YAML\s|TAG\s)"  # not compiled at every start: few texts begin with `---`
# "" is the end of the file: libyaml assumes a newline there and gives an empty value a position after it.
_PROPERTY_STARTS = frozenset(["&", "!", ""])
_YAML_VERSIONS = (None, (1, 1), (1, 2))


class _Anchored(NamedTuple):
    """The node of an anchor, with its size and height for the limits; `node` is None until the anchored collection ends."""

    node: Node | None
    nodes: int
    height: int


class Composer:
    """Composes the tree of one text; problems go to `collector`. Call `compose` once."""

    def __init__(self, scanned: Scanned, file: str, loader: type[Any]) -> None:
        self._scanned = scanned
        self._text = scanned.text
        self._is_changed = scanned.is_changed
        self._file = file
        self._loader = loader
        self._anchors: dict[str, _Anchored] = {}
        self._node_count = 0
        self._end = 0
        self._document_count = 0
        self._file_frame = OpenCollection(
            is_mapping=False, anchor=None, mark=Mark(file, 1, 1), start=0, flow=False, nodes_before=0, indent=-1
        )
        self._stack = [self._file_frame]
        self.collector = ProblemCollector(scanned, file, self._stack)

    def compose(self) -> Node | None:
        """Return the root node, or None if the text has none; raises InputError if it is not YAML or exceeds a limit."""
        handlers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._finish,
            yaml.SequenceEndEvent: self._finish,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        loader = self._loader(self._scanned.parsed)
        next_event = loader.get_event
        try:
            while self._document_count <= 1:
                try:
                    event = next_event()
                except yaml.MarkedYAMLError as error:
                    raise InputError([syntax.problem(error, self._text, self._file, self._loader)]) from None
                except (ValueError, OverflowError):
                    # PyYAML's pure Python parser raises these for an escape beyond U+10FFFF.
                    raise InputError([syntax.bad_escape(self._mark(loader.get_mark()))]) from None
                kind = type(event)
                if kind in handlers:
                    handlers[kind](event)
                elif kind is yaml.StreamEndEvent:
                    break
        finally:
            loader.dispose()
        return self._file_frame.items[0] if self._file_frame.items else None

    def _document(self, event: Any) -> None:
        self._document_count += 1
        mark = self._mark(event.start_mark)
        if self._document_count > 1:
            hint = "a file is one document; move it to a file of its own"
            self.collector.report(mark, code="yaml-documents", fact="a second document starts here", hint=hint)
        elif event.version not in _YAML_VERSIONS:
            raise InputError([syntax.unknown_directive(mark)])
        elif unknown := re.compile(_UNKNOWN_DIRECTIVE).search(self._text, event.start_mark.index, event.end_mark.index):
            raise InputError([syntax.unknown_directive(self.collector.mark_at(unknown.start()))])
        elif event.tags:
            mark = self.collector.mark_at(self._text.find("%TAG", event.start_mark.index))
            self.collector.report(
                mark, code="yaml-tag", fact="%TAG is not allowed", hint="remove it; the field decides the type"
            )

    def _scalar(self, event: Any) -> None:
        start_mark = event.start_mark
        start, end = start_mark.index, event.end_mark.index
        mark = Mark(self._file, start_mark.line + 1, start_mark.column + 1)
        if self._text[start : start + 1] in _PROPERTY_STARTS:
            start, mark = self._after_properties(start, end)
        style, text = event.style, event.value
        parent = self._stack[-1]
        if (
            style
            or event.anchor is not None
            or (parent.flow and yaml_differences.are_possible(self._text, self._end, start, text))
        ):
            is_key = parent.entries is not None and parent.key is None
            place = yaml_differences.Place(self._text, self._end, parent.indent, parent.flow, is_key)
            self.collector.report_differences(yaml_differences.of_scalar(event, start, place))
        if style == '"':
            self.collector.check_escapes(text, start, end, mark)
        if self._is_changed:
            self.collector.record_forbidden(start, end)
            text = text.translate(self._scanned.restore)
        weight = 1 + len(text) // CHARACTERS_PER_VALUE
        self._node_count += weight
        if self._node_count > MAX_NODES:
            self._refuse_size(mark)
        self._end = end
        node = Scalar(text, not style, mark, start, end)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(node, weight, 0)
        self._add(node)

    def _start(self, event: Any) -> None:
        start, mark = event.start_mark.index, self._mark(event.start_mark)
        if self._text[start : start + 1] in _PROPERTY_STARTS:
            start, mark = self._after_properties(start, event.end_mark.index)
        self._check_depth(1, mark)
        parent = self._stack[-1]
        if event.anchor is not None or (parent.flow and self._text.find("#", self._end, start) >= 0):
            place = yaml_differences.Place(self._text, self._end, parent.indent, parent.flow)
            self.collector.report_differences(yaml_differences.of_start(event, start, place))
        self._stack.append(
            OpenCollection(
                is_mapping=type(event) is yaml.MappingStartEvent,
                anchor=event.anchor,
                mark=mark,
                start=start,
                flow=bool(event.flow_style),
                nodes_before=self._node_count,
                indent=parent.indent if event.flow_style else mark.column - 1,
            ),
        )
        self._count(1, mark)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(None, 0, 0)

    def _finish(self, event: Any) -> None:
        closed = self._stack.pop()
        # The parser ends a block at the next token, after comments; here a block ends with its last value.
        if closed.flow:
            end = event.end_mark.index
            if not yaml_differences.is_clear(self._text, min(self._end, closed.start), end):
                place = yaml_differences.Place(self._text, self._end, closed.indent, self._stack[-1].flow)
                self.collector.report_differences(yaml_differences.of_flow(closed.start, end, place))
            self._end = end
        node: Node
        if closed.entries is None:
            node = Sequence(tuple(closed.items), closed.mark, closed.start, self._end, closed.flow)
        else:
            node = Mapping(closed.entries, closed.mark, closed.start, self._end, closed.flow)
        if closed.anchor is not None and self._anchors[closed.anchor].node is None:
            self._anchors[closed.anchor] = _Anchored(node, self._node_count - closed.nodes_before, closed.height)
        self._raise_height(closed.height)
        self._add(node)

    def _alias(self, event: Any) -> None:
        mark = self._mark(event.start_mark)
        start, self._end = event.start_mark.index, event.end_mark.index
        self.collector.report_differences(yaml_differences.of_alias(event, self._text))
        node, nodes, height = self._anchors.get(event.anchor, _Anchored(None, 1, 0))
        if node is None:
            self._refuse_alias(event.anchor, mark)
            node = Scalar(text="", plain=True, mark=mark, start=start, end=self._end)
        self._count(nodes, mark)
        self._check_depth(height, mark)
        self._raise_height(height)
        parent = self._stack[-1]
        if parent.entries is not None and parent.key is None:
            # Problems of an aliased key, and of its value, are reported at the alias.
            node = node._replace(mark=mark, start=start, end=self._end)
        self._add(node, aliased=True)

    def _add(self, node: Node, *, aliased: bool = False) -> None:
        parent = self._stack[-1]
        entries = parent.entries
        if entries is None:
            parent.items.append(node)
        elif parent.key is None:
            self._key(parent, entries, node)
        else:
            if parent.keep_value:
                entries[parent.key.text] = Entry(parent.key, node, aliased)
            parent.key = None

    def _key(self, parent: OpenCollection, entries: dict[str, Entry], node: Node) -> None:
        if not isinstance(node, Scalar) and self._text.startswith("{{", node.start - 1):
            raise InputError([syntax.template(self.collector.mark_at(node.start - 1))])
        key = node if isinstance(node, Scalar) else Scalar(text="?", plain=False, mark=node.mark)
        parent.key, parent.keep_value = key, False
        if key is not node:
            self.collector.report(
                key.mark, code="yaml-key", fact="a mapping or list cannot be a key", hint="write a text as the key"
            )
        elif key.text in entries:
            fact = f"the key is already in line {entries[key.text].key.mark.line}"
            self.collector.report(key.mark, code="yaml-duplicate-key", fact=fact, hint="keep one of the two")
        elif key.is_null:
            self.collector.report(
                key.mark, code="yaml-key", fact="null cannot be a key", hint="write a text as the key, or quote it"
            )
        elif key.plain and key.text[0] in _NUMBER_STARTS and _NOT_A_STRING.fullmatch(key.text):
            self.collector.report(
                key.mark,
                code="yaml-key",
                fact=f"{key.text} is not text, but keys must be",
                hint=f'quote it: "{key.text}"',
            )
            parent.keep_value = True  # the intended key is clear, so its value is checked too
        elif key.plain and key.text == "<<":
            hint = "write the fields out, or use an alias as a value"
            self.collector.report(key.mark, code="yaml-merge-key", fact="merge keys are not allowed", hint=hint)
        else:
            parent.keep_value = True

    def _raise_height(self, height: int) -> None:
        parent = self._stack[-1]
        parent.height = max(parent.height, height + 1)

    def _count(self, nodes: int, mark: Mark) -> None:
        self._node_count += nodes
        if self._node_count > MAX_NODES:
            self._refuse_size(mark)

    def _refuse_size(self, mark: Mark) -> None:
        fact = f"the file has more than {MAX_NODES:,} values, aliases counted in full"
        self.collector.stop(mark, fact=fact, hint="split it, or use fewer aliases")

    def _check_depth(self, height: int, mark: Mark) -> None:
        # The stack holds a frame for the file too.
        if len(self._stack) - 1 + height > MAX_DEPTH:
            self.collector.stop(mark, fact=f"values are nested deeper than {MAX_DEPTH}", hint="use fewer levels")

    def _after_properties(self, start: int, end: int) -> tuple[int, Mark]:
        """Offset and mark of a value after its `&anchor`; reports a `!tag`."""
        self.collector.report_tag(start, end)
        match = _PROPERTIES.match(self._text, start, end)
        after = start if match is None else match.end()
        return after, self.collector.mark_at(after)

    def _refuse_alias(self, name: str, mark: Mark) -> None:
        if self.collector.is_full:
            return
        alias = self.collector.shown(name)
        if name in self._anchors:
            self.collector.report(
                mark,
                code="yaml-alias",
                fact=f"*{alias} is inside the value of &{alias}",
                hint="write the value itself here",
            )
            return
        known = ", ".join(f"&{self.collector.shown(anchor)}" for anchor in islice(self._anchors, 10))
        hint = f"anchors defined before it: {known}" if known else f"write &{alias} before the value that it repeats"
        self.collector.report(mark, code="yaml-alias", fact=f"*{alias} has no anchor", hint=hint)

    def _mark(self, mark: Any) -> Mark:
        return Mark(self._file, mark.line + 1, mark.column + 1)
