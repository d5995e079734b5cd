"""What the bundled schemas say of every field, of the team's file and of the platform's: `explain` and docs/reference.md print it.

A field is found by its path, in which the names of people (`<component>`, `<name>`) stand for any key and list items need no index.
A field may have several definitions: kinds, tools or strategies can define it differently.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from generator.source.schema_rules import relative

Schema = Mapping[str, Any]

FORMAT_NAMES: Mapping[str, str] = {
    "absolute-path": "an absolute path",
    "annotation-key": "the key of an annotation",
    "annotation-value": "text",
    "bytes": "a size (512Mi, 4Gi)",
    "bytes-or-none": "a size (512Mi, 4Gi) or none",
    "cidr": "a network (10.0.0.0/8)",
    "cpu": "CPUs (500m, 2)",
    "cpu-total": "CPUs (500m, 200)",
    "cron": "a schedule in cron syntax",
    "device": "the name of a device (nvidia.com/gpu)",
    "dns-label": "a DNS label",
    "dns-label-alpha": "a DNS label that begins with a letter",
    "dns-subdomain": "a DNS name",
    "duration": "a duration (90s, 5m, 1h30m)",
    "duration-positive": "a duration (90s, 5m, 1h30m)",
    "env-name": "the name of an environment variable",
    "environment-name": "the name of an environment",
    "host": "a host name",
    "host-pattern": "a host name, * for any text",
    "http-path": "an HTTP path",
    "image": "an image reference",
    "ip-address": "an IP address",
    "label-key": "the key of a label",
    "label-value": "the value of a label",
    "metadata-key": "the key of an annotation",
    "metadata-label": "the key of a label",
    "metric-name": "the name of a metric",
    "model-scheme": "the scheme of a URI, or *",
    "model-uri": "the URI of a model",
    "namespace-pattern": "a namespace",
    "object-annotation": "the key of an annotation",
    "pod-field": "a field of the pod",
    "port-name": "the name of a port",
    "quantity": "a quantity (100, 500m)",
    "quantity-positive": "a quantity (100, 500m)",
    "ready": "an HTTP path or none",
    "registry": "a registry, or a path in one",
    "relative-path": "a relative path",
    "route-path": "the path of a route",
    "secret-key": "a key of a Secret or ConfigMap",
    "secret-name": "the name of a Secret or ConfigMap",
    "time-zone": "a time zone (Europe/Berlin)",
    "url": "a URL",
}
"""What a value of each format is."""

ITEM = "[]"
"""The name of the items of a list."""


class Branch(NamedTuple):
    """A part of a field's schema, the file that it is in, and the condition under which it holds, empty for always."""

    file: str
    schema: Schema
    condition: str


