"""The headline of an environment's change: what happens, worst first, in one line, and the way out where one is needed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.comparison.changes import ObjectChange
from generator.impact import canary_bypass, release_words, words, workloads
from generator.impact.environment_change import REPLICAS, EnvironmentChange, PlacedChange
from generator.kubernetes import object_kinds
from generator.kubernetes.effects.effect import Effect, severity
from generator.release.refused_changes import REPLACE_HINT

MOVED_HINT = "keep it, or build the new one up beside the old one and move its callers"


class Clause(NamedTuple):
    """A part of a headline: what happens, and in brackets the details and the way out."""

    effect: Effect
    what: str
    details: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The clause in words."""
        details = "; ".join(filter(None, self.details))
        return f"{self.what} ({details})" if details else self.what


def of(change: EnvironmentChange) -> str:
    """The headline: `1 rolling restart (4 pods in batches of 1, about 6 min without scheduling and pulls), 2 objects changed`."""
    return ", ".join([*(each.text for each in clauses(change)), *_counts(change)])


def clauses(change: EnvironmentChange) -> list[Clause]:
    """What happens, the worst first; effects that need no word have none."""
    found: list[Clause] = []
    if change.moved is not None:
        found.append(_moved(change))
    if change.jumps:
        found.append(_jumps(change))
    told = {each.component for each in change.transitions if each.command is not None}
    for each in change.transitions:
        text = release_words.told(each, change)
        found += [Clause(_worst_of(change, each.component), text)] if text else []
    found += _replaced(change)
    for effect, word in _WORDS.items():
        if effect is Effect.REPLACED and change.moved is not None:
            continue
        objects = [
            each for each in change.objects if _concerns(each.change, effect) and not _is_told(each, effect, told)
        ]
        objects = [each for each in objects if not _is_part(each.change)] or objects
        if effect is Effect.INTERRUPTION:
            objects = [each for each in objects if not _is_only_replaced(each.change, change)]
        if effect is Effect.RESTART:
            objects = [each for each in objects if _is_replaced_by_operator(each.change)]
        if objects:
            found.append(word(objects))
    return sorted(found, key=lambda each: -severity(each.effect))


def _concerns(change: ObjectChange, effect: Effect) -> bool:
    return effect in (change.effect, *change.also)


def _is_only_replaced(each: ObjectChange, change: EnvironmentChange) -> bool:
    """Whether the replacement of a workload's pods is all that interrupts it."""
    names = {found.workload.identity for found in change.replacements if found.effect is Effect.INTERRUPTION}
    scaled = any(field.steps[:2] == REPLICAS and field.effect is Effect.INTERRUPTION for field in each.fields)
    return (each.kind.lower(), each.name) in names and not scaled


def _is_part(change: ObjectChange) -> bool:
    """Whether it is a ConfigMap under a new name: it does what the workloads do that mount it, and is not counted beside them."""
    return change.kind == "ConfigMap" and change.change == "renamed"


def _is_replaced_by_operator(change: ObjectChange) -> bool:
    """Whether an operator replaces its pods: of these no numbers are known, so that no restart of a workload tells them."""
    row = workloads.row_of(change.object)
    return row is not None and row.lasting and row.workload is None


def _is_told(each: PlacedChange, effect: Effect, told: Iterable[str]) -> bool:
    """Whether the words of a release command say this already."""
    return effect in release_words.TOLD and each.owner[0] in told


def _worst_of(change: EnvironmentChange, component: str) -> Effect:
    """The worst of the effects that a release command has on its component."""
    found = {
        effect
        for each in change.objects
        if each.owner[0] == component
        for effect in (each.change.effect, *each.change.also)
        if effect in release_words.TOLD
    }
    return next((effect for effect in change.effects if effect in found), Effect.NEW)


def _jumps(change: EnvironmentChange) -> Clause:
    facts = tuple(dict.fromkeys(each.fact for each in change.jumps))
    hints = tuple(dict.fromkeys(each.hint for each in change.jumps))
    if len(facts) == 1:
        return Clause(Effect.JUMP, facts[0], hints)
    return Clause(
        Effect.JUMP,
        f"{len(facts)} steps that no single command makes",
        (*facts[: words.LISTED], *hints[: words.LISTED]),
    )


def _moved(change: EnvironmentChange) -> Clause:
    assert change.moved is not None  # noqa: S101 - asked by the caller
    (cluster, namespace), (now_cluster, now_namespace) = change.moved, (change.cluster, change.namespace)
    if cluster != now_cluster:
        text = f"everything moves from cluster {cluster} to {now_cluster}"
        text += f" and from namespace {namespace} to {now_namespace}" if namespace != now_namespace else ""
    else:
        text = f"everything moves from namespace {namespace} to {now_namespace}"
    claims = [each.name for each in change.leftovers if each.kind == "PersistentVolumeClaim"]
    if claims:
        text += f", the claims {words.listed(claims)} stay behind, the new ones are empty"
    return Clause(Effect.REPLACED, text, (MOVED_HINT,))


