"""JSON Schemas for editors, each a single file, built from the bundled schemas and the names of the platform.

Editors use YAML's own types, so a string field must allow numbers and booleans. Overrides in environments may be partial
and null. Tidegate's own formats are replaced by patterns, limits of numbers and lists of names.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.source.schema_rules import relative
from generator.validate import editor_patterns, formats, time_zones

Schema = Mapping[str, Any]
ROOT = "project.json"
NON_STANDARD = frozenset(
    {"$schema", "$id", "$defs", "x-partial", "x-nullable", "x-one-of", "x-hint", "x-form", "x-summary", "format"}
)
COMPLETENESS = frozenset({"required", "anyOf", "minProperties"})
STRING_TYPES = ["string", "number", "boolean"]
TYPED = ("5", "0.5", "5000000", "true")
"""Texts that YAML reads as a number or boolean: a format that takes none of them is of strings alone."""


class _Bundle:
    """Collects every referenced subschema as a definition."""

    def __init__(self, schemas: Mapping[str, Any], machines: Sequence[str]) -> None:
        self._schemas = schemas
        self._machines = machines
        self.definitions: dict[str, Any] = {}

    def reference(self, base: str, target: str, *, partial: bool, nullable: bool) -> dict[str, Any]:
        """A `$ref` to the definition for `target`, which is added if it is new."""
        name, _, pointer = target.partition("#")
        file = relative(base, name) if name else base
        key = (
            f"{file.removesuffix('.json')}{pointer}".replace("/$defs/", "-")
            .replace("/properties/", "-")
            .replace("/", "-")
        )
        key += ("-partial" if partial else "") + ("-nullable" if nullable else "")
        if key not in self.definitions:
            self.definitions[key] = {}
            schema: Any = self._schemas[file]
            for part in pointer.split("/")[1:]:
                schema = schema[part]
            self.definitions[key] = self.standard(file, schema, partial=partial, nullable=nullable)
            if pointer == "/$defs/machineName" and self._machines:
                self.definitions[key]["enum"] = [*self._machines, *([None] if nullable else [])]
        return {"$ref": f"#/$defs/{key}"}

    def standard(self, base: str, schema: Any, *, partial: bool = False, nullable: bool = False) -> Any:
        """Convert a schema to standard keywords."""
        if not isinstance(schema, dict):
            return schema
        partial, nullable = partial or schema.get("x-partial", False), nullable or schema.get("x-nullable", False)
        out: dict[str, Any] = {}
        for key, value in schema.items():
            if key not in NON_STANDARD and not (partial and key in COMPLETENESS):
                out |= self._keyword(base, key, value, partial=partial, nullable=nullable)
        return out | _format(schema, nullable=nullable) if "format" in schema else out

    def _keyword(self, base: str, key: str, value: Any, *, partial: bool, nullable: bool) -> dict[str, Any]:
        match key:
            case "$ref":
                return self.reference(base, value, partial=partial, nullable=nullable)
            case "type":
                return {"type": _types(value, nullable=nullable)}
            case "properties" | "patternProperties":
                return {key: {k: self.standard(base, v, partial=partial, nullable=nullable) for k, v in value.items()}}
            case "propertyNames":
                return _property_names(value)
            case "enum" if nullable:
                return {"enum": [*value, None]}
            case "if":
                standard = _condition(value)
            case _:
                standard = self.standard(base, value, partial=partial, nullable=nullable)
        return {key: standard}


def _types(written: str | list[str], *, nullable: bool) -> str | list[str]:
    types = [written] if isinstance(written, str) else list(written)
    widened = [each for kind in types for each in (STRING_TYPES if kind == "string" else [kind])]
    if nullable:
        widened.append("null")
    widened = list(dict.fromkeys(widened))
    return widened[0] if len(widened) == 1 else widened


def _format(written: Schema, *, nullable: bool) -> dict[str, Any]:
    """A format in standard keywords: a pattern for strings, limits for numbers, and the types that it can have."""
    name = written["format"]
    if name == "time-zone":
        return {"enum": [*sorted({*time_zones.names(), "Etc/UTC"}), *([None] if nullable else [])]}
    limits = {"pattern": editor_patterns.PATTERNS[name], **editor_patterns.NUMBERS.get(name, {})}
    check = formats.FORMATS[name]
    if any(check(text) is None for text in TYPED):
        return limits
    others = [each for each in _list(written.get("type", "string")) if each != "string"]
    types = ["string", *others, *(["null"] if nullable else [])]
    return {"type": types[0] if len(types) == 1 else types, **limits}


def _list(written: str | list[str]) -> list[str]:
    return [written] if isinstance(written, str) else written


def _condition(written: Any) -> Any:
    """The same condition for values as editors type them: a text may be a number there."""
    if written == {"type": "string"}:
        return {"type": STRING_TYPES}
    return written


def _property_names(written: Schema) -> dict[str, Any]:
    if "enum" in written:
        return {"propertyNames": dict(written)}
    pattern = editor_patterns.PATTERNS.get(written.get("format", ""))
    return {"propertyNames": {"pattern": pattern}} if pattern else {}


def schema(schemas: Mapping[str, Any], environments: Sequence[str], machines: Sequence[str]) -> dict[str, Any]:
    """The editor schema of `ml-project.yaml`; `environments` and `machines` are names of the platform."""
    made = _schema(schemas, ROOT, machines)
    if environments:
        made["properties"]["environments"]["propertyNames"] = {"enum": list(environments)}
    return made


def environment_schema(schemas: Mapping[str, Any]) -> Schema:
    """The editor schema of `environments/*.yaml`: what a file inherits from its parent may be missing, or null to remove it."""
    return _schema(schemas, "environment.json", (), partial=True, nullable=True)


def platform_schema(schemas: Mapping[str, Any]) -> Schema:
    """The editor schema of `tidegate-platform.yaml`."""
    return _schema(schemas, "platform.json", ())


def _schema(
    schemas: Mapping[str, Any], root: str, machines: Sequence[str], *, partial: bool = False, nullable: bool = False
) -> dict[str, Any]:
    bundle = _Bundle(schemas, machines)
    top = bundle.standard(root, schemas[root], partial=partial, nullable=nullable)
    return {"$schema": schemas[root]["$schema"], **top, "$defs": dict(sorted(bundle.definitions.items()))}
