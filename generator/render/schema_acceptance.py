"""Whether an object complies with its JSON Schema, for the keywords that the schemas of Kubernetes use.

What does not comply is judged again by the package jsonschema, which says why. It takes most of the time of a run with patches,
and nearly all objects comply. Formats and keywords that begin with `x-` are no rules, as for that package.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

NO_RULES = frozenset({"$schema", "default", "description", "example", "format", "title"})


class UnknownKeywordError(Exception):
    """A schema has a keyword, or compares values, in a way that is not known here."""


def accepts(schema: Any, value: Any) -> bool:
    """Whether a value complies with a schema; False also where that is not known here."""
    try:
        return _complies(schema, value)
    except UnknownKeywordError:
        return False


def _complies(schema: Any, value: Any) -> bool:
    if isinstance(schema, bool):
        return schema
    for keyword, rule in schema.items():
        judge = JUDGES.get(keyword)
        if judge is not None:
            if not judge(rule, value, schema):
                return False
        elif keyword not in NO_RULES and not keyword.startswith("x-"):
            raise UnknownKeywordError(keyword)
    return True


def _type(rule: Any, value: Any, _: Any) -> bool:
    return any(TYPES[each](value) for each in ([rule] if isinstance(rule, str) else rule))


def _properties(rule: Mapping[str, Any], value: Any, _: Any) -> bool:
    return not isinstance(value, dict) or all(_complies(rule[key], held) for key, held in value.items() if key in rule)


def _additional(rule: Any, value: Any, schema: Mapping[str, Any]) -> bool:
    if rule is True or not isinstance(value, dict):
        return True
    if "patternProperties" in schema:
        raise UnknownKeywordError("patternProperties")
    known = schema.get("properties", {})
    return all(_complies(rule, held) for key, held in value.items() if key not in known)


def _enum(rule: list[Any], value: Any, _: Any) -> bool:
    if not isinstance(value, str):  # to JSON Schema 1 is 1.0 and not true; to Python all are equal
        raise UnknownKeywordError("enum")
    return value in rule


def _size(of: type[str] | type[list[Any]], *, least: bool) -> Callable[[int, Any, Any], bool]:
    def judge(rule: int, value: Any, _: Any) -> bool:
        return not isinstance(value, of) or (len(value) >= rule if least else len(value) <= rule)

    return judge


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


TYPES: Mapping[str, Callable[[Any], bool]] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and float(value).is_integer(),
    "null": lambda value: value is None,
    "number": _is_number,
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}
JUDGES: Mapping[str, Callable[[Any, Any, Any], bool]] = {
    "type": _type,
    "properties": _properties,
    "additionalProperties": _additional,
    "enum": _enum,
    "required": lambda rule, value, _: not isinstance(value, dict) or all(key in value for key in rule),
    "items": lambda rule, value, _: not isinstance(value, list) or all(_complies(rule, each) for each in value),
    "oneOf": lambda rule, value, _: sum(_complies(each, value) for each in rule) == 1,
    "anyOf": lambda rule, value, _: any(_complies(each, value) for each in rule),
    "not": lambda rule, value, _: not _complies(rule, value),
    "pattern": lambda rule, value, _: not isinstance(value, str) or re.search(rule, value) is not None,
    "minimum": lambda rule, value, _: not _is_number(value) or value >= rule,
    "maximum": lambda rule, value, _: not _is_number(value) or value <= rule,
    "minLength": _size(str, least=True),
    "maxLength": _size(str, least=False),
    "minItems": _size(list, least=True),
    "maxItems": _size(list, least=False),
}
