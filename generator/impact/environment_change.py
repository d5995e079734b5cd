"""What a change does to one environment of a project: its objects, their effects, and all that follows from them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.comparison import compare
from generator.comparison.changes import FieldChange, ObjectChange
from generator.errors import Problem
from generator.impact import images, replacements, state, totals, transitions, workloads
from generator.impact.images import ImageChange, Leftover
from generator.impact.replacements import Replacement
from generator.impact.state import EnvironmentKey, EnvironmentState, Owner
from generator.impact.totals import Totals
from generator.impact.transitions import Position, Transition
from generator.impact.workloads import Scale, Side
from generator.kubernetes.effects import effect as effects
from generator.kubernetes.effects.effect import Effect

REPLACING = frozenset({Effect.RESTART, Effect.INTERRUPTION})
REPLICAS = ("spec", "replicas")
_ANEW = "it comes with this where everything moves"


class PlacedChange(NamedTuple):
    """A changed object with its file, relative to the GitOps repository, and the component and slot that it belongs to."""

    change: ObjectChange
    file: str
    owner: Owner


class EnvironmentChange(NamedTuple):
    """A changed environment. `moved` is the cluster and namespace before, if they are others now; `objects` differ beside that.

    `jumps` are changes of releases that no single command makes, `transitions` those that one makes. `positions` are those of
    releases after the change, by component; `sizes` are the numbers of pods of each slot, the old ones of a slot that goes.
    """

    key: EnvironmentKey
    cluster: str
    namespace: str
    objects: tuple[PlacedChange, ...]
    effects: tuple[Effect, ...]
    moved: tuple[str, str] | None
    before: Totals
    after: Totals
    peak: Totals
    images: tuple[ImageChange, ...]
    leftovers: tuple[Leftover, ...]
    replacements: tuple[Replacement, ...]
    transitions: tuple[Transition, ...]
    jumps: tuple[Problem, ...]
    positions: Mapping[str, Position]
    sizes: Mapping[Owner, Scale]

    @property
    def effect(self) -> Effect:
        """The worst effect."""
        return self.effects[0] if self.effects else Effect.NONE


def of(
    before: EnvironmentState | None, after: EnvironmentState | None, jumps: Sequence[Problem] = ()
) -> EnvironmentChange | None:
    """The change of an environment between two revisions, of which one may lack it; None if no object differs."""
    present = after if after is not None else before
    if present is None:
        return None
    old, new = workloads.side(before), workloads.side(after)
    moved = before.place if before is not None and after is not None and _has_moved(before, after) else None
    changes = compare.compare(old.objects, new.objects)
    if moved is not None:
        follows = set(zip(moved, present.place, strict=True))
        changes = (*_elsewhere(changes, follows), *_lost(old, changes))
    if not changes and moved is None and not jumps:
        return None
    placed = tuple(_placed(changes, before, after))
    replaced = tuple(_replacements(changes, new))
    return EnvironmentChange(
        key=present.key,
        cluster=present.cluster,
        namespace=present.namespace,
        objects=placed,
        effects=effects.ordered(_effects(changes, jumps, moved=moved is not None)),
        moved=moved,
        before=totals.steady(old),
        after=totals.steady(new),
        peak=totals.peak(old, new, dict(_replacing_pods(changes, replaced))),
        images=images.changed(changes),
        leftovers=images.leftovers(changes) if moved is None else images.leftovers(_left_behind(before)),
        replacements=replaced,
        transitions=transitions.between(before, after),
        jumps=tuple(jumps),
        positions=transitions.positions(after),
        sizes={each.owner: each.scale for side in (old, new) for each in side.workloads.values()},
    )


def _elsewhere(changes: Iterable[ObjectChange], follows: Collection[tuple[str, str]]) -> Iterator[ObjectChange]:
    """The changes of an environment that moves: what differs comes anew with it; what comes or goes does so as anywhere.

    Fields that `follows` has, the values before and after, name the place alone, which is told once.
    """
    for change in changes:
        if change.change in {"added", "removed"}:
            yield change
            continue
        fields = [each for each in change.fields if not _names_the_place(each, follows)]
        if fields or change.change == "renamed":
            anew = tuple(each._replace(reason=_ANEW, **_replaced([each])) for each in fields)
            yield change._replace(fields=anew, **_replaced(fields))


def _names_the_place(field: FieldChange, follows: Collection[tuple[str, str]]) -> bool:
    return any(field.before == before and field.after == after for before, after in follows)


def _lost(old: Side, changes: Iterable[ObjectChange]) -> Iterator[ObjectChange]:
    """What goes with its data where everything moves, also if it comes again: the new one is empty."""
    told = {id(each.before) for each in changes if each.change == "removed"}
    for each in compare.compare(old.objects, ()):
        if each.effect is Effect.DATA_LOSS and id(each.before) not in told:
            yield each


def _replaced(fields: Sequence[FieldChange]) -> dict[str, Any]:
    """That what has these fields is replaced; who may do what changes with it all the same."""
    access = any(Effect.ACCESS in (each.effect, *each.also) for each in fields)
    return {"effect": Effect.REPLACED, "also": (Effect.ACCESS,) if access else ()}


def _has_moved(before: EnvironmentState, after: EnvironmentState) -> bool:
    """Whether it is elsewhere; an overlay that somebody has removed does not tell where it was."""
    return before.place != after.place and all(before.place) and all(after.place)


def _effects(changes: Iterable[ObjectChange], jumps: Sequence[Problem], *, moved: bool) -> Iterator[Effect]:
    if moved:
        yield Effect.REPLACED
    if jumps:
        yield Effect.JUMP
    for change in changes:
        yield change.effect
        yield from change.also


def _left_behind(before: EnvironmentState | None) -> Iterator[ObjectChange]:
    """All objects of an environment that moves, as removed ones."""
    for each in before.objects if before is not None else ():
        yield ObjectChange("removed", each.object, None, None, (), Effect.REPLACED, ())


def _placed(
    changes: Iterable[ObjectChange], before: EnvironmentState | None, after: EnvironmentState | None
) -> Iterator[PlacedChange]:
    files: Mapping[int, str] = {
        id(each.object): each.file for side in (before, after) for each in (side.objects if side is not None else ())
    }
    for change in changes:
        yield PlacedChange(change, files.get(id(change.object), ""), state.owner(change.object))


def _replacements(changes: Iterable[ObjectChange], after: Side) -> Iterator[Replacement]:
    """The workloads that replace their pods."""
    for change in changes:
        workload = after.workloads.get(state.identity(change.object))
        if workload is not None and change.after is not None and change.before is not None:
            replacing = effects.worst(_replacing(change))
            if replacing is not Effect.NONE:
                yield replacements.of(workload, replacing)


def _replacing_pods(
    changes: Iterable[ObjectChange], replaced: Iterable[Replacement]
) -> Iterator[tuple[tuple[str, str], Effect]]:
    """The objects whose pods are replaced: workloads, and clusters beside which another one starts."""
    for change in changes:
        row = workloads.row_of(change.object)
        if row is not None and row.lasting and Effect.TRAFFIC in (change.effect, *change.also):
            yield state.identity(change.object), Effect.TRAFFIC
    yield from ((each.workload.identity, each.effect) for each in replaced)


def _replacing(change: ObjectChange) -> Iterator[Effect]:
    """What the changes of its pod template do; a number of pods that falls interrupts, too, but replaces none."""
    for field in change.fields:
        if field.steps[:2] != REPLICAS:
            yield from REPLACING.intersection((field.effect, *field.also))
