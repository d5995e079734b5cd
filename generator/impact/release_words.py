"""What a release command does to pods and traffic, in the words of the command: `release api 1.5.0: green starts 4 pods`."""

from generator.impact import words
from generator.impact.environment_change import EnvironmentChange
from generator.impact.transitions import Transition
from generator.kubernetes.effects.effect import Effect
from generator.release import edits
from generator.release.state_machine import Command
from generator.spec.release import FULL_SHARE, Release, SlotName, Version, other_slot

TOLD = frozenset({Effect.NEW, Effect.TRAFFIC, Effect.REMOVED, Effect.SCALE})
"""The effects on a component that these words tell."""


def told(transition: Transition, change: EnvironmentChange) -> str:
    """The command with its version, and what it does; empty if no single command makes the change."""
    if transition.command is None:
        return ""
    version = edits.short_version(_moved(transition.command, transition.before, transition.after))
    if transition.mode == "revisions":
        done = _done_on_revisions(transition.command, transition.before, transition.after)
    elif transition.mode == "predictors":
        done = _done_on_predictors(transition.command, transition, change)
    else:
        done = _done(transition.command, transition, change)
    return f"{transition.command} {transition.component} {version}: {done}"


def _done_on_predictors(command: Command, transition: Transition, change: EnvironmentChange) -> str:
    """KServe settles how many pods each predictor has while both are there."""
    after = transition.after
    busy, other = after.slot, other_slot(after.slot)
    done = _done(command, transition, change)
    if command is Command.RELEASE:
        return f"{done}; KServe settles the capacity"
    if command in {Command.ADVANCE, Command.ROLLBACK} and after.candidate is None:
        return (
            f"{busy} gets all of the traffic, {other} stays without for a rollback; KServe settles the capacity of both"
        )
    return done


def _done_on_revisions(command: Command, before: Release, after: Release) -> str:
    """Each change is another revision of Knative, and the version before is not kept."""
    match command:
        case Command.RELEASE:
            done = "a revision starts, no traffic yet"
        case Command.ROLLBACK if after.candidate is not None:
            done = "a revision with the version before starts anew, no traffic yet"
        case Command.ABORT if after.returns:
            done = "a revision with the active version starts anew; all of the traffic stays where it is"
        case Command.ABORT if after.candidate is not None:
            done = "all of the traffic goes back to the active version, the newest revision stays without"
        case Command.ADVANCE if after.candidate is not None:
            kept = FULL_SHARE - after.share
            done = f"the newest revision goes from {before.share} to {after.share} % of the traffic, the active one keeps {kept} %"
        case Command.ADVANCE:
            done = "the newest revision gets all of the traffic, the one before is not kept"
        case _:
            done = "nothing changes in the cluster"
    return done


def _done(command: Command, transition: Transition, change: EnvironmentChange) -> str:
    before, after = transition.before, transition.after
    busy, other = after.slot, other_slot(after.slot)
    match command:
        case Command.RELEASE:
            return f"{other} starts {_pods(transition, other, change)}, no traffic yet"
        case Command.ADVANCE if after.candidate is not None:
            shares = f"from {before.share} to {after.share} %"
            return f"{other} goes {shares} of the traffic, {busy} keeps {FULL_SHARE - after.share} %"
        case Command.ABORT if after.candidate is not None:
            return f"all of the traffic goes back to {busy}, {other} stays warm"
        case Command.ADVANCE | Command.ROLLBACK:
            return f"{busy} gets all of the traffic, {other} stays warm with {_pods(transition, other, change)}"
        case Command.ABORT | Command.FINISH:
            return f"{other}, which has no traffic, goes with {_pods(transition, other, change)}"


def _moved(command: Command, before: Release, after: Release) -> Version:
    """The version that a command is about: the candidate, or the one that is active then."""
    if command is Command.ABORT and before.candidate is not None:
        return before.candidate
    return after.candidate or after.active


def _pods(transition: Transition, slot: SlotName, change: EnvironmentChange) -> str:
    scale = change.sizes.get((transition.component, slot))
    return words.pods(scale) if scale is not None else "its pods"
