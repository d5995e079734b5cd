"""The state machine of a release: a state and a command give the next state, or a refusal.

The table is in docs/releases.md#states-and-commands.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, NamedTuple

from generator.source.finding import Path
from generator.spec.release import Release, Version, other_slot

Mode = Literal["slots", "predictors", "revisions", "in-place", "argo-rollouts", "flagger"]


SLOTTED: tuple[Mode, ...] = ("slots", "predictors")
"""Modes in which each of two versions has a slot; those of KServe's predictors differ in their capacity."""
MOVED_BY_COMMITS: tuple[Mode, ...] = (*SLOTTED, "revisions")
"""Modes with two versions side by side. With `revisions` there are no slots: the version before is not kept, and one that comes
back is a candidate without steps. If that is the active version itself, its traffic stays on it meanwhile."""


class Command(StrEnum):
    """The commands that change a release."""

    RELEASE = "release"
    ADVANCE = "advance"
    ABORT = "abort"
    ROLLBACK = "rollback"
    FINISH = "finish"


class State(StrEnum):
    """The states of a release, as `tidegate status` shows them."""

    STEADY = "steady"
    CANDIDATE = "candidate"
    PREVIOUS = "previous"


class Refusal(NamedTuple):
    """Why a command or change is refused, and what to do instead; `path` is what makes the change in the component, if it does."""

    fact: str
    hint: str
    path: Path = ()


class Request(NamedTuple):
    """The new version of a `release` command and, for a canary, its steps in per cent of the traffic."""

    version: Version
    steps: tuple[int, ...] = ()


def state(release: Release) -> State:
    """The state of a release."""
    if release.candidate is not None:
        return State.CANDIDATE
    return State.STEADY if release.previous is None else State.PREVIOUS


def legal_commands(release: Release, mode: Mode) -> tuple[Command, ...]:
    """The commands that the table allows, the most usual one first."""
    if mode not in MOVED_BY_COMMITS:
        return (Command.RELEASE,)
    if _comes_back(release, mode):
        return (Command.ADVANCE,)
    return {
        State.STEADY: (Command.RELEASE,),
        State.CANDIDATE: (Command.ADVANCE, Command.ABORT),
        State.PREVIOUS: (Command.FINISH, Command.ROLLBACK),
    }[state(release)]


def _comes_back(release: Release, mode: Mode) -> bool:
    """Whether the active version is on its way back as the newest revision, which only `advance` ends."""
    return mode == "revisions" and release.returns


def apply(command: Command, release: Release, mode: Mode, request: Request | None = None) -> Release | Refusal:
    """The release after a command, or why it is refused; `request` is required for `release` (TypeError)."""
    if command not in legal_commands(release, mode):
        return _refusal(command, release, mode)
    match command:
        case Command.RELEASE:
            return _after_release(release, mode, request)
        case Command.ADVANCE:
            return _after_advance(release, mode)
        case Command.ABORT:
            return _after_abort(release, mode)
        case Command.ROLLBACK:
            return _after_rollback(release, mode)
        case Command.FINISH:
            return release._replace(previous=None)


def _after_release(release: Release, mode: Mode, request: Request | None) -> Release:
    if request is None:
        raise TypeError("release brings a version")
    if mode not in MOVED_BY_COMMITS:
        return release._replace(active=request.version)
    return release._replace(candidate=request.version, step=0, steps=request.steps)


def _after_advance(release: Release, mode: Mode) -> Release:
    if release.step < len(release.steps):
        return release._replace(step=release.step + 1)
    if release.candidate is None:
        raise TypeError("only a candidate advances")
    if mode == "revisions":
        return Release(active=release.candidate, previous=None if release.returns else release.active)
    return Release(slot=other_slot(release.slot), active=release.candidate, previous=release.active)


def _after_abort(release: Release, mode: Mode) -> Release:
    if release.step:
        return release._replace(step=0)
    return release._replace(candidate=release.active if mode == "revisions" else None, steps=())