def _replaced(change: EnvironmentChange) -> Iterator[Clause]:
    """The restarts and interruptions of workloads."""
    for effect, one, many in (
        (Effect.INTERRUPTION, "1 restart with an interruption", "restarts with an interruption"),
        (Effect.RESTART, "1 rolling restart", "rolling restarts"),
    ):
        group = [each for each in change.replacements if each.effect is effect and each.pods.most]
        if not group:
            continue
        way_out = next(filter(None, (canary_bypass.way_out(each, change) for each in group)), "")
        if len(group) == 1:
            yield Clause(effect, one, (words.replacement(group[0]), way_out))
            continue
        names = [f"{each.workload.name}: {words.replacement(each, without=False)}" for each in group[: words.LISTED]]
        more = [f"{len(group) - words.LISTED} more"] if len(group) > words.LISTED else []
        yield Clause(effect, f"{len(group)} {many}", (*names, *more, words.WITHOUT, way_out))


def _objects(found: Sequence[PlacedChange]) -> str:
    return words.listed([f"{each.change.kind} {each.change.name}" for each in found])


def _worded(effect: Effect, one: str, many: str, way_out: str = "") -> Callable[[Sequence[PlacedChange]], Clause]:
    def word(found: Sequence[PlacedChange]) -> Clause:
        text = one if len(found) == 1 else many.format(len(found))
        return Clause(effect, text, (_objects(found), way_out))

    return word


def _immutable(found: Sequence[PlacedChange]) -> Clause:
    """What the API server refuses; a claim has another way out than an object without data."""
    text = "1 change that the API server refuses, and the whole sync with it"
    if len(found) > 1:
        text = f"{len(found)} changes that the API server refuses, and the whole sync with them"
    way_out = REPLACE_HINT
    rows = [object_kinds.TABLE.get(each.change.kind.lower()) for each in found]
    if all(row is not None and row.has_data for row in rows):
        way_out = "make a new claim at another path, copy the data, then remove the old one"
    return Clause(Effect.IMMUTABLE, text, (_objects(found), way_out))


def _interruption(found: Sequence[PlacedChange]) -> Clause:
    """A single one is told with its reason."""
    if len(found) > 1:
        return Clause(Effect.INTERRUPTION, f"{len(found)} interruptions", (_objects(found),))
    change = found[0].change
    reasons = [field.reason for field in change.fields if Effect.INTERRUPTION in (field.effect, *field.also)]
    reason = next((each for each in (*reasons, change.reason) if each), "")
    return Clause(
        Effect.INTERRUPTION, "1 interruption", (f"{_objects(found)}: {reason}" if reason else _objects(found),)
    )


def _run(found: Sequence[PlacedChange]) -> Clause:
    """Tasks that run once, and those whose times change: of a kind that runs once no object changes, another one comes."""
    one = len(found) == 1
    text = "1 task runs" if one else f"{len(found)} tasks run"
    if all(each.change.change == "changed" for each in found):
        text = "1 task runs at other times" if one else f"{len(found)} tasks run at other times"
    return Clause(Effect.RUN, text, (_objects(found),))


def _ignored(found: Sequence[PlacedChange]) -> Clause:
    """What has the change only when it is made anew, and how to have that done."""
    text = "1 change that nobody acts on" if len(found) == 1 else f"{len(found)} changes that nobody acts on"
    hints = dict.fromkeys(_made_anew(each.change.kind) for each in found)
    return Clause(Effect.IGNORED, text, (_objects(found), *hints))


def _made_anew(kind: str) -> str:
    """How an object that is left as it is gets a change; empty for one that says itself that nothing is to be done."""
    row = object_kinds.TABLE.get(kind.lower())
    if row is not None and row.made_anew:
        return f"to have it now, {row.made_anew}"
    if row is None or row.run_pods is None:
        return ""
    what = "what runs on it ends" if row.lasting else "it runs again"
    return f"to have it now, delete it in the cluster: the GitOps tool makes it again, and {what}"


_WORDS: Mapping[Effect, Callable[[Sequence[PlacedChange]], Clause]] = {
    Effect.DATA_LOSS: _worded(
        Effect.DATA_LOSS, "1 loss of data", "{} losses of data", "copy the data first, or keep the claim"
    ),
    Effect.IMMUTABLE: _immutable,
    Effect.REPLACED: _worded(Effect.REPLACED, "1 object replaced", "{} objects replaced"),
    Effect.REMOVED: _worded(Effect.REMOVED, "1 removal", "{} removals"),
    Effect.INTERRUPTION: _interruption,
    Effect.UNKNOWN: _worded(Effect.UNKNOWN, "1 change of unknown effect", "{} changes of unknown effect"),
    Effect.ACCESS: _worded(Effect.ACCESS, "1 change of access", "{} changes of access"),
    Effect.TRAFFIC: _worded(Effect.TRAFFIC, "1 change of traffic", "{} changes of traffic"),
    Effect.RESTART: _worded(Effect.RESTART, "1 rolling restart", "{} rolling restarts"),
    Effect.RUN: _run,
    Effect.NEW: _worded(Effect.NEW, "1 start without traffic", "{} starts without traffic"),
    Effect.SCALE: _worded(Effect.SCALE, "1 change of scale", "{} changes of scale"),
    Effect.IGNORED: _ignored,
    Effect.NEXT_START: _worded(
        Effect.NEXT_START, "1 change for pods and runs that start next", "{} changes for pods and runs that start next"
    ),
}


def _counts(change: EnvironmentChange) -> Iterator[str]:
    """How many objects are added, changed and removed."""
    kinds = [each.change.change for each in change.objects]
    changed = kinds.count("changed") + kinds.count("renamed")
    for number, word in ((changed, "changed"), (kinds.count("added"), "added"), (kinds.count("removed"), "removed")):
        if number:
            yield f"{number} object{'s' * (number != 1)} {word}"
