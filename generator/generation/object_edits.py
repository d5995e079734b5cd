"""Changes of an object as plain data: one field of it, and the operations of a patch between two states."""

import copy
from collections.abc import Iterator
from functools import reduce
from typing import Any

from generator.comparison import keyed_items, matching
from generator.comparison.differences import Difference
from generator.kubernetes import field_types
from generator.kubernetes.field_types import FieldType
from generator.manifest.field_path import ABSENT, Step
from generator.manifest.object_template import KubernetesObject

Operation = dict[str, Any]


def with_field(content: KubernetesObject, edited: KubernetesObject, field: Difference) -> KubernetesObject:
    """The object with one field as it is in the edited one; the order of a list is taken over with the list."""
    changed = copy.deepcopy(dict(content))
    kind = field_types.of(matching.known_kind(edited))
    *outer, last = field.steps
    node, source = (keyed_items.value_at(each, tuple(outer), kind) for each in (changed, edited))
    value = keyed_items.value_at(edited, field.steps, kind) if field.order else field.after
    inside = reduce(field_types.below, outer, kind)
    _set(node, last, copy.deepcopy(value), source, inside)
    return changed


def _set(node: Any, step: Step, value: Any, edited: Any, field: FieldType) -> None:
    """Put a value into a mapping or list, or take it out; an item that is new stands where it does in the edited list."""
    if isinstance(node, dict):
        node.pop(step, None) if value is ABSENT else node.__setitem__(step, value)
        return
    number = keyed_items.position(node, step, field)
    if value is ABSENT:
        if number is not None:
            del node[number]
    elif number is not None:
        node[number] = value
    else:
        place = keyed_items.position(edited, step, field)
        node.insert(len(node) if place is None else place, value)


def operations(before: Any, after: Any, path: str = "") -> Iterator[Operation]:
    """Operations of RFC 6902 that make one value of another. Of lists, what is before and after the difference stays."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            place = f"{path}/{key.replace('~', '~0').replace('/', '~1')}"
            if key not in after:
                yield {"op": "remove", "path": place}
            elif key not in before:
                yield {"op": "add", "path": place, "value": after[key]}
            else:
                yield from operations(before[key], after[key], place)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _items(before, after, path)
    elif not _same(before, after):
        yield {"op": "replace", "path": path, "value": after}


def _items(before: list[Any], after: list[Any], path: str) -> Iterator[Operation]:
    shorter = min(len(before), len(after))
    start = next((n for n in range(shorter) if not _same(before[n], after[n])), shorter)
    end = next((n for n in range(shorter - start) if not _same(before[-1 - n], after[-1 - n])), shorter - start)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    for number, (was, now) in enumerate(zip(old, new, strict=False), start):
        yield from operations(was, now, f"{path}/{number}")
    common = min(len(old), len(new))
    yield from ({"op": "remove", "path": f"{path}/{start + common}"} for _ in old[common:])
    for number, value in enumerate(new[common:], start + common):
        place = "-" if number >= len(before) else str(number)
        yield {"op": "add", "path": f"{path}/{place}", "value": value}


def _same(before: Any, after: Any) -> bool:
    """Whether values are the same, of the same type: 1 is not true."""
    if type(before) is not type(after):
        return False
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(_same(value, after[key]) for key, value in before.items())
    if isinstance(before, list):
        return len(before) == len(after) and all(map(_same, before, after))
    return bool(before == after)
