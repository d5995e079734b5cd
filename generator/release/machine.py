"""The state machine of a release: a state and a command give the next state, or a reason why not.

The table is in docs/releases.md#states-and-commands.

The same table judges two revisions: what is not one transition away from the revision before is a jump.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Literal, NamedTuple

from generator.spec.release import Release, Version, other_slot

Mode = Literal["slots", "in-place", "argo-rollouts", "flagger"]


class Command(StrEnum):
    """What a person can ask of a release."""

    RELEASE = "release"
    ADVANCE = "advance"
    ABORT = "abort"
    ROLLBACK = "rollback"
    FINISH = "finish"


class State(StrEnum):
    """Where a release can be, as `status` draws it."""

    STEADY = "steady"
    CANDIDATE = "candidate"
    PREVIOUS = "previous"


class Refusal(NamedTuple):
    """Why a command is not legal now, and what is."""

    fact: str
    hint: str


class Request(NamedTuple):
    """What `release` brings: the new version and, for a canary, the steps that it will take."""

    version: Version
    steps: tuple[int, ...] = ()


def state(release: Release) -> State:
    """The state that a position is in."""
    if release.candidate is not None:
        return State.CANDIDATE
    return State.STEADY if release.previous is None else State.PREVIOUS


def legal(release: Release, mode: Mode) -> tuple[Command, ...]:
    """The commands that the table allows, the usual one first."""
    if mode != "slots":
        return (Command.RELEASE,)
    return {
        State.STEADY: (Command.RELEASE,),
        State.CANDIDATE: (Command.ADVANCE, Command.ABORT),
        State.PREVIOUS: (Command.FINISH, Command.ROLLBACK),
    }[state(release)]


def move(command: Command, release: Release, mode: Mode, request: Request | None = None) -> Release | Refusal:
    """The state after a command; `request` is what `release` brings."""
    if command not in legal(release, mode):
        return _refusal(command, release, mode)
    match command:
        case Command.RELEASE:
            return _released(release, mode, request)
        case Command.ADVANCE:
            return _advanced(release)
        case Command.ABORT:
            return replace(release, step=0) if release.step else replace(release, candidate=None, steps=())
        case Command.ROLLBACK:
            return _swapped(release)
        case Command.FINISH:
            return replace(release, previous=None)


def _released(release: Release, mode: Mode, request: Request | None) -> Release:
    if request is None:
        raise TypeError("release brings a version")
    if mode != "slots":
        return replace(release, active=request.version)
    return replace(release, candidate=request.version, step=0, steps=request.steps)


def _advanced(release: Release) -> Release:
    if release.step < len(release.steps):
        return replace(release, step=release.step + 1)
    if release.candidate is None:
        raise TypeError("only a candidate advances")
    return Release(slot=other_slot(release.slot), active=release.candidate, previous=release.active)


def _swapped(release: Release) -> Release:
    if release.previous is None:
        raise TypeError("only a finished move goes back")
    return Release(slot=other_slot(release.slot), active=release.previous, previous=release.active)


BEFORE = "release the version before"
ELSEWHERE = {
    ("argo-rollouts", Command.ADVANCE): "kubectl argo rollouts promote {name} -n {namespace}",
    ("argo-rollouts", Command.ABORT): f"kubectl argo rollouts abort {{name}} -n {{namespace}}; then {BEFORE}",
    ("argo-rollouts", Command.FINISH): "nothing is left to do: the controller removes the old version by itself",
    ("flagger", Command.ADVANCE): "Flagger moves on by itself while its metrics are good",
    ("flagger", Command.ABORT): f"Flagger goes back by itself when its metrics are bad; to go back now, {BEFORE}",
    ("flagger", Command.FINISH): "nothing is left to do: Flagger removes the old version by itself",
}
"""Who does it on other engines; `{name}` and `{namespace}` are the workload's."""


def _refusal(command: Command, release: Release, mode: Mode) -> Refusal:
    if mode in {"argo-rollouts", "flagger"}:
        hint = ELSEWHERE.get((mode, command), f"{BEFORE}: its controller moves the traffic")
        return Refusal(fact=f"traffic is moved by {mode} here", hint=hint)
    if mode == "in-place":
        return Refusal(
            fact=f'there is nothing to {command}: this component changes in place and has only "active"',
            hint="use release for another version; a rollback is the release of the version before",
        )
    fact, hint = _slots(command, release)
    return Refusal(fact=fact, hint=hint)