class Field:
    """One definition of a field. `name` is its key, `<name>` for any key, or ITEM; `kinds` is empty where all or none matter."""

    def __init__(
        self,
        schemas: Mapping[str, Schema],
        branch: Branch,
        path: tuple[str, ...],
        *,
        required: bool = False,
        kinds: tuple[str, ...] = (),
    ) -> None:
        self._schemas = schemas
        self.path = path
        self.condition = branch.condition
        self.required = required
        self.kinds = kinds
        self._branches = tuple(_branches(schemas, branch._replace(condition="")))

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path[-1] if self.path else ""

    @property
    def is_free(self) -> bool:
        """Whether its name is chosen by people."""
        return self.name.startswith("<")

    @property
    def description(self) -> str:
        """What it is; empty if the schemas do not say."""
        return str(self._first("description", ""))

    @property
    def hint(self) -> str:
        """What to write."""
        return str(self._first("x-hint", ""))

    @property
    def examples(self) -> Sequence[Any]:
        """Values that are valid."""
        return tuple(self._first("examples", ()))

    @property
    def default(self) -> Any:
        """The value that stands for a missing one; None if the schemas have none, then the description may say it."""
        return self._first("default", None)

    @cached_property
    def forms(self) -> Sequence[str]:
        """The forms that a value may have, such as `an integer, 1 or more`."""
        return tuple(dict.fromkeys(form for kind in self._types() for form in self._form(kind))) or ("any value",)

    @cached_property
    def children(self) -> "Sequence[Field]":
        """The fields in it, in the order of the schemas: those of a mapping, or of the items of a list."""
        return tuple(self._children())

    def _first(self, key: str, default: Any) -> Any:
        return next((branch.schema[key] for branch in self._branches if key in branch.schema), default)

    def _types(self) -> Sequence[str]:
        for branch in self._branches:
            if "type" in branch.schema:
                written = branch.schema["type"]
                return [written] if isinstance(written, str) else [each for each in written if each != "null"]
        return ["object"] if self.children else []

    def _limits(self, kind: str) -> Mapping[str, Any]:
        """The keywords about values of one type, of all branches that such a value meets."""
        found: dict[str, Any] = {}
        for branch in self._branches:
            if branch.condition in {"", kind}:
                for key, value in branch.schema.items():
                    found.setdefault(key, value)
        return found

    def _form(self, kind: str) -> Iterator[str]:
        limits = self._limits(kind)
        if kind == "object":
            yield from self._mapping_forms()
        elif kind == "array":
            items = [child for child in self.children if child.name == ITEM]
            yield f"a list, each {' or '.join(items[0].forms)}" if items and items[0].forms else "a list"
        elif kind == "boolean":
            yield "true or false"
        elif kind == "string":
            yield " | ".join(map(str, limits["enum"])) if "enum" in limits else _text(limits)
        else:
            yield _number("an integer" if kind == "integer" else "a number", limits)

    def _mapping_forms(self) -> Iterator[str]:
        named = dict.fromkeys(child.name for child in self.children if not child.is_free and child.name != ITEM)
        free = any(child.is_free for child in self.children)
        if named:
            yield f"{{{', '.join(named)}}}"
        if free or not named:
            yield "a mapping by name" if free else "a mapping"

    def _children(self) -> "Iterator[Field]":
        known: list[tuple[str, Schema]] = []
        for branch in self._branches:
            required = branch.schema.get("required", ())
            for name, schema in branch.schema.get("properties", {}).items():
                refines = not schema.keys() & {"type", "$ref"} if isinstance(schema, Mapping) else True
                if isinstance(schema, Mapping) and (name, schema) not in known:
                    if refines and any(name == each for each, _ in known):
                        continue  # it only limits what is known of the field already
                    known.append((name, schema))
                    yield self._child(branch, name, schema, required=name in required)
            extra, item = branch.schema.get("additionalProperties"), branch.schema.get("items")
            if isinstance(extra, Mapping):
                yield self._child(branch, f"<{_singular(self.name)}>", extra)
            if isinstance(item, Mapping):
                yield self._child(branch, ITEM, item)

    def _child(self, branch: Branch, name: str, schema: Schema, *, required: bool = False) -> "Field":
        condition = "" if branch.condition in _TYPES else branch.condition
        return Field(
            self._schemas,
            Branch(branch.file, schema, condition),
            (*self.path, name),
            required=required,
            kinds=self.kinds,
        )


_TYPES = frozenset({"string", "integer", "number", "boolean", "object", "array"})


def _branches(schemas: Mapping[str, Schema], branch: Branch) -> Iterator[Branch]:
    """A schema and those that it refers to or chooses from, with their conditions."""
    yield branch
    schema = branch.schema
    if "$ref" in schema:
        name, _, pointer = schema["$ref"].partition("#")
        file = relative(branch.file, name) if name else branch.file
        target: Any = schemas[file]
        for part in pointer.split("/")[1:]:
            target = target[part]
        yield from _branches(schemas, Branch(file, target, branch.condition))
    for key in ("then", "else"):
        if isinstance(schema.get(key), Mapping):
            condition = _condition(schema["if"]) if key == "then" else _other(schema)
            yield from _branches(schemas, Branch(branch.file, schema[key], condition or branch.condition))