def _after_rollback(release: Release, mode: Mode) -> Release:
    if release.previous is None:
        raise TypeError("only a finished move goes back")
    if mode == "revisions":
        return Release(active=release.active, candidate=release.previous)
    return Release(slot=other_slot(release.slot), active=release.previous, previous=release.active)


RELEASE_PREVIOUS = "release the version before"
CONTROLLER_HINTS = {
    ("argo-rollouts", Command.ADVANCE): "kubectl argo rollouts promote {name} -n {namespace}",
    ("argo-rollouts", Command.ABORT): f"kubectl argo rollouts abort {{name}} -n {{namespace}}; then {RELEASE_PREVIOUS}",
    ("argo-rollouts", Command.FINISH): "nothing is left to do: the controller removes the old version by itself",
    ("flagger", Command.ADVANCE): "Flagger moves on by itself while its metrics are good",
    (
        "flagger",
        Command.ABORT,
    ): (
        f"Flagger goes back by itself when its metrics are bad; to go back now, {RELEASE_PREVIOUS}. "
        "After a failed analysis the Canary stays Failed, although the version before runs, until another version is released"
    ),
    ("flagger", Command.FINISH): "nothing is left to do: Flagger removes the old version by itself",
}
"""How to do the same where a controller moves the traffic; `{name}` and `{namespace}` are the workload's."""


def _refusal(command: Command, release: Release, mode: Mode) -> Refusal:
    if mode in {"argo-rollouts", "flagger"}:
        hint = CONTROLLER_HINTS.get((mode, command), f"{RELEASE_PREVIOUS}: its controller moves the traffic")
        return Refusal(fact=f"traffic is moved by {mode} here", hint=hint)
    if mode == "in-place":
        return Refusal(
            fact=f'there is nothing to {command}: this component changes in place and has only "active"',
            hint="use release for another version; a rollback is the release of the version before",
        )
    fact, hint = RETURNING if _comes_back(release, mode) else _illegal_in_slots(command, release)
    return Refusal(fact=fact, hint=hint)


RETURNING = ("the active version comes back as the newest revision", "advance, when it is ready")


ILLEGAL_COMMANDS: Mapping[tuple[State, Command], tuple[str, str]] = {
    (State.STEADY, Command.ROLLBACK): (
        "there is no previous version to go back to",
        "release the version before: its pods are gone",
    ),
    (State.CANDIDATE, Command.RELEASE): (
        "a release is already under way",
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


def _illegal_in_slots(command: Command, release: Release) -> tuple[str, str]:
    nothing = (f"there is nothing to {command}: no release is under way", "start one with: release")
    return ILLEGAL_COMMANDS.get((state(release), command), nothing)


def describe(release: Release, mode: Mode = "slots") -> str:
    """A position as text: `candidate on slot green at step 1 of 3, 10 % of the traffic`."""
    if mode == "revisions":
        return _describe_revisions(release)
    other = f"slot {other_slot(release.slot)}"
    match state(release):
        case State.STEADY:
            return f"steady on slot {release.slot}"
        case State.CANDIDATE:
            step = f"step {release.step} of {len(release.steps)}" if release.steps else f"step {release.step}"
            return f"candidate on {other} at {step}, {release.share} % of the traffic"
        case State.PREVIOUS:
            return f"all of the traffic on slot {release.slot}, the previous version warm on {other}"


def _describe_revisions(release: Release) -> str:
    match state(release):
        case State.STEADY:
            return "steady"
        case State.CANDIDATE if release.returns:
            return "the active version comes back"
        case State.CANDIDATE:
            step = f"step {release.step} of {len(release.steps)}" if release.steps else f"step {release.step}"
            return f"candidate at {step}, {release.share} % of the traffic"
        case State.PREVIOUS:
            return "all of the traffic on the active version, the previous one is gone from the cluster"
