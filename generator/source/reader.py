"""Validate a node tree against a schema rule and convert it to plain data; the schema decides the type of each scalar.

A string field takes any plain scalar but null as its source text; only `true` and `false` are booleans; integers are decimal.
Reading continues after a finding, so that one run reports all of them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from generator.errors import Mark
from generator.named_tuples import NamedTuple
from generator.source import nodes, scalars, schema_messages, schema_rules
from generator.source.finding import Finding
from generator.source.format_error import FormatError
from generator.source.scalars import ABSENT
from generator.source.schema_messages import Message
from generator.source.suggestion import Suggestion, quoted

MAX_CACHED_SCALARS = 100
"""Scalars whose values a rule caches."""
SECRET_BY_NAME = frozenset({"type", "enum", "pattern", "quotes"})
"""Codes of what is said of a text that may stand where a reference to a secret is wanted."""


class Tables(NamedTuple):
    """Functions that the Reader needs: format checks by name, and `meant`, which suggests one of the known names."""

    formats: Mapping[str, Callable[[str], FormatError | None]]
    meant: Callable[[str, tuple[str, ...]], Suggestion]


class Reader:
    """Reads trees by rules and collects findings; use one for each file or resolved component.

    With `partial` nothing needs to be complete, with `nullable` any value may be null, which removes one of a lower layer.
    Readers with the same `cache` share results for common nodes: callers must not modify the returned data.
    """

    def __init__(
        self, tables: Tables, *, partial: bool = False, nullable: bool = False, cache: nodes.NodeCache | None = None
    ) -> None:
        self._tables = tables
        self._cache = cache
        self._partial = int(partial)
        self._nullable = int(nullable)
        self._complete: set[int] = set()  # mappings by id with a value for every key: several rules read the same one
        self._reported_keys: dict[int, str] = {}  # reported keys by id, and the suggested keys
        self.findings: list[Finding] = []

    def read(self, rule: schema_rules.Rule, node: nodes.Node, *, mark: Mark, path: tuple[str | int, ...] = ()) -> Any:
        """Return plain data for the node, without its invalid parts. `mark`, that of the node's key, is used for missing fields."""
        value = self._read_node(rule, node, mark, path, "")
        return None if value is ABSENT else value

    def _report(
        self, node: nodes.Node, path: tuple[str | int, ...], message: Message, *, mark: Mark | None = None
    ) -> None:
        if isinstance(node, nodes.Scalar) and schema_messages.has_typographic_quotes(node):
            message = schema_messages.typographic_quotes(node)
            mark = node.mark
            if any(each.node is node for each in self.findings):
                return
        if isinstance(node, nodes.Scalar) and message.code in SECRET_BY_NAME:
            message = schema_messages.of_named_secret(message, node, path)
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

    def _read_node(
        self, rule: schema_rules.Rule, node: nodes.Node, mark: Mark, path: tuple[str | int, ...], hint: str
    ) -> Any:
        """Read a node; valid scalars are cached in the rule by their text."""
        if not isinstance(node, nodes.Scalar):
            return self._read_uncached(rule, node, mark, path, hint)
        key = (node.text, node.plain)
        if key in rule.scalars:
            return rule.scalars[key]
        count_before = len(self.findings)
        value = self._read_uncached(rule, node, mark, path, hint)
        # Null is not cached: whether it is valid depends on the surrounding rules.
        if len(self.findings) == count_before and not node.is_null:
            if len(rule.scalars) >= MAX_CACHED_SCALARS:
                rule.scalars.clear()
            rule.scalars[key] = value
        return value

    def _read_uncached(
        self, rule: schema_rules.Rule, node: nodes.Node, mark: Mark, path: tuple[str | int, ...], hint: str
    ) -> Any:
        if rule.accepts_anything:
            return scalars.raw(node)
        hint = rule.hint or hint
        while rule.is_bare_reference and rule.reference is not None:
            rule = rule.reference
            if rule.accepts_anything:
                return scalars.raw(node)
            hint = rule.hint or hint
        self._partial += rule.partial
        self._nullable += rule.nullable
        value = ABSENT
        if rule.reference is not None and not (
            isinstance(node, nodes.Scalar) and node.is_null and rule.types and "null" in rule.types
        ):
            value = self._read_uncached(rule.reference, node, mark, path, hint)
        is_refused = value is ABSENT and rule.reference is not None and rule.types is None
        if not is_refused and (rule.types is None or self._check_type(rule, node, path, hint)):
            value = self._read_content(rule, node, mark, path, hint, value)
        self._partial -= rule.partial
        self._nullable -= rule.nullable
        return value

    def _check_type(self, rule: schema_rules.Rule, node: nodes.Node, path: tuple[str | int, ...], hint: str) -> bool:
        types = rule.types or frozenset()
        if isinstance(node, nodes.Mapping):
            is_allowed = "object" in types
        elif isinstance(node, nodes.Sequence):
            is_allowed = "array" in types
        elif node.is_null:
            is_allowed = "null" in types or self._nullable > 0
        else:
            is_allowed = "string" in types or scalars.scalar(types, node) is not ABSENT
        if not is_allowed:
            self._report(node, path, schema_messages.of_type(types, node, hint))
        return is_allowed

    def _read_content(
        self, rule: schema_rules.Rule, node: nodes.Node, mark: Mark, path: tuple[str | int, ...], hint: str, value: Any
    ) -> Any:
        if isinstance(node, nodes.Mapping):
            value = {} if value is ABSENT else value
            if not rule.has_no_entry_rules:
                value = self._read_mapping(rule, node, mark, path, hint, value)
        elif isinstance(node, nodes.Sequence):
            value = self._read_sequence(rule, node, path, hint, value)
        elif node.is_null and rule.types:
            return None
        else:
            if value is ABSENT:
                value = scalars.scalar(rule.types or frozenset(), node)
            if not (rule.has_no_scalar_limits or self._check_scalar(rule, node, path, hint, value)):
                return ABSENT
        return self._apply_condition(rule, node, mark, path, hint, value) if rule.condition is not None else value

    def _apply_condition(
        self, rule: schema_rules.Rule, node: nodes.Node, mark: Mark, path: tuple[str | int, ...], hint: str, value: Any
    ) -> Any:
        subrule = rule.then if rule.condition is not None and rule.condition.holds(node) else rule.otherwise
        if subrule is None:
            return value
        if subrule.reference is not None:
            subrule = subrule.reference
        return self._read_content(subrule, node, mark, path, subrule.hint or hint, value)

    def _read_mapping(
        self,
        rule: schema_rules.Rule,
        node: nodes.Mapping,
        mark: Mark,
        path: tuple[str | int, ...],
        hint: str,
        value: dict[str, Any],
    ) -> Any:
        displaced = frozenset[str]() if id(node) in self._complete else self._displaced(rule, node, path)
        for key, entry in node.entries.items():
            if key in displaced:
                continue
            subrule = rule.properties.get(key) or self._rule_of_others(rule, entry.key, path)
            if subrule is None or (rule.names is not None and key not in rule.names):
                continue
            if subrule.accepts_anything and key in value:
                continue
            written = entry.value
            read = ABSENT
            if type(written) is nodes.Scalar:  # most are known, without a path for messages
                read = subrule.scalars.get((written.text, written.plain), ABSENT)
            if read is ABSENT:
                read = self._read_entry(subrule, entry, (*path, key), hint)
            if read is not ABSENT:
                value[key] = read
        if rule.restricts_names:
            self._check_names(rule, node, path, hint)
        if not self._partial:
            self._check_required(rule, node, mark, path, hint)
        return value

    def _displaced(self, rule: schema_rules.Rule, node: nodes.Mapping, path: tuple[str | int, ...]) -> frozenset[str]:
        """The keys of entries that belong below another one, and of that one; they are reported, and not read."""
        for each in node.entries.values():
            value = each.value
            if type(value) is nodes.Scalar and value.plain and not value.text:
                break
        else:
            self._complete.add(id(node))
            return frozenset()
        from generator.source import displaced

        found: set[str] = set()
        for group in displaced.find(rule, node, lambda name: self._tables.meant(name, rule.known) != Suggestion()):
            first = group.keys[0]
            if id(first) not in self._reported_keys:
                self._reported_keys.update((id(key), "") for key in group.keys)
                self._report(first, (*path, first.text), displaced.message(group))
            found.update(key.text for key in (group.parent, *group.keys))
        return frozenset(found)

    def _read_entry(self, rule: schema_rules.Rule, entry: nodes.Entry, path: tuple[str | int, ...], hint: str) -> Any:
        """Read the value of a key; results for collections are cached, as environments share nodes."""
        node = entry.value
        cache = self._cache
        if cache is None or self._partial or self._nullable or isinstance(node, nodes.Scalar):
            return self._read_node(rule, node, entry.key.mark, path, hint)
        key = (id(rule), id(node))
        if key in cache:
            return cache[key].result
        count_before = len(self.findings)
        value = self._read_node(rule, node, entry.key.mark, path, hint)
        if len(self.findings) == count_before:
            cache[key] = nodes.CacheEntry((rule, node), value)
        return value

    def _rule_of_others(
        self, rule: schema_rules.Rule, key: nodes.Scalar, path: tuple[str | int, ...]
    ) -> schema_rules.Rule | None:
        """The rule of a property that is not named; None if it is unknown, which is reported, or may be anything."""
        for pattern, found in rule.patterns:
            if pattern.search(key.text):
                return found
        if rule.additional is None and rule.forbids_unknown_keys:
            self._report_unknown_key(rule, key, (*path, key.text))
        return rule.additional

    def _report_unknown_key(self, rule: schema_rules.Rule, key: nodes.Scalar, path: tuple[str | int, ...]) -> None:
        if id(key) not in self._reported_keys:
            suggestion = self._tables.meant(key.text, rule.known)
            self._report(key, path, schema_messages.unknown_key(rule, path, suggestion))
            self._reported_keys[id(key)] = suggestion.meant

    def _was_misspelt(self, key: str, node: nodes.Mapping) -> bool:
        """Whether `key` was suggested for an unknown key of the mapping: then it is not reported as missing, too."""
        return any(self._reported_keys.get(id(entry.key)) == key for entry in node.entries.values())

    def _check_names(
        self, rule: schema_rules.Rule, node: nodes.Mapping, path: tuple[str | int, ...], hint: str
    ) -> None:
        for key, entry in node.entries.items():
            if rule.names is not None and key not in rule.names:
                if id(entry.key) not in self._reported_keys:
                    self._reported_keys[id(entry.key)] = ""
                    others = ", ".join(k for k in node.entries if k in rule.names)
                    rest = f"does not go with {others}" if others else "does not stand alone"
                    fact = f"{quoted(key)} {rest}"
                    self._report(entry.key, (*path, key), Message(fact=fact, hint=hint, code="choice", subject=key))
            elif rule.name_format and (error := self._tables.formats[rule.name_format](key)):
                self._report(entry.key, (*path, key), schema_messages.of_format(error, rule.name_format, ""))
            elif rule.name_pattern and not rule.name_pattern.search(key):
                fact = f"{quoted(key)} {schema_messages.mismatch(rule.name_form)}"
                self._report(entry.key, (*path, key), Message(fact=fact, hint=hint, code="pattern"))

    def _check_required(
        self, rule: schema_rules.Rule, node: nodes.Mapping, mark: Mark, path: tuple[str | int, ...], hint: str
    ) -> None:
        for key in rule.required:
            if key not in node.entries and not self._was_misspelt(key, node):
                message = Message(
                    fact=f'"{key}" is missing', hint=rule.hint_of(key) or hint, code="missing", subject=key
                )
                self._report(node, path, message, mark=mark)
        if rule.one_of and not any(key in node.entries or self._was_misspelt(key, node) for key in rule.one_of):
            fact = f"one of {', '.join(rule.one_of)} is missing"
            message = Message(fact=fact, hint=hint, code="missing", subject=rule.one_of[0])
            self._report(node, path, message, mark=mark)
        for message in schema_messages.counts(rule, node, hint) if rule.has_count_limits else ():
            self._report(node, path, message, mark=mark)

    def _read_sequence(
        self, rule: schema_rules.Rule, node: nodes.Sequence, path: tuple[str | int, ...], hint: str, value: Any
    ) -> Any:
        for message in schema_messages.counts(rule, node, hint) if rule.has_count_limits else ():
            self._report(node, path, message)
        if rule.items is None:
            return value
        subrule = rule.items
        read = [self._read_node(subrule, item, item.mark, (*path, i), hint) for i, item in enumerate(node.items)]
        return [item for item in read if item is not ABSENT]

    def _check_scalar(
        self, rule: schema_rules.Rule, node: nodes.Scalar, path: tuple[str | int, ...], hint: str, value: Any
    ) -> bool:
        count_before = len(self.findings)
        if rule.enum is not None and value not in rule.enum:
            suggestion = self._tables.meant(node.text, tuple(str(item) for item in rule.enum))
            self._report(node, path, schema_messages.of_enum(rule, node, suggestion, hint))
        is_text = not node.is_null  # a null is judged by types alone
        if rule.format is not None and is_text and (error := self._tables.formats[rule.format](node.text)):
            self._report(node, path, schema_messages.of_format(error, rule.format, hint))
        for message in schema_messages.limits(rule, node, value, hint):
            self._report(node, path, message)
        return len(self.findings) == count_before
