"""The fields in which two objects of the same kind differ, as Kubernetes means them.

Lists with merge keys are compared by them, sets by value, other lists by position; so are lists of which two items have the same
keys, or one has none. A field that is left out is equal to its default.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.comparison import keyed_items, values
from generator.comparison.keyed_items import Key
from generator.kubernetes import field_types
from generator.kubernetes.field_types import UNTYPED, FieldType
from generator.manifest.field_path import ABSENT, Steps
from generator.manifest.object_template import KubernetesObject

REFERENCE = "$("
"""In the value of a variable: a reference to one before it."""
ORDERED = "initContainers"
"""Its items run one after the other."""


class Difference(NamedTuple):
    """A place with another value; `order`: the items of a list are the same in another order, by their keys.

    `inside` is what holds the value before and after: a mapping or list, ABSENT where there is none.
    """

    steps: Steps
    before: Any
    after: Any
    inside: tuple[Any, Any] = (ABSENT, ABSENT)
    order: bool = False
    type: FieldType = UNTYPED


def between(before: KubernetesObject, after: KubernetesObject, kind: str) -> Iterator[Difference]:
    """Every field that differs of two objects of a kind, in the order of the objects."""
    yield from _mappings(before, after, field_types.of(kind), ())


def parts(difference: Difference) -> Iterator[Difference]:
    """The fields of a value that only one side has, or nothing if it is none that has fields."""
    value = difference.after if difference.before is ABSENT else difference.before
    empty: Any = {} if isinstance(value, dict) else []
    before, after = ((empty if side is ABSENT else side) for side in (difference.before, difference.after))
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _mappings(before, after, _without_defaults(difference.type), difference.steps)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _lists(before, after, difference.type, difference.steps)


def _without_defaults(field: FieldType) -> FieldType:
    """The type for the parts of a value that is new as a whole: none of its fields is left out."""
    return field._replace(fields={name: each._replace(default=ABSENT) for name, each in field.fields.items()})


def _mappings(
    before: Mapping[str, Any], after: Mapping[str, Any], field: FieldType, steps: Steps
) -> Iterator[Difference]:
    fields, others = field.fields, field.items or UNTYPED
    for key in before if before.keys() == after.keys() else {**before, **after}:
        was, now = before.get(key, ABSENT), after.get(key, ABSENT)
        yield from _values(was, now, fields.get(key, others), (*steps, str(key)), (before, after))


def _values(before: Any, after: Any, field: FieldType, steps: Steps, inside: tuple[Any, Any]) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _mappings(before, after, field, steps)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _lists(before, after, field, steps)
    elif before is ABSENT or after is ABSENT:
        yield from _left_out(before, after, field, steps, inside)
    elif not values.equal(before, after, field):
        yield Difference(steps, before, after, inside, type=field)


def _left_out(before: Any, after: Any, field: FieldType, steps: Steps, inside: tuple[Any, Any]) -> Iterator[Difference]:
    """A value that one side has; the other has the default of the field, if there is one."""
    written, side = (after, inside[0]) if before is ABSENT else (before, inside[1])
    default = field.default
    if field.unless is not None and isinstance(side, dict) and side.get(field.unless[0]) == field.unless[1]:
        default = ABSENT
    if isinstance(default, dict) and isinstance(written, dict):
        was, now = (({} if each is ABSENT else each) for each in (before, after))
        yield from _mappings(was, now, field, steps)
    elif default is ABSENT or any(_values(default, written, field, steps, inside)):
        yield Difference(steps, before, after, inside, type=field)


def _lists(before: list[Any], after: list[Any], field: FieldType, steps: Steps) -> Iterator[Difference]:
    items = field.items or UNTYPED
    was, now = keyed_items.by_key(before, field), keyed_items.by_key(after, field)
    if was is None or now is None:
        for number in range(max(len(before), len(after))):
            old, new = (side[number] if number < len(side) else ABSENT for side in (before, after))
            yield from _values(old, new, items, (*steps, number), (before, after))
        return
    for key in was if was.keys() == now.keys() else {**was, **now}:
        old, new = was.get(key, ABSENT), now.get(key, ABSENT)
        yield from _values(old, new, items, (*steps, key), (before, after))
    if not field.is_set and _is_reordered([*was], [*now], matters=_order_matters(steps, (*before, *after))):
        old, new = (["/".join(key) for key in side] for side in (was, now))
        yield Difference(steps, old, new, (before, after), order=True)


def _is_reordered(before: list[Key], after: list[Key], *, matters: bool) -> bool:
    """Whether items that stay changed places, or, where the order matters, one was added that is not the last."""
    if before == after:
        return False
    was, now = set(before), set(after)
    stayed = [key for key in before if key in now]
    if stayed != [key for key in after if key in was]:
        return True
    return matters and [*stayed, *(key for key in after if key not in was)] != after


def _order_matters(steps: Steps, items: Sequence[Any]) -> bool:
    """Init containers run in their order, and a variable may only refer to those before it."""
    if not steps:
        return False
    if steps[-1] == "env":
        return any(REFERENCE in str(item.get("value", "")) for item in items if isinstance(item, dict))
    return steps[-1] == ORDERED
