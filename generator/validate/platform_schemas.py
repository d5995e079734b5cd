"""Validation against a platform's own schemas, which restrict the bundled ones and may use all of JSON Schema."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.errors import Mark
from generator.source import finding, nodes
from generator.source.finding import Finding


def check(schemas: Mapping[str, Any], name: str, data: Any, node: nodes.Node, mark: Mark) -> Iterator[Finding]:
    """Validate data, already valid by the bundled schema, by the platform's schema `name` (such as `kinds/service.json`)."""
    if name not in schemas:
        return
    import jsonschema  # slow to import, and few platforms have schemas
    import referencing.exceptions

    schema_errors = (
        *(referencing.exceptions.Unresolvable, jsonschema.exceptions.SchemaError, jsonschema.exceptions.UnknownType),
        *(AttributeError, LookupError, RecursionError, TypeError, ValueError, re.error),
    )
    try:
        resources = [(key, referencing.Resource.from_contents(each, _standard())) for key, each in schemas.items()]
        registry: Any = referencing.Registry().with_resources(resources)
        validator = jsonschema.Draft202012Validator(schemas[name], registry=registry)
        errors = sorted(validator.iter_errors(data), key=lambda error: list(map(str, error.absolute_path)))
    except schema_errors as error:
        fact = f"the platform's schemas/{name} cannot be used: {(str(error).splitlines() or [type(error).__name__])[0]}"
        yield Finding(
            node=node, mark=mark, path=(), fact=fact, hint="correct the platform's schema", code="platform-schema"
        )
        return
    for violation in errors:
        path = tuple(violation.absolute_path)
        error_node, error_mark = finding.locate(node, path, mark=mark)
        hint = violation.schema.get("description", "") if isinstance(violation.schema, Mapping) else ""
        yield Finding(
            node=error_node,
            mark=error_mark,
            path=path,
            fact=_fact(violation),
            hint=hint or f"see the platform's schemas/{name}, which restricts this field",
            code="platform-schema",
        )


def _fact(error: Any) -> str:
    text = str(error.message)
    return text if len(text) <= MAX_FACT_LENGTH else f"{text[: MAX_FACT_LENGTH - 1]}…"


MAX_FACT_LENGTH = 200


def _standard() -> Any:
    import referencing.jsonschema

    return referencing.jsonschema.DRAFT202012
