"""JSON Schemas compiled to rules for the Reader: the subset of 2020-12 that the bundled schemas use.

The Reader assigns types, finds problems and records positions in one walk; the `jsonschema` package does only the second, so
it is used in a property test, as the oracle. Keywords outside the subset are rejected when a schema is compiled. `x-hint` is
the hint of messages; `description` documents a field in editors.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

from generator.source import nodes, scalars

Schema = Mapping[str, Any]

SUPPORTED_KEYWORDS = frozenset({
    "$schema", "$id", "$defs", "$ref", "title", "description", "examples", "default", "type", "enum", "const", "pattern", "format",
    "minimum", "maximum", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "required", "properties",
    "patternProperties", "additionalProperties", "propertyNames", "items", "if", "then", "else", "anyOf",
    "x-partial", "x-nullable", "x-one-of", "x-hint", "x-form", "x-summary",
})  # fmt: skip

SCALAR_KEYWORDS = frozenset({"enum", "const", "pattern", "format", "minimum", "maximum", "maxLength"})
"""Keywords, besides `type`, that restrict scalars."""
ENTRY_KEYWORDS = frozenset({
    "properties", "patternProperties", "additionalProperties", "propertyNames", "required",
    "minProperties", "maxProperties", "x-one-of",
})  # fmt: skip
"""Keywords about the entries of a mapping."""
COUNT_KEYWORDS = frozenset({"minItems", "maxItems", "minProperties", "maxProperties"})
"""Keywords about the number of entries or items."""
REFERENCE_KEYWORDS = frozenset({"$ref", "title", "description", "examples", "default", "x-hint"})
"""Keywords of a rule that does nothing but refer to another rule."""


class Library:
    """All schemas of one platform by file name; compiles rules on first use and caches them."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas
        self._rules: dict[tuple[str, str], Rule] = {}

    def rule(self, name: str, pointer: str = "") -> "Rule":
        """The rule at a JSON Pointer in the schema file `name`; KeyError if there is none."""
        known = self._rules.get((name, pointer))
        if known is None:
            schema: Any = self._schemas[name]
            for part in pointer.split("/")[1:]:
                schema = schema[part]
            known = self._rules[(name, pointer)] = Rule(self, name, schema)
        return known

    def follow(self, base: str, reference: str) -> "Rule":
        """The rule that a `$ref` in the schema file `base` refers to."""
        name, _, pointer = reference.partition("#")
        return self.rule(relative(base, name) if name else base, pointer)


def relative(base: str, name: str) -> str:
    """Resolve the file name in a reference relative to the schema file `base`."""
    folder = base.split("/")[:-1]
    while name.startswith("../"):
        folder, name = folder[:-1], name[3:]
    return "/".join([*folder, name])


