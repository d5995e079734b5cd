"""The schemas as one file for editors: plain JSON Schema, this platform's names in it.

An editor reads YAML's own types, so where text is wanted a number or a boolean is right too; what an environment changes may be
partial and null. Formats that are ours alone become patterns or go.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.source.schema_rules import relative

Schema = Mapping[str, Any]
ROOT = "project.json"
OURS = frozenset({"$schema", "$id", "$defs", "x-partial", "x-nullable", "x-one-of", "x-hint", "x-summary", "format"})
WHOLE = frozenset({"required", "anyOf", "minProperties"})
TEXT = ["string", "number", "boolean"]
PATTERNS = {
    "dns-label": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
    "duration": "^([0-9]+h)?([0-9]+m)?([0-9]+s)?$",
    "duration-positive": "^([0-9]+h)?([0-9]+m)?([0-9]+s)?$",
    "absolute-path": "^/",
    "http-path": "^/",
    "route-path": "^/",
    "env-name": "^[-._a-zA-Z][-._a-zA-Z0-9]*$",
}


class _Bundle:
    """One pass over the schemas from the root; each place that is referred to becomes a definition."""

    def __init__(self, schemas: Mapping[str, Any], machines: Sequence[str]) -> None:
        self._schemas = schemas
        self._machines = machines
        self.definitions: dict[str, Any] = {}

    def refer(self, base: str, reference: str, *, partial: bool, nullable: bool) -> dict[str, Any]:
        """A reference into the definitions of the one file, the definition made where it is new."""
        name, _, pointer = reference.partition("#")
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
            self.definitions[key] = self.plain(file, schema, partial=partial, nullable=nullable)
            if pointer == "/$defs/machine" and self._machines:
                self.definitions[key]["enum"] = [*self._machines, *([None] if nullable else [])]
        return {"$ref": f"#/$defs/{key}"}

    def plain(self, base: str, schema: Any, *, partial: bool = False, nullable: bool = False) -> Any:
        """A schema in the words of the standard alone."""
        if not isinstance(schema, dict):
            return schema
        partial, nullable = partial or schema.get("x-partial", False), nullable or schema.get("x-nullable", False)
        out: dict[str, Any] = {}
        for key, value in schema.items():
            if key not in OURS and not (partial and key in WHOLE):
                out |= self._word(base, key, value, partial=partial, nullable=nullable)
        if schema.get("format") in PATTERNS:
            out["pattern"] = PATTERNS[schema["format"]]
        return out

    def _word(self, base: str, key: str, value: Any, *, partial: bool, nullable: bool) -> dict[str, Any]:
        match key:
            case "$ref":
                return self.refer(base, value, partial=partial, nullable=nullable)
            case "type":
                return {"type": _types(value, nullable=nullable)}
            case "properties" | "patternProperties":
                return {key: {k: self.plain(base, v, partial=partial, nullable=nullable) for k, v in value.items()}}
            case "propertyNames":
                return _names(value)
            case "enum" if nullable:
                return {"enum": [*value, None]}
            case _:
                plain = value if key == "if" else self.plain(base, value, partial=partial, nullable=nullable)
                return {key: plain}


def _types(written: str | list[str], *, nullable: bool) -> str | list[str]:
    types = [written] if isinstance(written, str) else list(written)
    wide = [each for kind in types for each in (TEXT if kind == "string" else [kind])]
    if nullable:
        wide.append("null")
    wide = list(dict.fromkeys(wide))
    return wide[0] if len(wide) == 1 else wide


def _names(written: Schema) -> dict[str, Any]:
    if "enum" in written:
        return {"propertyNames": dict(written)}
    pattern = PATTERNS.get(written.get("format", ""))
    return {"propertyNames": {"pattern": pattern}} if pattern else {}


def schema(schemas: Mapping[str, Any], environments: Sequence[str], machines: Sequence[str]) -> dict[str, Any]:
    """The editor schema of `ml-project.yaml`; `environments` and `machines` are the platform's names."""
    bundle = _Bundle(schemas, machines)
    top: dict[str, Any] = bundle.plain(ROOT, schemas[ROOT])
    if environments:
        top["properties"]["environments"]["propertyNames"] = {"enum": list(environments)}
    standard = schemas[ROOT]["$schema"]
    return {"$schema": standard, **top, "$defs": dict(sorted(bundle.definitions.items()))}
