"""JSON Schemas as rules that a reader can follow: the subset of 2020-12 that the bundled schemas are written in.

One walk decides types, finds problems and keeps their places; a second validator could do only the middle one. What the subset
leaves out is refused when a schema is compiled, and a property test holds the walk against the `jsonschema` package. `x-hint` is
the way out of what is wrong with a value: `description` says what a field is, to those who read the schema in an editor.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

from generator.source import nodes, scalars

Schema = Mapping[str, Any]

READ = frozenset({
    "$schema", "$id", "$defs", "$ref", "title", "description", "examples", "default", "type", "enum", "const", "pattern", "format",
    "minimum", "maximum", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "required", "properties",
    "patternProperties", "additionalProperties", "propertyNames", "items", "if", "then", "else", "anyOf",
    "x-partial", "x-nullable", "x-one-of", "x-hint", "x-summary",
})  # fmt: skip

LIMITS = frozenset({"enum", "const", "pattern", "format", "minimum", "maximum", "maxLength"})
"""What a scalar may break beside its type."""
MEMBERS = frozenset({
    "properties", "patternProperties", "additionalProperties", "propertyNames", "required",
    "minProperties", "maxProperties", "x-one-of",
})  # fmt: skip
"""What a rule can say of a mapping's entries."""
COUNTS = frozenset({"minItems", "maxItems", "minProperties", "maxProperties"})
"""What a rule can say of how much is in a collection."""
WORDS = frozenset({"$ref", "title", "description", "examples", "default", "x-hint"})
"""All that stands in a rule which only gives another rule its place."""


