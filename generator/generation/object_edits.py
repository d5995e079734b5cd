"""Changes of an object as plain data: one field of it, and the operations of a patch between two states."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from generator.comparison.differences import Difference
from generator.manifest.field_path import ABSENT, Step

Operation = dict[str, Any]


def with_field(content: Mapping[str, Any], edited: Mapping[str, Any], field: Difference) -> dict[str, Any]:
    """The object with one field as it is in the edited one; the order of a list is taken over with the list."""
    changed = copy.deepcopy(dict(content))
    node, source = changed, edited
    steps = field.steps
    value = field.after
    if field.order:
        value = _get(edited, steps)
    for step in steps[:-1]:
        node, source = _get(node, (step,)), _get(source, (step,))
    _set(node, steps[-1], copy.deepcopy(value), source)
    return changed


def _get(node: Any, steps: tuple[Step, ...]) -> Any:
    for step in steps:
        node = node.get(step) if isinstance(step, str) else node[_index(node, step)]
    return node


def _index(items: list[Any], step: Step) -> int:
    """The position of an item, by itself or by the values of its merge keys; the number of items if there is none."""
    if isinstance(step, int):
        return min(step, len(items))
    wanted = {*step}
    for number, item in enumerate(items):
        texts = {str(value) for value in item.values()} if isinstance(item, dict) else {str(item)}
        if wanted <= {*texts, "TCP"}:
            return number
    return len(items)


def _set(node: Any, step: Step, value: Any, edited: Any) -> None:
    """Put a value into a mapping or list, or take it out; an item that is new stands where it does in the edited list."""
    if isinstance(node, dict):
        node.pop(step, None) if value is ABSENT else node.__setitem__(step, value)
        return
    number = _index(node, step)
    if value is ABSENT:
        del node[number : number + 1]
    elif number < len(node):
        node[number] = value
    else:
        node.insert(min(_index(edited, step), len(node)), value)


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
