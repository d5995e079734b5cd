"""Jumps between two states of a GitOps repository are those between the project files that they come from (`--base`)."""

from itertools import pairwise, product
from typing import Any, NamedTuple

import pytest

from generator.impact import deployed_jumps
from generator.impact.state import EnvironmentState
from generator.releases import base_check
from generator.review import rendering
from generator.validation import platform as platforms
from generator.validation import project_check
from generator.validation.project_check import CheckedProject
from tests.acceptance.test_base import CANARY, PREVIOUS, STEADY, State, candidate, every_state, text

PLATFORM = platforms.at(None)
JOB: dict[str, Any] = {"kind": "job", "ports": None, "scale": None, "strategy": None, "expose": None}
STORE: dict[str, Any] = {"kind": "store", "ports": "{redis: 6379}", "scale": None, "strategy": None, "expose": None}
NOTEBOOK: dict[str, Any] = {**JOB, "kind": "notebook"}
WORKER: dict[str, Any] = {**JOB, "kind": "worker"}
TRAINING: dict[str, Any] = {**JOB, "kind": "training", "command": "[train]"}
MLFLOW: dict[str, Any] = {**JOB, "kind": "mlflow", "backend": "sqlite"}


class Both(NamedTuple):
    """A project file as it is read, and the environment that is made of it."""

    checked: CheckedProject
    state: EnvironmentState


def both(content: str) -> Both:
    checked = project_check.check(content.encode(), "ml-project.yaml", PLATFORM)
    rendered = rendering.render(checked, PLATFORM, None)
    assert not rendered.problems
    return Both(checked, rendered.states["production"])


def by_file(before: Both, after: Both) -> list[str]:
    return [each.fact for each in base_check.changes(after.checked, lambda: before.checked)]


def by_objects(before: Both, after: Both) -> list[str]:
    return [each.fact for each in deployed_jumps.find(before.state, after.state)]


def test_every_change_of_position_is_judged_alike() -> None:
    states = [both(text(each)) for each in every_state()]
    assert len(states) == 48
    for before, after in product(states, repeat=2):
        assert by_objects(before, after) == by_file(before, after)


ON_ITS_WAY = "changes while a release is under way"
RENAMED = 'the port "http" (8080) is renamed to "web" while it runs: the running pods have no such port'


@pytest.mark.parametrize(
    ("before", "after", "facts"),
    [
        (text(PREVIOUS), text(PREVIOUS, scale="8"), [f"scale {ON_ITS_WAY}"]),
        (text(candidate(1)), text(candidate(1), scale="{min: 1, max: 6}"), [f"scale {ON_ITS_WAY}"]),
        (text(candidate(1)), text(candidate(2), scale="{min: 2, max: 9}"), [f"scale {ON_ITS_WAY}"]),
        (text(STEADY), text(candidate(0), scale="8"), [f"scale {ON_ITS_WAY}"]),
        (text(PREVIOUS), text(State(slot="green", active="C"), scale="8"), [f"scale {ON_ITS_WAY}"]),
        (text(candidate(1)), text(candidate(1), scale="{min: 2, max: 6, cpu: 50}"), [f"scale {ON_ITS_WAY}"]),
        (text(PREVIOUS), text(PREVIOUS, expose="{host: other.acme.dev}"), [f"expose {ON_ITS_WAY}"]),
        (text(candidate(1)), text(candidate(2), expose="{host: api.acme.dev, path: /v1}"), [f"expose {ON_ITS_WAY}"]),
        (
            text(candidate(1)),
            text(candidate(1), strategy=CANARY.replace("}", ", prescale: 4}")),
            [f"strategy {ON_ITS_WAY}"],
        ),
        (text(), text(ports="{web: 8080}"), [RENAMED]),
        (text(), text(ports="{http: 8080, web: 8081}", expose="{host: api.acme.dev, port: http}"), []),
        (text(), text(env="{A: b}", scale="8"), []),
        (text(candidate(1)), text(candidate(2)), []),
        (text(strategy="rolling"), text(strategy="rolling", service="{headless: true}", expose=None), None),
        (text(), text(**{**JOB, "kind": "cronjob", "schedule": '"@daily"'}), None),
        (text(**JOB, volumes="{/data: {size: 10Gi}}"), text(**JOB, volumes="{/data: {size: 5Gi}}"), None),
        (text(**STORE, volumes="{/data: {size: 10Gi}}"), text(**STORE, volumes="{/data: {size: 20Gi}}"), None),
        (text(**NOTEBOOK), text(**STORE), None),
        *((text(**was), text(**now), None) for was, now in pairwise((JOB, TRAINING, WORKER, MLFLOW, WORKER, JOB))),
        (text(**NOTEBOOK), text(**NOTEBOOK, home="5Gi"), None),
    ],
)
def test_what_changes_with_the_position_is_judged_alike(before: str, after: str, facts: list[str] | None) -> None:
    was, now = both(before), both(after)
    expected = by_file(was, now)
    assert expected if facts is None else expected == facts
    assert by_objects(was, now) == expected


def test_pods_that_change_in_place_during_a_release_are_named_alike() -> None:
    was, now = both(text(candidate(1))), both(text(candidate(1), env="{A: b}"))
    assert by_objects(was, now) == by_file(was, now) != []