class Rule:
    """One schema. Subschemas are compiled on first access, so that start-up pays only for those that are used."""

    def __init__(self, library: Library, base: str, schema: Schema | Literal[True]) -> None:
        self._library = library
        self._base = base
        self.accepts_anything = schema is True or (
            "description" in schema and schema.keys() <= {"description", "x-hint"}
        )
        self.schema: Schema = {} if schema is True else schema
        if unsupported := self.schema.keys() - SUPPORTED_KEYWORDS:
            raise ValueError(f"{base}: keywords outside the supported subset: {sorted(unsupported)}")
        get = self.schema.get
        kind = get("type")
        self.types: frozenset[str] | None = (
            None if kind is None else frozenset([kind] if isinstance(kind, str) else kind)
        )
        self.hint: str = get("x-hint", "")
        self.form: str = get("x-form", "")
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
        self.forbids_unknown_keys: bool = get("additionalProperties") is False
        self.one_of: tuple[str, ...] = tuple(get("x-one-of", ()))
        self.condition = Condition(self.schema["if"]) if "if" in self.schema else None
        names = get("propertyNames", {})
        self.name_format: str | None = names.get("format")
        self.name_pattern = re.compile(names["pattern"]) if "pattern" in names else None
        self.name_form: str = names.get("x-form", "")
        self.restricts_names = bool(names)
        self.names: frozenset[str] | None = frozenset(names["enum"]) if "enum" in names else None
        self.has_default = "default" in self.schema
        self.has_count_limits = not self.schema.keys().isdisjoint(COUNT_KEYWORDS)
        self.has_no_scalar_limits = self.schema.keys().isdisjoint(SCALAR_KEYWORDS)
        self.has_no_entry_rules = self.schema.keys().isdisjoint(ENTRY_KEYWORDS)
        self.is_bare_reference = "$ref" in self.schema and self.schema.keys() <= REFERENCE_KEYWORDS
        self.scalars: dict[tuple[str, bool], Any] = {}
        """Values of valid scalars by (text, plain): a cache for Readers."""

    def _compile(self, schema: Schema | Literal[True]) -> "Rule":
        return Rule(self._library, self._base, schema)

    @cached_property
    def reference(self) -> "Rule | None":
        """The rule that `$ref` refers to."""
        return self._library.follow(self._base, self.schema["$ref"]) if "$ref" in self.schema else None

    @cached_property
    def properties(self) -> "dict[str, Rule]":
        """Rules of the named properties."""
        return {key: self._compile(schema) for key, schema in self.schema.get("properties", {}).items()}

    @cached_property
    def patterns(self) -> "tuple[tuple[re.Pattern[str], Rule], ...]":
        """Rules of the properties whose names match."""
        return tuple(
            (re.compile(key), self._compile(schema)) for key, schema in self.schema.get("patternProperties", {}).items()
        )

    @cached_property
    def additional(self) -> "Rule | None":
        """The rule of all other properties; None if there is none or they are forbidden."""
        schema = self.schema.get("additionalProperties")
        return self._compile(schema) if isinstance(schema, Mapping) else None

    @cached_property
    def items(self) -> "Rule | None":
        """The rule of a list's items."""
        return self._compile(self.schema["items"]) if "items" in self.schema else None

    @cached_property
    def then(self) -> "Rule | None":
        """The rule that applies, too, if the condition holds."""
        return self._compile(self.schema["then"]) if "then" in self.schema else None

    @cached_property
    def otherwise(self) -> "Rule | None":
        """The rule that applies, too, if the condition does not hold."""
        return self._compile(self.schema["else"]) if "else" in self.schema else None

    @cached_property
    def known(self) -> tuple[str, ...]:
        """All property names in this rule and in those that it refers to or may apply, for suggestions."""
        known = dict.fromkeys(self.schema.get("properties", {}))
        for part in (self.reference, self.then, self.otherwise):
            known.update(dict.fromkeys(part.known if part else ()))
        return tuple(known)

    def hint_of(self, key: str) -> str:
        """The hint for a missing property."""
        part = self.properties.get(key)
        return "" if part is None else part.hint or (part.reference.hint if part.reference is not None else "")


class Condition:
    """An `if` of the bundled schemas: a type, required keys, or exact texts of keys."""

    def __init__(self, schema: Schema) -> None:
        self._type = schema.get("type")
        self._required = frozenset(schema.get("required", ()))
        self._texts = {
            key: frozenset(part["enum"] if "enum" in part else [part["const"]])
            for key, part in schema.get("properties", {}).items()
        }

    def holds(self, node: nodes.Node) -> bool:
        """Whether the condition is true for a node, whether or not the node is valid otherwise."""
        if not isinstance(node, nodes.Mapping):
            whole = isinstance(node, nodes.Scalar) and node.plain and scalars.INTEGER.match(node.text) is not None
            text = isinstance(node, nodes.Scalar) and not node.is_null
            return (self._type == "string" and text) or (self._type == "integer" and whole)
        if self._type not in {None, "object"} or not self._required <= node.entries.keys():
            return False
        for key, texts in self._texts.items():
            value = node.get(key)
            if not isinstance(value, nodes.Scalar) or value.text not in texts:
                return False
        return True
