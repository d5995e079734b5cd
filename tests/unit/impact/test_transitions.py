import pytest

from generator.impact import transitions
from generator.kubernetes.labels import DEPLOYMENT_MODE
from generator.release.state_machine import Command
from tests.builders.states import deployment, labels, service, state

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
    assert transitions.positions(after)["api"].mode == "in-place"


def test_a_position_that_a_person_broke_is_none() -> None:
    assert transitions.positions(state(deployment(), service("{"))) == {}
    assert transitions.positions(None) == {}


def test_a_project_that_is_named_like_a_strategy_has_none() -> None:
    assert transitions.strategy("projects/canary/recreate/overlays/blue-green/rolling/a.service.yaml") == "rolling"
    assert transitions.strategy("projects/canary/recreate/overlays/blue-green/run/a.job.yaml") == ""


@pytest.mark.parametrize(("mode", "expected"), [("Standard", "predictors"), ("Knative", "revisions")])
def test_a_release_on_kserve_has_the_mode_of_its_inference_service(mode: str, expected: str) -> None:
    served = {
        "kind": "InferenceService",
        "metadata": {"name": "fraud-api", "labels": labels(slot=""), "annotations": {DEPLOYMENT_MODE: mode}},
    }
    side = state(served, service(STEADY))
    assert transitions.positions(side)["api"].mode == expected
    assert transitions.positions(side._replace(objects=side.objects[::-1]))["api"].mode == expected


@pytest.mark.parametrize(("kind", "expected"), [("Rollout", "argo-rollouts"), ("Canary", "flagger")])
def test_what_a_controller_moves_is_no_transition(kind: str, expected: str) -> None:
    moved = {"kind": kind, "metadata": {"name": "fraud-api", "labels": labels(slot="")}}
    before, after = (state(moved, service(each)) for each in (STEADY, STEADY.replace("a:1", "a:2")))
    assert transitions.positions(after)["api"].mode == expected
    assert transitions.between(before, after) == ()
