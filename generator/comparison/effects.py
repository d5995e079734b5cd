"""The effect of a changed field, and of an object that was added or removed, by the tables of `generator/kubernetes/effects`."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from generator.comparison import differences
from generator.comparison.differences import Difference
from generator.kubernetes.effects import tables
from generator.kubernetes.effects.effect import MEANINGS, Effect, ordered, severity, worst
from generator.kubernetes.effects.rule import Field, Pair, Verdict
from generator.manifest.field_path import ABSENT, ORDER, Step
from generator.manifest.object_fields import BROKEN

__all__ = ["MEANINGS", "Effect", "of_field", "of_object", "ordered", "worst"]

T = TypeVar("T")
NO_RULE = Verdict(Effect.UNKNOWN, "no rule says what this field does", "")
NO_TABLE = Verdict(Effect.UNKNOWN, "no rule says what objects of this kind do", "")


def of_field(kind: str, difference: Difference, pair: Pair) -> Verdict:
    """The effect of one changed field; of a whole mapping or list that comes or goes, the worst of its parts.

    A part that comes or goes, such as a container or a step, is no change of `access` where the object has its identity anyway.
    """
    return _of_part(kind, difference, pair, difference)


def _of_part(kind: str, difference: Difference, pair: Pair, whole: Difference) -> Verdict:
    """The effect of a part of what came or went as a `whole`, or of the whole itself."""
    names = (step if isinstance(step, str) else "*" for step in difference.steps)
    steps = (*names, *([ORDER] if difference.order else []))
    if ABSENT in (difference.before, difference.after) and tables.has_finer_rules(kind, steps):
        parts = [_of_part(kind, part, pair, whole) for part in differences.parts(difference)]
        if parts:
            found = max(parts, key=lambda verdict: severity(verdict.effect))
            others = (effect for part in parts for effect in part.also if effect is not found.effect)
            return found._replace(also=ordered(others))
    rule = tables.rule(kind, steps)
    if rule is None:
        return NO_RULE
    verdict = _judged(rule.judge, Field(difference.steps, difference.before, difference.after, pair))
    verdict = verdict or Verdict(rule.effect, rule.reason)
    also = tuple(effect for effect in dict.fromkeys((*rule.also, *verdict.also)) if effect is not verdict.effect)
    if Effect.ACCESS in also and difference is not whole and _is_known(difference, pair):
        also = tuple(effect for effect in also if effect is not Effect.ACCESS)
    return verdict._replace(source=verdict.source or rule.source, also=also)


def _is_known(difference: Difference, pair: Pair) -> bool:
    """Whether the other revision of the object has this value in a field of the same name."""
    value, other = (difference.after, pair.before) if difference.before is ABSENT else (difference.before, pair.after)
    return value in _named(other, difference.steps[-1])


def _named(node: Any, name: Step) -> Iterator[Any]:
    """The values of all fields of this name in a value."""
    held = node.items() if isinstance(node, Mapping) else enumerate(node) if isinstance(node, list) else ()
    for key, value in held:
        if key == name:
            yield value
        yield from _named(value, name)


def of_object(kind: str, pair: Pair) -> Verdict:
    """The effect of an object that was added or removed."""
    table = tables.of(kind)
    if table is None:
        return NO_TABLE
    whole = table.removed if pair.before else table.added
    verdict = _judged(whole.judge, pair) or Verdict(whole.effect, whole.reason)
    return verdict._replace(source=verdict.source or whole.source)


def _judged(judge: Callable[[T], Verdict | None] | None, what: T) -> Verdict | None:
    if judge is None:
        return None
    try:
        return judge(what)
    except BROKEN:  # the row itself counts
        return None
