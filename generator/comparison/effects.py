"""The effect of a changed field, and of an object that was added or removed, by the tables of `generator/kubernetes/effects`."""

from collections.abc import Callable
from typing import TypeVar

from generator.comparison import differences
from generator.comparison.differences import Difference
from generator.kubernetes.effects import tables
from generator.kubernetes.effects.effect import MEANINGS, Effect, ordered, severity, worst
from generator.kubernetes.effects.rule import Field, Pair, Verdict
from generator.manifest.field_path import ABSENT, ORDER
from generator.manifest.object_fields import BROKEN

__all__ = ["MEANINGS", "Effect", "of_field", "of_object", "ordered", "worst"]

T = TypeVar("T")
NO_RULE = Verdict(Effect.UNKNOWN, "no rule says what this field does", "")
NO_TABLE = Verdict(Effect.UNKNOWN, "no rule says what objects of this kind do", "")


def of_field(kind: str, difference: Difference, pair: Pair) -> Verdict:
    """The effect of one changed field; of a whole mapping or list that comes or goes, the worst of its parts."""
    names = (step if isinstance(step, str) else "*" for step in difference.steps)
    steps = (*names, *([ORDER] if difference.order else []))
    if ABSENT in (difference.before, difference.after) and tables.has_finer_rules(kind, steps):
        parts = [of_field(kind, part, pair) for part in differences.parts(difference)]
        if parts:
            found = max(parts, key=lambda verdict: severity(verdict.effect))
            return found._replace(also=ordered(effect for part in parts for effect in part.also))
    rule = tables.rule(kind, steps)
    if rule is None:
        return NO_RULE
    verdict = _judged(rule.judge, Field(difference.steps, difference.before, difference.after, pair))
    if verdict is None:
        return Verdict(rule.effect, rule.reason, rule.source, rule.also)
    also = tuple(dict.fromkeys((*rule.also, *verdict.also)))
    return verdict._replace(source=verdict.source or rule.source, also=also)


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
