"""Validation of patched objects against the Kubernetes JSON Schemas that kubeconform uses, too."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from generator.render import schema_acceptance
from generator.source import finding, paths
from generator.spec import suggest

Schemas = Callable[[str, str, str], Any]
"""Looks up a JSON Schema by Kubernetes version, `apiVersion` and `kind`; None if there is none."""

TYPE_NAMES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}
MAX_MESSAGE = 200


class SchemaViolation(NamedTuple):
    """What Kubernetes would reject at `subject`, a dotted path in the object; `meant` is the field that was probably meant."""

    subject: str
    fact: str
    hint: str = ""
    meant: str = ""


def violations(schema: Any, content: Mapping[str, Any]) -> Iterator[SchemaViolation]:
    """Yield violations of the schema, sorted by path."""
    if schema_acceptance.accepts(schema, content):
        return
    import jsonschema  # imported late: only projects with patches that are wrong need it

    errors = jsonschema.Draft202012Validator(schema).iter_errors(content)
    for error in sorted(errors, key=lambda each: list(map(str, each.absolute_path))):
        where = finding.dotted(tuple(error.absolute_path))
        if error.validator == "additionalProperties" and isinstance(error.instance, Mapping):
            known = tuple(error.schema.get("properties", ()))
            for key in sorted(error.instance.keys() - set(known)):
                meant, hint = suggest.of(key, known)
                fact = f'{where or "the object"} has no field "{key}"'
                yield SchemaViolation(subject=paths.child(where, key), fact=fact, hint=hint, meant=meant)
        elif error.validator == "type":
            yield SchemaViolation(subject=where, fact=f"{where} is not {_type_names(error.validator_value)}")
        else:
            text = str(error.message)
            shown = text if len(text) <= MAX_MESSAGE else f"{text[: MAX_MESSAGE - 1]}…"
            yield SchemaViolation(subject=where, fact=f"{where}: {shown}")


def _type_names(types: str | list[str]) -> str:
    return " or ".join(
        TYPE_NAMES.get(each, each) for each in ([types] if isinstance(types, str) else types) if each != "null"
    )
