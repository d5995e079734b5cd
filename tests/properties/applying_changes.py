"""Applies shown changes to an object, and brings objects into one form, with no code of the comparison."""

import copy
import json
from decimal import Decimal
from typing import Any

from generator.comparison.changes import ABSENT, FieldChange
from generator.kubernetes import field_types
from generator.kubernetes.field_types import UNTYPED, FieldType
from generator.spec import quantity

Object = dict[str, Any]
UNORDERED_EXCEPT = "initContainers"


def applied(before: Object, fields: tuple[FieldChange, ...]) -> Object:
    """A copy of an object with all changed fields set to what they are after the change."""
    found = copy.deepcopy(before)
    kind = field_types.of(str(before.get("kind")))
    removed = [field for field in fields if field.after is ABSENT]
    # what goes by its position goes last, and from the end, so that the others keep theirs
    for field in [f for f in fields if f.after is not ABSENT and not f.path.endswith("(order)")]:
        _set(found, kind, field)
    for field in sorted(
        removed, key=lambda field: [step for step in field.steps if isinstance(step, int)], reverse=True
    ):
        _remove(found, kind, field)
    for field in fields:
        if field.path.endswith("(order)"):
            node, type_ = _node(found, kind, field.steps)
            by_key = {"/".join(_key(item, type_)): item for item in node}
            node[:] = [by_key[key] for key in field.after]
    return found


def _set(root: Any, kind: FieldType, field: FieldChange) -> None:
    *parents, last = field.steps
    node, type_ = _node(root, kind, tuple(parents), created=field.steps)
    value = copy.deepcopy(field.after)
    if isinstance(node, dict):
        node[str(last)] = value
    elif isinstance(last, int):
        node[last : last + 1] = [value]
    else:
        position = _position(node, type_, last)
        node[position : position + 1] = [value]


def _remove(root: Any, kind: FieldType, field: FieldChange) -> None:
    *parents, last = field.steps
    node, type_ = _node(root, kind, tuple(parents))
    if isinstance(node, dict):
        del node[str(last)]
    else:
        del node[last if isinstance(last, int) else _position(node, type_, last)]


def _node(root: Any, type_: FieldType, steps: Any, created: Any = ()) -> tuple[Any, FieldType]:
    node = root
    for number, step in enumerate(steps):
        new: Any = {} if len(created) > number + 1 and isinstance(created[number + 1], str) else []
        if isinstance(node, dict):
            node = node.setdefault(step, new)
            type_ = type_.fields.get(step, type_.items or UNTYPED)
            continue
        position = step if isinstance(step, int) else _position(node, type_, step)
        if position == len(node):
            node.append({**new, **dict(zip(type_.keys, step, strict=True))} if isinstance(step, tuple) else new)
        node, type_ = node[position], type_.items or UNTYPED
    return node, type_


def _position(items: list[Any], type_: FieldType, key: Any) -> int:
    return next((i for i, item in enumerate(items) if _key(item, type_) == key), len(items))


def _key(item: Any, type_: FieldType) -> tuple[str, ...]:
    if type_.is_set:
        return (_text(item),)
    fields = type_.items.fields if type_.items else {}
    return tuple(_text(item.get(key, fields[key].default if key in fields else None)) for key in type_.keys)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def canonical(node: Any, type_: FieldType, steps: tuple[str, ...] = ()) -> Any:
    """One form of all objects that mean the same: no defaults, quantities as numbers, sets and keyed lists sorted."""
    if isinstance(node, dict):
        found = {}
        for key, value in node.items():
            field = type_.fields.get(key, type_.items or UNTYPED)
            each = canonical(value, field, (*steps, key))
            written_out = field.unless is not None and node.get(field.unless[0]) == field.unless[1]
            has_default = field.default is not ABSENT and not written_out
            if not has_default or each != canonical(field.default, field, (*steps, key)):
                found[key] = each
        return found
    if isinstance(node, list):
        items = [canonical(item, type_.items or UNTYPED, (*steps, "*")) for item in node]
        keyed = (type_.keys or type_.is_set) and all(type_.is_set or isinstance(item, dict) for item in node)
        if keyed and steps[-1] != UNORDERED_EXCEPT:
            return sorted(items, key=lambda item: json.dumps(item, sort_keys=True, default=str))
        return items
    if type_.scalar == "quantity" and type(node) in {str, int, float}:
        try:
            return quantity.parse(str(node))
        except ValueError:
            return node
    return ("bool", node) if isinstance(node, bool) else Decimal(str(node)) if isinstance(node, float) else node