def _condition(test: Schema) -> str:
    """A condition in words: a type, `tool: flux`, or `with requests`."""
    if isinstance(test.get("type"), str) and "required" not in test:
        return str(test["type"])
    for name, schema in test.get("properties", {}).items():
        if "const" in schema:
            return f"{name}: {schema['const']}"
        if "enum" in schema:
            return f"{name}: {' or '.join(map(str, schema['enum']))}"
    return f"with {test['required'][0]}" if test.get("required") else ""


def _other(schema: Schema) -> str:
    """The condition of the `else` of a schema with two types; empty for others."""
    types = schema.get("type")
    condition = _condition(schema["if"])
    others = [each for each in types if each not in {condition, "null"}] if isinstance(types, list) else []
    return others[0] if condition in _TYPES and len(others) == 1 else ""


def _text(limits: Schema) -> str:
    return FORMAT_NAMES.get(limits.get("format", ""), "text")


def _number(what: str, limits: Schema) -> str:
    low, high = limits.get("minimum"), limits.get("maximum")
    if low is not None and high is not None:
        return f"{what}, {low} to {high}"
    if low is not None:
        return f"{what}, {low} or more"
    return what if high is None else f"{what}, {high} or less"


def _singular(name: str) -> str:
    """The word for one key of a mapping: `component` for `components`."""
    plain = name.strip("<>[]")
    return plain.removesuffix("s") if plain.endswith("s") and not plain.endswith("ss") else "name"


def component_fields(schemas: Mapping[str, Schema], kinds: Sequence[str]) -> Sequence[Field]:
    """The fields of components; one that kinds define differently stands there once for each definition."""
    component = schemas["project.json"]["$defs"]["component"]["properties"]["kind"]
    found: dict[tuple[str, str, bool], tuple[Branch, list[str]]] = {}
    for kind in kinds:
        file = f"kinds/{kind}.json"
        required = schemas[file].get("required", ())
        for name, schema in schemas[file]["properties"].items():
            own = Branch("project.json", component, "") if name == "kind" else Branch(file, schema, "")
            key = (name, str(own.schema), name in {*required, "kind"})
            found.setdefault(key, (own, []))[1].append(kind)
    return [
        Field(schemas, branch, ("components", "<component>", name), required=required, kinds=tuple(having))
        for (name, _, required), (branch, having) in found.items()
    ]


def component(schemas: Mapping[str, Schema], kind: str) -> Field:
    """A component of a kind as a whole."""
    file = f"kinds/{kind}.json"
    of_kind = schemas["project.json"]["$defs"]["component"]["properties"]["kind"]
    whole = {**schemas[file], "properties": {**schemas[file]["properties"], "kind": of_kind}}
    return Field(schemas, Branch(file, whole, f"kind: {kind}"), ("components", "<component>"), kinds=(kind,))


def root(schemas: Mapping[str, Schema], file: str) -> Field:
    """A file as a whole: `project.json`, `environment.json` or `platform.json`."""
    return Field(schemas, Branch(file, schemas[file], ""), ())


def find(fields: Sequence[Field], parts: Sequence[str]) -> Sequence[Field]:
    """The definitions of the field at a path, among `fields` and what is in them; none if there is no such field."""
    if not parts:
        return ()
    found: list[Field] = []
    for field in fields:
        if field.name == parts[0]:
            found += _below(field, parts[1:])
        elif field.is_free:
            for used in range(1, len(parts) + 1):  # keys of people may have dots
                below = _below(field, parts[used:])
                if below:
                    found += below
                    break
        elif field.name == ITEM:
            found += _below(field, parts[1:] if parts[0].isdecimal() else parts)
    return found


def _below(field: Field, parts: Sequence[str]) -> Sequence[Field]:
    return (field,) if not parts else find(field.children, parts)


def every(fields: Sequence[Field]) -> Iterator[Field]:
    """These fields and all that are in them, each mapping before its own; what refers to itself is followed once."""
    for field in fields:
        yield field
        yield from every(field.children)
