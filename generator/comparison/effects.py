"""The effect of a changed field, and of an object that was added or removed, by the tables of `generator/kubernetes/effects`."""

from generator.kubernetes.effects import tables
from generator.kubernetes.effects.effect import MEANINGS, Effect, ordered, worst
from generator.kubernetes.effects.rule import Field, Pair, Table, Verdict

__all__ = ["MEANINGS", "Effect", "of_field", "of_object", "ordered", "worst"]


def of_field(table: Table | None, pattern: tuple[str, ...], field: Field) -> Verdict:
    """The effect of one changed field; `pattern` are the steps of its path, `*` for the key of an item."""
    for rule in table.rules if table is not None else ():
        if tables.fits(rule.path, pattern):
            verdict = rule.judge(field) if rule.judge is not None else None
            return verdict or Verdict(rule.effect, rule.reason, rule.source, rule.also)
    return Verdict(Effect.UNKNOWN, "no rule says what this field does", "")


def of_object(table: Table | None, pair: Pair) -> Verdict:
    """The effect of an object that was added or removed."""
    if table is None:
        return Verdict(Effect.UNKNOWN, "no rule says what objects of this kind do", "")
    whole = table.removed if pair.before else table.added
    verdict = whole.judge(pair) if whole.judge is not None else None
    return verdict or Verdict(whole.effect, whole.reason, whole.source)
