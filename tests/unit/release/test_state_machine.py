"""The table of docs/releases.md#states-and-commands."""

import pytest

from generator.release import state_machine
from generator.release.state_machine import Command, Refusal, Request
from generator.spec.release import Release
from tests.builders.releases import NEW, NEXT, OLD, PREVIOUS, STEADY, STEPS, candidate


@pytest.mark.parametrize(
    ("before", "command", "after"),
    [
        (STEADY, Command.RELEASE, candidate(0)),
        (candidate(0), Command.ADVANCE, candidate(1)),
        (candidate(1), Command.ADVANCE, candidate(2)),
        (candidate(2), Command.ADVANCE, PREVIOUS),
        (candidate(0, ()), Command.ADVANCE, PREVIOUS),
        (candidate(2), Command.ABORT, candidate(0)),
        (candidate(0), Command.ABORT, STEADY),
        (PREVIOUS, Command.ROLLBACK, Release(slot="blue", active=OLD, previous=NEW)),
        (PREVIOUS, Command.FINISH, Release(slot="green", active=NEW)),
    ],
)
def test_the_table(before: Release, command: Command, after: Release) -> None:
    assert state_machine.apply(command, before, "slots", Request(NEW, STEPS)) == after


@pytest.mark.parametrize(
    ("state", "command", "fact", "hint"),
    [
        (STEADY, Command.ADVANCE, "there is nothing to advance: no release is under way", "start one with: release"),
        (STEADY, Command.ABORT, "there is nothing to abort: no release is under way", "start one with: release"),
        (STEADY, Command.FINISH, "there is nothing to finish: no release is under way", "start one with: release"),
        (
            STEADY,
            Command.ROLLBACK,
            "there is no previous version to go back to",
            "release the version before: its pods are gone",
        ),
        (
            candidate(1),
            Command.RELEASE,
            "a release is already under way",
            "advance it to its end and finish, or abort it, before the next",
        ),
        (
            candidate(1),
            Command.ROLLBACK,
            "the candidate is not active yet, so there is nothing to go back from",
            "use abort, which takes the candidate's traffic away, or advance",
        ),
        (
            candidate(2),
            Command.FINISH,
            "the candidate does not carry all of the traffic yet",
            "advance it to its end first, or abort it",
        ),
        (
            PREVIOUS,
            Command.RELEASE,
            "the previous version still runs beside the active one",
            "finish first (or rollback): there are two slots",
        ),
        (
            PREVIOUS,
            Command.ABORT,
            "the candidate is active already",
            "use rollback, the previous version is still warm, or finish",
        ),
        (PREVIOUS, Command.ADVANCE, "all of the traffic has moved already", "use finish, or rollback"),
    ],
)
def test_any_other_command_is_refused_with_what_is_legal(
    state: Release, command: Command, fact: str, hint: str
) -> None:
    assert state_machine.apply(command, state, "slots", Request(NEXT, STEPS)) == Refusal(fact=fact, hint=hint)
    assert all(each in hint for each in state_machine.legal_commands(state, "slots"))


def test_in_place_components_only_release() -> None:
    assert state_machine.apply(Command.RELEASE, STEADY, "in-place", Request(NEW)) == Release(active=NEW)
    assert state_machine.apply(Command.ADVANCE, STEADY, "in-place") == Refusal(
        fact='there is nothing to advance: this component changes in place and has only "active"',
        hint="use release for another version; a rollback is the release of the version before",
    )


def test_controllers_name_their_own_command() -> None:
    assert state_machine.apply(Command.ADVANCE, STEADY, "argo-rollouts") == Refusal(
        fact="traffic is moved by argo-rollouts here", hint="kubectl argo rollouts promote {name} -n {namespace}"
    )
    assert state_machine.apply(Command.ABORT, STEADY, "flagger") == Refusal(
        fact="traffic is moved by flagger here",
        hint="Flagger goes back by itself when its metrics are bad; to go back now, release the version before. After a failed "
        "analysis the Canary stays Failed, although the version before runs, until another version is released",
    )
    assert state_machine.apply(Command.ROLLBACK, STEADY, "flagger") == Refusal(
        fact="traffic is moved by flagger here", hint="release the version before: its controller moves the traffic"
    )
    assert state_machine.apply(Command.FINISH, STEADY, "argo-rollouts") == Refusal(
        fact="traffic is moved by argo-rollouts here",
        hint="nothing is left to do: the controller removes the old version by itself",
    )


@pytest.mark.parametrize(
    ("release", "words"),
    [
        (STEADY, "steady on slot blue"),
        (candidate(1), "candidate on slot green at step 1 of 2, 10 % of the traffic"),
        (candidate(0, ()), "candidate on slot green at step 0, 0 % of the traffic"),
        (PREVIOUS, "all of the traffic on slot green, the previous version warm on slot blue"),
    ],
)
def test_a_position_in_words(release: Release, words: str) -> None:
    assert state_machine.describe(release) == words
