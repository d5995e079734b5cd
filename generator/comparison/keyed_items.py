"""Items of lists by their merge keys, or of sets by their values, as Kubernetes tells them apart."""

import json
from collections.abc import Sequence
from typing import Any

from generator.kubernetes import field_types
from generator.kubernetes.field_types import UNTYPED, FieldType
from generator.manifest.field_path import ABSENT, Step, Steps

Key = tuple[str, ...]


def by_key(items: Sequence[Any], field: FieldType) -> dict[Key, Any] | None:
    """The items of a list by their keys; None if they cannot be told apart by them."""
    if not field.is_set and not field.keys:
        return None
    found: dict[Key, Any] = {}
    for item in items:
        key = _key(item, field)
        if key is None or key in found:
            return None
        found[key] = item
    return found


def position(items: Sequence[Any], step: Step, field: FieldType) -> int | None:
    """The position of the item at a step of a path; None if there is none. `field` is the type of the list."""
    if isinstance(step, int):
        return step if step < len(items) else None
    return next((number for number, item in enumerate(items) if _key(item, field) == step), None)


def value_at(node: Any, steps: Steps, field: FieldType) -> Any:
    """The value at a path in a value of a type, ABSENT where there is none."""
    for step in steps:
        if isinstance(node, list):
            number = position(node, step, field)
            node = ABSENT if number is None else node[number]
        else:
            node = node.get(step, ABSENT) if isinstance(node, dict) else ABSENT
        field = field_types.below(field, step)
    return node


def _key(item: Any, field: FieldType) -> Key | None:
    if field.is_set:
        return (_text(item),)
    if not isinstance(item, dict) or not field.keys:
        return None
    fields = field.items.fields if field.items is not None else {}
    found = [item.get(key, fields.get(key, UNTYPED).default) for key in field.keys]
    return None if any(each is ABSENT or isinstance(each, (dict, list)) for each in found) else tuple(map(_text, found))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
