"""Objects of one environment in two revisions, and what a change of them does: the heart of `tidegate diff`."""

from collections.abc import Iterable, Iterator

from generator.comparison import differences, effects, hidden, matching
from generator.comparison.changes import ABSENT, FieldChange, ObjectChange
from generator.comparison.differences import Difference
from generator.comparison.matching import Match, Objects
from generator.kubernetes.effects.rule import Pair, Revision
from generator.manifest import field_path
from generator.manifest.object_template import KubernetesObject


def compare(before: Iterable[KubernetesObject], after: Iterable[KubernetesObject]) -> tuple[ObjectChange, ...]:
    """Every object that differs between two revisions of one environment of one project, in the order of kind and name."""
    was, now = matching.identified(before), matching.identified(after)
    old, new = _revision(was), _revision(now)
    return tuple(_changes(matching.matches(was, now), old, new))


def _revision(objects: Objects) -> Revision:
    by_kind: dict[str, dict[str, KubernetesObject]] = {}
    for identity, content in sorted(objects.items(), key=lambda each: each[0]):
        by_kind.setdefault(matching.known_kind(content), {})[identity.name] = content
    return Revision(by_kind)


def _changes(matches: Iterable[Match], old: Revision, new: Revision) -> Iterator[ObjectChange]:
    for before, after in matches:
        pair = Pair(before or {}, after or {}, old, new)
        if before is not None and after is not None:
            fields = tuple(_fields(pair))
            if fields:
                yield _changed(pair, fields)
        else:
            verdict = effects.of_object(_kind(pair), pair)
            yield ObjectChange(
                change="removed" if after is None else "added",
                before=before,
                after=after,
                was=None,
                fields=(),
                effect=verdict.effect,
                also=verdict.also,
                reason=verdict.reason,
                source=verdict.source,
            )


def _kind(pair: Pair) -> str:
    return matching.known_kind(pair.after or pair.before)


def _changed(pair: Pair, fields: tuple[FieldChange, ...]) -> ObjectChange:
    was, name = pair.values("metadata", "name")
    worst = effects.worst(field.effect for field in fields)
    others = effects.ordered(effect for field in fields for effect in (field.effect, *field.also))
    return ObjectChange(
        change="changed" if was == name else "renamed",
        before=pair.before,
        after=pair.after,
        was=None if was == name else str(was),
        fields=fields,
        effect=worst,
        also=tuple(effect for effect in others if effect not in {worst, effects.Effect.NONE}),
    )


def _fields(pair: Pair) -> Iterator[FieldChange]:
    kind = _kind(pair)
    for difference in differences.between(pair.before, pair.after, kind):
        for each in _shown(kind, difference):
            yield _field(kind, each, pair)


def _shown(kind: str, difference: Difference) -> Iterator[Difference]:
    """The difference, or its parts if it is a whole mapping or list of which some parts must not be shown."""
    if ABSENT in (difference.before, difference.after) and hidden.is_hidden(kind, difference):
        found = list(differences.parts(difference))
        if found:
            for part in found:
                yield from _shown(kind, part)
            return
    yield difference


def _field(kind: str, difference: Difference, pair: Pair) -> FieldChange:
    steps = difference.steps
    verdict = effects.of_field(kind, difference, pair)
    return FieldChange(
        path=f"{field_path.text(steps)}{field_path.ORDER if difference.order else ''}",
        before=difference.before,
        after=difference.after,
        effect=verdict.effect,
        also=verdict.also,
        reason=verdict.reason,
        source=verdict.source,
        hidden=hidden.is_hidden(kind, difference),
        steps=steps,
    )
