"""What Kubernetes would refuse of a patched object's shape, by the schemas that kubeconform is given for the same objects."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from generator.source import finding, paths
from generator.spec import suggest

Schemas = Callable[[str, str, str], Any]
"""The JSON Schema of a kind for a Kubernetes version, by version, `apiVersion` and `kind`; None where there is none."""

WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}
LONGEST = 200


class Misfit(NamedTuple):
    """What Kubernetes would refuse at `subject`, a dotted path in the object; `meant` is the field that was probably meant."""

    subject: str
    fact: str
    hint: str = ""
    meant: str = ""


def misfits(schema: Any, thing: Mapping[str, Any]) -> Iterator[Misfit]:
    """What does not fit the schema, in the order of the object's paths."""
    import jsonschema  # only projects with patches pay for it

    errors = jsonschema.Draft202012Validator(schema).iter_errors(thing)
    for error in sorted(errors, key=lambda each: list(map(str, each.absolute_path))):
        where = finding.dotted(tuple(error.absolute_path))
        if error.validator == "additionalProperties" and isinstance(error.instance, Mapping):
            known = tuple(error.schema.get("properties", ()))
            for key in sorted(error.instance.keys() - set(known)):
                meant, hint = suggest.of(key, known)
                fact = f'{where or "the object"} has no field "{key}"'
                yield Misfit(subject=paths.child(where, key), fact=fact, hint=hint, meant=meant)
        elif error.validator == "type":
            yield Misfit(subject=where, fact=f"{where} is not {_wanted(error.validator_value)}")
        else:
            text = str(error.message)
            shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
            yield Misfit(subject=where, fact=f"{where}: {shown}")


def _wanted(types: str | list[str]) -> str:
    return " or ".join(
        WORDS.get(each, each) for each in ([types] if isinstance(types, str) else types) if each != "null"
    )
