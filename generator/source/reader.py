"""A parsed tree and a rule to typed plain data: the field decides the type.

Where text is wanted, any plain scalar but null is its source text; booleans are only `true` and `false`; whole numbers are
decimal. Every finding is kept, with the node it is about, so that one run shows them all.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from generator.errors import Mark
from generator.source import nodes, scalars, schema_messages, schema_rules
from generator.source.finding import Finding
from generator.source.format_error import FormatError
from generator.source.scalars import ABSENT
from generator.source.schema_messages import Message
from generator.source.suggestion import Suggestion

MOST_KEPT = 100
"""Texts that a rule remembers."""


class Tables(NamedTuple):
    """What the reader is told from above: formats by name, and what was meant by a word that is none of those known."""

    formats: Mapping[str, Callable[[str], FormatError | None]]
    meant: Callable[[str, tuple[str, ...]], Suggestion]


class Reader:
    """Reads trees by rules and gathers findings; one for each file or settled component.

    Readers with the same `known` read what their trees share once: nobody may change what they give.
    """

    def __init__(self, tables: Tables, *, partial: bool = False, known: nodes.Memory | None = None) -> None:
        self._tables = tables
        self._known = known
        self._partial = int(partial)
        self._nullable = 0
        self._refused: dict[int, str] = {}  # keys that were refused, and which were meant instead
        self.findings: list[Finding] = []

    def read(self, rule: schema_rules.Rule, node: nodes.Node, *, mark: Mark, path: tuple[str | int, ...] = ()) -> Any:
        """Plain data for the node; what was refused is left out. `mark` is the node's key, for what is missing in it."""
        value = self._value(rule, node, mark, path, "")
        return None if value is ABSENT else value

    def _find(
        self, node: nodes.Node, path: tuple[str | int, ...], message: Message, *, mark: Mark | None = None
    ) -> None:
        self.findings.append(
            Finding(
                node=node,
                mark=mark or node.mark,
                path=path,
                fact=message.fact,
                hint=message.hint,
                code=message.code,
                subject=message.subject,
                meant=message.meant,
            )
        )

    def _value(
        self, rule: schema_rules.Rule, node: nodes.Node, mark: Mark, path: tuple[str | int, ...], way: str
    ) -> Any:
        """What a rule makes of a node; a scalar that it found no fault with is not judged again, whoever wrote it."""
        if not isinstance(node, nodes.Scalar):
            return self._judged(rule, node, mark, path, way)
        key = (node.text, node.plain)
        if key in rule.scalars:
            return rule.scalars[key]
        before = len(self.findings)
        value = self._judged(rule, node, mark, path, way)
        if len(self.findings) == before and not node.is_null:  # null is one thing here and another there
            if len(rule.scalars) >= MOST_KEPT:
                rule.scalars.clear()
            rule.scalars[key] = value
        return value

    def _judged(
        self, rule: schema_rules.Rule, node: nodes.Node, mark: Mark, path: tuple[str | int, ...], way: str
    ) -> Any:
        if rule.anything:
            return scalars.raw(node)
        way = rule.hint or way
        if rule.refers and rule.reference is not None:
            return self._judged(rule.reference, node, mark, path, way)
        self._partial += rule.partial
        self._nullable += rule.nullable
        value = ABSENT
        if rule.reference is not None and not (
            isinstance(node, nodes.Scalar) and node.is_null and rule.types and "null" in rule.types
        ):
            value = self._judged(rule.reference, node, mark, path, way)
        refused = value is ABSENT and rule.reference is not None and rule.types is None
        if not refused and (rule.types is None or self._typed(rule, node, path, way)):
            value = self._content(rule, node, mark, path, way, value)
        self._partial -= rule.partial
        self._nullable -= rule.nullable
        return value

    def _typed(self, rule: schema_rules.Rule, node: nodes.Node, path: tuple[str | int, ...], way: str) -> bool:
        types = rule.types or frozenset()
        match node:
            case nodes.Mapping():
                fits = "object" in types
            case nodes.Sequence():
                fits = "array" in types
            case _ if node.is_null:
                fits = "null" in types or self._nullable > 0
            case _:
                fits = "string" in types or scalars.scalar(types, node) is not ABSENT
        if not fits:
            self._find(node, path, schema_messages.of_type(types, node, way))
        return fits

    def _content(
        self, rule: schema_rules.Rule, node: nodes.Node, mark: Mark, path: tuple[str | int, ...], way: str, value: Any
    ) -> Any:
        match node:
            case nodes.Mapping():
                value = {} if value is ABSENT else value
                if not rule.open:
                    value = self._mapping(rule, node, mark, path, way, value)
            case nodes.Sequence():
                value = self._sequence(rule, node, path, way, value)
            case _ if node.is_null and rule.types:
                return None
            case _:
                if value is ABSENT:
                    value = scalars.scalar(rule.types or frozenset(), node)
                if not (rule.free or self._scalar_fits(rule, node, path, way, value)):
                    return ABSENT
        return self._joined(rule, node, mark, path, way, value) if rule.condition is not None else value

    def _joined(
        self, rule: schema_rules.Rule, node: nodes.Node, mark: Mark, path: tuple[str | int, ...], way: str, value: Any
    ) -> Any:
        part = rule.then if rule.condition is not None and rule.condition.holds(node) else rule.otherwise
        if part is None:
            return value
        if part.reference is not None:
            part = part.reference
        return self._content(part, node, mark, path, part.hint or way, value)

    def _mapping(
        self,
        rule: schema_rules.Rule,
        node: nodes.Mapping,
        mark: Mark,
        path: tuple[str | int, ...],
        way: str,
        value: dict[str, Any],
    ) -> Any:
        properties, additional = rule.properties, rule.additional
        for key, entry in node.entries.items():
            part = properties.get(key)
            if part is None and rule.patterns:
                part = next((p for pattern, p in rule.patterns if pattern.search(key)), None)
            if part is None and additional is None:
                if rule.closed:
                    self._unknown(rule, entry.key, (*path, key))
                continue
            if rule.names is not None and key not in rule.names:
                continue
            part = part or additional
            if part is None or (part.anything and key in value):
                continue
            read = self._entry(part, entry, (*path, key), way)
            if read is not ABSENT:
                value[key] = read
        if rule.names is not None or rule.name_format is not None:
            self._names(rule, node, path, way)
        if not self._partial:
            self._complete(rule, node, mark, path, way)
        return value

    def _entry(self, rule: schema_rules.Rule, entry: nodes.Entry, path: tuple[str | int, ...], way: str) -> Any:
        """What stands under a key; a collection that other environments have too, the very same node, is read once."""
        node = entry.value
        known = self._known
        if known is None or self._partial or self._nullable or isinstance(node, nodes.Scalar):
            return self._value(rule, node, entry.key.mark, path, way)
        key = (id(rule), id(node))
        if key in known:
            return known[key].made
        before = len(self.findings)
        value = self._value(rule, node, entry.key.mark, path, way)
        if len(self.findings) == before:
            known[key] = nodes.Kept((rule, node), value)
        return value

    def _unknown(self, rule: schema_rules.Rule, key: nodes.Scalar, path: tuple[str | int, ...]) -> None:
        if id(key) not in self._refused:
            suggestion = self._tables.meant(key.text, rule.known)
            self._find(key, path, schema_messages.unknown_key(rule, key.text, suggestion))
            self._refused[id(key)] = suggestion.meant

    def _slipped(self, key: str, node: nodes.Mapping) -> bool:
        """Whether an unknown key of the mapping was probably meant to be this one: one mistake is one problem."""
        return any(self._refused.get(id(entry.key)) == key for entry in node.entries.values())

    def _names(self, rule: schema_rules.Rule, node: nodes.Mapping, path: tuple[str | int, ...], way: str) -> None:
        for key, entry in node.entries.items():
            if rule.names is not None and key not in rule.names:
                if id(entry.key) not in self._refused:
                    self._refused[id(entry.key)] = ""
                    others = ", ".join(k for k in node.entries if k in rule.names)
                    fact = f'"{schema_messages.short(key)}" does not go with {others}'
                    self._find(entry.key, (*path, key), Message(fact=fact, hint=way, code="choice", subject=key))
            elif rule.name_format and (error := self._tables.formats[rule.name_format](key)):
                self._find(entry.key, (*path, key), schema_messages.of_format(error, rule.name_format, ""))

    def _complete(
        self, rule: schema_rules.Rule, node: nodes.Mapping, mark: Mark, path: tuple[str | int, ...], way: str
    ) -> None:
        for key in rule.required:
            if key not in node.entries and not self._slipped(key, node):
                hint = rule.hint_of(key) or way
                message = Message(fact=f'"{key}" is missing', hint=hint, code="missing", subject=key)
                self._find(node, path, message, mark=mark)
        if rule.one_of and not any(key in node.entries or self._slipped(key, node) for key in rule.one_of):
            fact = f"one of {', '.join(rule.one_of)} is missing"
            self._find(node, path, Message(fact=fact, hint=way, code="missing"), mark=mark)
        for message in schema_messages.counts(rule, node, way) if rule.counted else ():
            self._find(node, path, message, mark=mark)

    def _sequence(
        self, rule: schema_rules.Rule, node: nodes.Sequence, path: tuple[str | int, ...], way: str, value: Any
    ) -> Any:
        for message in schema_messages.counts(rule, node, way) if rule.counted else ():
            self._find(node, path, message)
        if rule.items is None:
            return value
        part = rule.items
        read = [self._value(part, item, item.mark, (*path, i), way) for i, item in enumerate(node.items)]
        return [item for item in read if item is not ABSENT]

    def _scalar_fits(
        self, rule: schema_rules.Rule, node: nodes.Scalar, path: tuple[str | int, ...], way: str, value: Any
    ) -> bool:
        before = len(self.findings)
        if rule.enum is not None and value not in rule.enum:
            suggestion = self._tables.meant(node.text, tuple(str(item) for item in rule.enum))
            self._find(node, path, schema_messages.of_word(rule, node, suggestion, way))
        if rule.format is not None and (error := self._tables.formats[rule.format](node.text)):
            self._find(node, path, schema_messages.of_format(error, rule.format, way))
        for message in schema_messages.limits(rule, node, value, way):
            self._find(node, path, message)
        return len(self.findings) == before
