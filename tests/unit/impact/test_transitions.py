from generator.impact import transitions
from generator.release.state_machine import Command
from tests.builders.states import deployment, service, state

ACTIVE = '"active": {"slot": "blue", "image": "a:1"}'
STEADY = f"{{{ACTIVE}}}"
CANDIDATE = f'{{{ACTIVE}, "candidate": {{"image": "a:2"}}, "step": STEP, "steps": [10, 50]}}'


def test_a_release_is_recognised_by_the_positions_of_its_service() -> None:
    before = state(deployment(), service(STEADY))
    after = state(deployment(), deployment("fraud-api-green", slot="green"), service(CANDIDATE.replace("STEP", "0")))
    (found,) = transitions.between(before, after)
    assert (found.component, found.command) == ("api", Command.RELEASE)


def test_two_steps_at_once_are_no_command() -> None:
    before, after = (state(deployment(), service(CANDIDATE.replace("STEP", step))) for step in "02")
    (found,) = transitions.between(before, after)
    assert found.command is None


def test_what_changes_in_place_is_no_transition() -> None:
    moved = STEADY.replace("a:1", "a:2")
    before, after = (state(deployment(), service(each), folder="rolling") for each in (STEADY, moved))
    assert transitions.between(before, after) == ()
    assert transitions.positions(after)["api"].slotted is False


def test_a_position_that_a_person_broke_is_none() -> None:
    assert transitions.positions(state(deployment(), service("{"))) == {}
    assert transitions.positions(None) == {}
