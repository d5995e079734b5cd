"""The fields in which two objects of the same kind differ."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from generator.manifest.field_path import ABSENT, Steps
from generator.manifest.object_template import KubernetesObject


class Difference(NamedTuple):
    """A place with another value; `order`: the items of a list are the same in another order."""

    steps: Steps
    before: Any
    after: Any
    order: bool = False


def between(before: KubernetesObject, after: KubernetesObject) -> Iterator[Difference]:
    """Every field that differs, in the order of the objects."""
    yield from _between(before, after, ())


def _between(before: Any, after: Any, steps: Steps) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            yield from _between(before.get(key, ABSENT), after.get(key, ABSENT), (*steps, str(key)))
    elif isinstance(before, list) and isinstance(after, list):
        for number in range(max(len(before), len(after))):
            was, now = (side[number] if number < len(side) else ABSENT for side in (before, after))
            yield from _between(was, now, (*steps, number))
    elif type(before) is not type(after) or before != after:
        yield Difference(steps, before, after)
