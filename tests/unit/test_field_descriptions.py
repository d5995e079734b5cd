"""What the schemas say of each field: a description, and an example that is right."""

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import referencing
from referencing.jsonschema import DRAFT202012

from generator.discovery import platform_folder
from generator.validate import formats

SCHEMAS = platform_folder.bundled()
REGISTRY: Any = referencing.Registry().with_resources(
    (schema["$id"], DRAFT202012.create_resource(schema)) for schema in SCHEMAS.values()
)
FORMATS = formats.FORMATS


def fields(schema: Any, pointer: str = "#") -> Iterator[tuple[str, Any]]:
    """Every field that a schema defines: its JSON Pointer and its schema; conditions, references and x- fields are none."""
    if not isinstance(schema, dict):
        return
    for key, each in schema.items():
        if key in {"properties", "$defs"}:
            for name, field in each.items():
                if key == "properties" and isinstance(field, dict) and field.keys() - {"default"} != {"$ref"}:
                    yield f"{pointer}/{key}/{name}", field
                yield from fields(field, f"{pointer}/{key}/{name}")
        elif key not in {"if", "default", "examples", "const"}:
            yield from fields(each, f"{pointer}/{key}")


FIELDS = [(name, pointer, field) for name, schema in SCHEMAS.items() for pointer, field in fields(schema)]


def shown(field: Any) -> bool:
    """Whether a reader sees what a value can look like."""
    return bool(
        "examples" in field or "enum" in field or field.get("type") == "boolean" or "such as" in field["description"]
    )


def test_every_field_has_a_description_and_an_example() -> None:
    assert [
        f"{name}{pointer}" for name, pointer, field in FIELDS if not (field.get("description") and shown(field))
    ] == []


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_example_is_valid(name: str) -> None:
    checker = jsonschema.FormatChecker(())
    for each in FORMATS:
        checker.checks(each)(lambda value, each=each: not isinstance(value, str) or FORMATS[each](value) is None)
    for _, pointer, field in (each for each in FIELDS if each[0] == name):
        whole = {"$ref": f"{SCHEMAS[name]['$id']}{pointer}"}
        validator = jsonschema.Draft202012Validator(whole, registry=REGISTRY, format_checker=checker)
        for example in field.get("examples", ()):
            assert [f"{pointer}: {error.message}" for error in validator.iter_errors(example)] == []
