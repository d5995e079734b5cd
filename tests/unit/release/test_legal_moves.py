"""Every pair of states: one command leads from one to the other, or a reason says why none does."""

from itertools import product

import pytest

from generator.release import legal_moves, state_machine
from generator.release.state_machine import Command, Refusal, Request
from generator.spec.release import Release
from tests.builders.releases import NEW, NEXT, OLD, PREVIOUS, STEADY, STEPS, candidate


def every_state() -> list[Release]:
    held = []
    for slot, active in product(("blue", "green"), (OLD, NEW)):
        rest = Release(slot="blue" if slot == "blue" else "green", active=active)
        held += [rest, rest._replace(previous=NEXT), rest._replace(candidate=NEXT)]
        held += [rest._replace(candidate=NEXT, step=step, steps=STEPS) for step in range(3)]
    return held


def test_two_states_are_legal_neighbours_exactly_where_one_command_leads_from_one_to_the_other() -> None:
    for before, after in product(every_state(), repeat=2):
        request = Request(after.candidate, after.steps) if after.candidate else None
        commands = [c for c in state_machine.legal_commands(before, "slots") if c is not Command.RELEASE or request]
        reached = [state_machine.apply(command, before, "slots", request) for command in commands]
        found = legal_moves.command_between(before, after)
        assert isinstance(found, Refusal) is (before != after and after not in reached), (before, after, found)


def test_every_jump_has_a_reason_and_a_way_out() -> None:
    for before, after in product(every_state(), repeat=2):
        found = legal_moves.command_between(before, after)
        if isinstance(found, Refusal):
            assert found.fact
            assert found.hint.endswith("one merge is one transition: each is synced before the next")


@pytest.mark.parametrize(
    ("before", "after", "fact"),
    [
        (STEADY, Release(slot="green", active=NEW), "traffic would go to slot green, which was not there before"),
        (STEADY, Release(active=NEW), "the active version changes in place"),
        (STEADY, candidate(1), "the candidate would have 10 % of the traffic as soon as it is there"),
        (candidate(0), candidate(2), "step 0 to 2 is not a single step"),
        (candidate(2), candidate(1), "step 2 to 1 is not a single step"),
        (candidate(1), STEADY, "the candidate's slot is removed while it has 10 % of the traffic"),
        (candidate(1), PREVIOUS, "the candidate goes from 10 % to all of the traffic"),
        (
            candidate(2),
            Release(slot="green", active=NEW),
            "slot blue is removed in the merge that moves away its last traffic",
        ),
        (candidate(1), candidate(1)._replace(candidate=NEXT), "the candidate changes while it is under way"),
        (candidate(0), candidate(0, (20,)), "the steps change on their way: they are frozen for a release"),
        (
            candidate(0),
            candidate(0)._replace(active=NEXT),
            "the active version changes while a candidate is under way",
        ),
        (PREVIOUS, Release(active=OLD), "the slots change places and something else changes with them"),
        (PREVIOUS, STEADY._replace(candidate=NEXT), "a release starts before the one before is finished"),
        (PREVIOUS, PREVIOUS._replace(active=NEXT), "a version changes in place while both slots run"),
    ],
)
def test_a_jump_names_what_it_would_do(before: Release, after: Release, fact: str) -> None:
    found = legal_moves.command_between(before, after)
    assert isinstance(found, Refusal)
    assert found.fact == fact
