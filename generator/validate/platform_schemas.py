"""A platform's own schemas: they narrow what the bundled ones allow, in all of JSON Schema's words."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.errors import Mark
from generator.source import finding, nodes
from generator.source.finding import Finding


def check(schemas: Mapping[str, Any], name: str, data: Any, node: nodes.Node, mark: Mark) -> Iterator[Finding]:
    """What the platform's schema `name` (such as `project.json` or `kinds/service.json`) refuses of data that was read already."""
    if name not in schemas:
        return
    import jsonschema  # only platforms that narrow pay for it
    import referencing.exceptions

    broken = (
        *(referencing.exceptions.Unresolvable, jsonschema.exceptions.SchemaError, jsonschema.exceptions.UnknownType),
        *(AttributeError, LookupError, RecursionError, TypeError, ValueError, re.error),
    )
    try:
        resources = [(key, referencing.Resource.from_contents(each, _standard())) for key, each in schemas.items()]
        registry: Any = referencing.Registry().with_resources(resources)
        validator = jsonschema.Draft202012Validator(schemas[name], registry=registry)
        errors = sorted(validator.iter_errors(data), key=lambda error: list(map(str, error.absolute_path)))
    except broken as error:
        fact = f"the platform's schemas/{name} cannot be used: {(str(error).splitlines() or [type(error).__name__])[0]}"
        yield Finding(
            node=node, mark=mark, path=(), fact=fact, hint="mend the platform's schema", code="platform-schema"
        )
        return
    for refused in errors:
        path = tuple(refused.absolute_path)
        found, place = finding.locate(node, path, mark=mark)
        hint = refused.schema.get("description", "") if isinstance(refused.schema, Mapping) else ""
        yield Finding(
            node=found,
            mark=place,
            path=path,
            fact=_fact(refused),
            hint=hint or f"the platform allows less here: its schemas/{name} says what",
            code="platform-schema",
        )


def _fact(error: Any) -> str:
    text = str(error.message)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


LONGEST = 200


def _standard() -> Any:
    import referencing.jsonschema

    return referencing.jsonschema.DRAFT202012
