"""Changes of objects and what they do: a row of the tests of the tables of effects."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest

from generator.comparison import compare
from generator.comparison.changes import ObjectChange
from tests.builders import objects
from tests.builders.objects import Object


class Case(NamedTuple):
    """An object of a kind before and after, and what comes of it by the page that says so.

    `after` and `before` are changes of the base object by path, or whole objects; None where there is none. `beside` are other
    objects that are there before and after, `gone` and `come` those that are there only before or only after.
    """

    name: str
    kind: str
    after: Object | None
    effect: str
    reason: str
    source: str
    also: tuple[str, ...] = ()
    before: Object | None = {}  # noqa: RUF012 - it is never changed
    beside: tuple[Object, ...] = ()
    gone: tuple[Object, ...] = ()
    come: tuple[Object, ...] = ()


class Outcome(NamedTuple):
    """The effect of a change, with the reason and source of the field that has it."""

    effect: str
    also: tuple[str, ...]
    reason: str
    source: str


Row = tuple[str, object, str, str, tuple[str, ...]]
"""A path, its new value, the effect with its reason, and further effects."""


def changed(kind: str, source: str, rows: Sequence[Row]) -> list[Case]:
    """Changes of one field each of an object, with effects that one page documents."""
    return [
        Case(
            name=f"{path} of a {kind}",
            kind=kind,
            after={path: value},
            effect=effect,
            reason=reason,
            source=source,
            also=also,
        )
        for path, value, effect, reason, also in rows
    ]


def documented(cases: Sequence[Case]) -> Callable[..., None]:
    """A test that each change has the effect that its page documents."""

    @pytest.mark.parametrize("case", cases, ids=lambda case: case.name)
    def test(case: Case) -> None:
        found, expected = outcome(case), Outcome(case.effect, case.also, case.reason, case.source)
        assert found == expected, f"{found} is not {expected}"

    return test


def outcome(case: Case) -> Outcome:
    """What the comparison says of the object that a case is about."""
    was, now = (_content(case, side) for side in (case.before, case.after))
    before = (*case.beside, *case.gone, *([was] if was is not None else []))
    after = (*case.beside, *case.come, *([now] if now is not None else []))
    (change,) = (each for each in compare.compare(before, after) if each.before is was and each.after is now)
    return _outcome(change)


def _content(case: Case, side: Object | None) -> Object | None:
    if side is None or "kind" in side:
        return side
    return objects.base(case.kind, side)


def _outcome(change: ObjectChange) -> Outcome:
    worst = next((field for field in change.fields if field.effect == change.effect), change)
    return Outcome(change.effect, change.also, worst.reason, worst.source)