NOT_NOW: Mapping[tuple[State, Command], tuple[str, str]] = {
    (State.STEADY, Command.ROLLBACK): (
        "there is no previous version to go back to",
        "release the version before: its pods are gone",
    ),
    (State.CANDIDATE, Command.RELEASE): (
        "a release is on its way already",
        "advance it to its end and finish, or abort it, before the next",
    ),
    (State.CANDIDATE, Command.ROLLBACK): (
        "the candidate is not active yet, so there is nothing to go back from",
        "use abort, which takes the candidate's traffic away, or advance",
    ),
    (State.CANDIDATE, Command.FINISH): (
        "the candidate does not carry all of the traffic yet",
        "advance it to its end first, or abort it",
    ),
    (State.PREVIOUS, Command.RELEASE): (
        "the previous version still runs beside the active one",
        "finish first (or rollback): there are two slots",
    ),
    (State.PREVIOUS, Command.ABORT): (
        "the candidate is active already",
        "use rollback, the previous version is still warm, or finish",
    ),
    (State.PREVIOUS, Command.ADVANCE): ("all of the traffic has moved already", "use finish, or rollback"),
}


def _slots(command: Command, release: Release) -> tuple[str, str]:
    nothing = (f"there is nothing to {command}: no release is on its way", "start one with: release")
    return NOT_NOW.get((state(release), command), nothing)


def between(before: Release, after: Release) -> Command | Refusal | None:
    """The one command that leads from one position to the other, None where they are the same, or what is missing."""
    if before == after:
        return None
    for command, reached in reachable(before, after):
        if reached == after:
            return command
    return _jump(before, after)


def reachable(before: Release, after: Release) -> Iterator[tuple[Command, Release]]:
    """Every position one command away; a `release` brings what `after` has as its candidate."""
    for command in legal(before, "slots"):
        request = Request(after.candidate, after.steps) if after.candidate is not None else None
        if command is Command.RELEASE and request is None:
            continue
        reached = move(command, before, "slots", request)
        if isinstance(reached, Release):
            yield command, reached


ONE = "one merge is one transition: each is synced before the next"


def _jump(before: Release, after: Release) -> Refusal:
    reasons = _from_candidate(before, after) if before.candidate is not None else _from_rest(before, after)
    fact, hint = next(
        iter(reasons), ("this is more than one transition", f"{' or '.join(legal(before, 'slots'))} first")
    )
    return Refusal(fact=fact, hint=f"{hint}; {ONE}")


def _from_rest(before: Release, after: Release) -> Iterator[tuple[str, str]]:
    if before.previous is not None:
        if after.candidate is not None:
            yield "a release starts before the one before is finished", "finish first"
        if after.slot != before.slot:
            yield "the slots change places and something else changes with them", "rollback first, alone"
        yield "a version changes in place while both slots run", "finish or rollback first"
    if after.slot != before.slot:
        yield f"traffic would go to slot {after.slot}, which was not there before", "release first"
    if after.active != before.active:
        yield "the active version changes in place", "use tidegate release: the new version gets its own slot"
    if after.previous is not None:
        yield f"slot {other_slot(before.slot)} would be previous without ever having been active", "remove it"
    if after.step:
        yield f"the candidate would have {after.share} % of the traffic as soon as it is there", "begin at step 0"


def _from_candidate(before: Release, after: Release) -> Iterator[tuple[str, str]]:
    last = before.step == len(before.steps)
    if after.candidate is not None:
        if (before.slot, before.active) != (after.slot, after.active):
            yield "the active version changes while a candidate is on its way", "abort first"
        if before.candidate != after.candidate:
            yield "the candidate changes on its way", "abort it, then release the other"
        if before.steps != after.steps:
            yield "the steps change on their way: they are frozen for a release", "abort first"
        ways = ["give it all of the traffic" if last else f"go to step {before.step + 1}"]
        ways += ["abort to 0"] if before.step else []
        yield f"step {before.step} to {after.step} is no single step", ", or ".join(ways)
    if after.slot == before.slot:
        if before.step:
            yield f"the candidate's slot goes while it has {before.share} % of the traffic", "abort to step 0 first"
        yield "the active version changes while a candidate is on its way", "abort first"
    if not last:
        yield (
            f"the candidate goes from {before.share} % to all of the traffic",
            f"advance to step {before.step + 1} first",
        )
    if after.previous is None:
        yield f"slot {before.slot} goes in the merge that takes its last traffic", "advance first, then finish"
    yield "a version changes with the move of the traffic", "advance first, alone"


def says(release: Release) -> str:
    """A position in a few words: `candidate at step 1 of 3, 10 % of the traffic`."""
    there = f"slot {other_slot(release.slot)}"
    match state(release):
        case State.STEADY:
            return f"steady on slot {release.slot}"
        case State.CANDIDATE:
            step = f"step {release.step} of {len(release.steps)}" if release.steps else f"step {release.step}"
            return f"candidate on {there} at {step}, {release.share} % of the traffic"
        case State.PREVIOUS:
            return f"all of the traffic on slot {release.slot}, the previous version warm on {there}"