class Library:
    """All schemas of one platform by file name, and the rules made of them so far."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas
        self._rules: dict[tuple[str, str], Rule] = {}

    def rule(self, name: str, pointer: str = "") -> "Rule":
        """The rule at a JSON Pointer in the schema file `name`; KeyError where there is none."""
        found = self._rules.get((name, pointer))
        if found is None:
            schema: Any = self._schemas[name]
            for part in pointer.split("/")[1:]:
                schema = schema[part]
            found = self._rules[(name, pointer)] = Rule(self, name, schema)
        return found

    def follow(self, base: str, reference: str) -> "Rule":
        """The rule that `$ref` names, seen from the schema file `base`."""
        name, _, pointer = reference.partition("#")
        return self.rule(relative(base, name) if name else base, pointer)


def relative(base: str, name: str) -> str:
    """The schema file that a reference names, seen from `base`."""
    folder = base.split("/")[:-1]
    while name.startswith("../"):
        folder, name = folder[:-1], name[3:]
    return "/".join([*folder, name])


class Rule:
    """One schema, its parts compiled when first asked for, so that a cold start pays for what the file uses."""

    def __init__(self, library: Library, base: str, schema: Schema | Literal[True]) -> None:
        self._library = library
        self._base = base
        self.anything = schema is True or ("description" in schema and schema.keys() <= {"description", "x-hint"})
        self.schema: Schema = {} if schema is True else schema
        if unread := self.schema.keys() - READ:
            raise ValueError(f"{base}: the reader does not know {sorted(unread)}")
        get = self.schema.get
        kind = get("type")
        self.types: frozenset[str] | None = (
            None if kind is None else frozenset([kind] if isinstance(kind, str) else kind)
        )
        self.hint: str = get("x-hint", "")
        allowed: list[Any] = [self.schema["const"]] if "const" in self.schema else get("enum", [])
        self.enum: tuple[Any, ...] | None = tuple(allowed) or None
        self.pattern = re.compile(self.schema["pattern"]) if "pattern" in self.schema else None
        self.format: str | None = get("format")
        self.minimum: int | None = get("minimum")
        self.maximum: int | None = get("maximum")
        self.max_length: int | None = get("maxLength")
        self.required: tuple[str, ...] = tuple(get("required", ()))
        self.partial: bool = get("x-partial", False)
        self.nullable: bool = get("x-nullable", False)
        self.closed: bool = get("additionalProperties") is False
        self.one_of: tuple[str, ...] = tuple(get("x-one-of", ()))
        self.condition = Condition(self.schema["if"]) if "if" in self.schema else None
        names = get("propertyNames", {})
        self.name_format: str | None = names.get("format")
        self.names: frozenset[str] | None = frozenset(names["enum"]) if "enum" in names else None
        self.has_default = "default" in self.schema
        self.counted = not self.schema.keys().isdisjoint(COUNTS)
        self.free = self.schema.keys().isdisjoint(LIMITS)
        self.open = self.schema.keys().isdisjoint(MEMBERS)
        self.refers = "$ref" in self.schema and self.schema.keys() <= WORDS
        self.scalars: dict[tuple[str, bool], Any] = {}
        """What readers made of texts, plain or not, that they found no fault with."""

    def _sub(self, schema: Schema | Literal[True]) -> "Rule":
        return Rule(self._library, self._base, schema)

    @cached_property
    def reference(self) -> "Rule | None":
        """The rule that `$ref` stands for."""
        return self._library.follow(self._base, self.schema["$ref"]) if "$ref" in self.schema else None

    @cached_property
    def properties(self) -> "dict[str, Rule]":
        """Rules of the named properties."""
        return {key: self._sub(schema) for key, schema in self.schema.get("properties", {}).items()}

    @cached_property
    def patterns(self) -> "tuple[tuple[re.Pattern[str], Rule], ...]":
        """Rules of the properties whose names match."""
        return tuple(
            (re.compile(key), self._sub(schema)) for key, schema in self.schema.get("patternProperties", {}).items()
        )

    @cached_property
    def additional(self) -> "Rule | None":
        """The rule of every other property, None where there is none or they are refused."""
        schema = self.schema.get("additionalProperties")
        return self._sub(schema) if isinstance(schema, Mapping) else None

    @cached_property
    def items(self) -> "Rule | None":
        """The rule of a list's items."""
        return self._sub(self.schema["items"]) if "items" in self.schema else None

    @cached_property
    def then(self) -> "Rule | None":
        """The rule that joins in where the condition holds."""
        return self._sub(self.schema["then"]) if "then" in self.schema else None

    @cached_property
    def otherwise(self) -> "Rule | None":
        """The rule that joins in where the condition does not hold."""
        return self._sub(self.schema["else"]) if "else" in self.schema else None

    @cached_property
    def known(self) -> tuple[str, ...]:
        """Every property name that this rule or one that may join it speaks of, for did-you-mean."""
        found = dict.fromkeys(self.schema.get("properties", {}))
        for part in (self.reference, self.then, self.otherwise):
            found.update(dict.fromkeys(part.known if part else ()))
        return tuple(found)

    def hint_of(self, key: str) -> str:
        """The way out where a property is missing."""
        part = self.properties.get(key)
        return "" if part is None else part.hint or (part.reference.hint if part.reference is not None else "")


class Condition:
    """An `if` of the bundled schemas: a type, keys that are there, or one key's exact text."""

    def __init__(self, schema: Schema) -> None:
        self._kind = schema.get("type")
        self._required = frozenset(schema.get("required", ()))
        self._texts = {
            key: frozenset(part["enum"] if "enum" in part else [part["const"]])
            for key, part in schema.get("properties", {}).items()
        }

    def holds(self, node: nodes.Node) -> bool:
        """Whether it holds of what was written, right or wrong."""
        if not isinstance(node, nodes.Mapping):
            whole = isinstance(node, nodes.Scalar) and node.plain and scalars.INTEGER.match(node.text) is not None
            text = isinstance(node, nodes.Scalar) and not node.is_null
            return (self._kind == "string" and text) or (self._kind == "integer" and whole)
        if self._kind not in {None, "object"} or not self._required <= node.entries.keys():
            return False
        for key, texts in self._texts.items():
            value = node.get(key)
            if not isinstance(value, nodes.Scalar) or value.text not in texts:
                return False
        return True
