"""Which positions of a release are legal: every combination of what an entry can hold, by strategy."""

from itertools import product
from typing import Any

import pytest

from generator.errors import Mark
from generator.resolve import defaults
from generator.source import nodes
from generator.validate import position

HERE = Mark("ml-project.yaml", 1, 1)
ACTIVE = {"image": "a:1"}


def facts(strategy: str, data: dict[str, Any], kind: str = "service", **more: Any) -> list[str]:
    entry = nodes.Entry(nodes.Scalar("api", plain=True, mark=HERE), defaults.node(data))
    return [found.fact for found in position.check(position.Subject(kind, strategy, **more), entry, data)]


@pytest.mark.parametrize("strategy", ["rolling", "blue-green", "canary"])
@pytest.mark.parametrize("slot", ["blue", "green"])
def test_steady_is_legal_on_every_strategy(strategy: str, slot: str) -> None:
    assert facts(strategy, {"active": {**ACTIVE, "slot": slot}}) == []


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_canary_may_stand_at_each_of_its_steps(step: int) -> None:
    assert facts("canary", {"active": ACTIVE, "candidate": {**ACTIVE, "steps": [10, 50]}, "step": step}) == []


def test_blue_green_stands_at_step_0_alone() -> None:
    held = {"active": ACTIVE, "candidate": ACTIVE}
    assert facts("blue-green", {**held, "step": 0}) == []
    assert facts("blue-green", {**held, "step": 1}) == ["blue-green has no step 1"]


@pytest.mark.parametrize("strategy", ["blue-green", "canary"])
def test_previous_may_stay_warm(strategy: str) -> None:
    assert facts(strategy, {"active": ACTIVE, "previous": ACTIVE}) == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"step": 0}, ['"step" is only allowed with "candidate"']),
        ({"candidate": {**ACTIVE, "steps": [10]}}, ['"step" is missing']),
        ({"candidate": {**ACTIVE, "steps": [10]}, "step": 2}, ["2 is more than the 1 step of the candidate"]),
        ({"candidate": {**ACTIVE, "steps": [10, 20]}, "step": 3}, ["3 is more than the 2 steps of the candidate"]),
        ({"candidate": {**ACTIVE, "steps": [20, 20]}, "step": 0}, ["20 is not more than 20"]),
        ({"candidate": ACTIVE, "step": 0}, ['"steps" is missing']),
        (
            {"candidate": {**ACTIVE, "steps": [10]}, "previous": ACTIVE, "step": 0},
            ['"candidate" and "previous" exclude each other'],
        ),
    ],
)
def test_what_a_canary_may_not_hold(data: dict[str, Any], expected: list[str]) -> None:
    assert facts("canary", {"active": ACTIVE, **data}) == expected


def test_steps_left_over_by_a_canary_are_told_on_blue_green() -> None:
    data = {"active": ACTIVE, "candidate": {**ACTIVE, "steps": [10]}, "step": 1}
    assert facts("blue-green", data) == ["blue-green has no steps"]


@pytest.mark.parametrize("role", ["candidate", "previous"])
@pytest.mark.parametrize(
    ("kind", "strategy", "what"),
    [("service", "rolling", "strategy rolling"), ("job", "", "a job"), ("cronjob", "", "a cronjob")],
)
def test_what_has_no_slots_has_active_alone(role: str, kind: str, strategy: str, what: str) -> None:
    data = {"active": ACTIVE, role: ACTIVE}
    assert facts(strategy, data, kind) == [f'{what} has no slots: only "active" is allowed']


@pytest.mark.parametrize("kind", ["job", "cronjob"])
def test_a_task_has_no_slot(kind: str) -> None:
    assert facts("", {"active": {**ACTIVE, "slot": "blue"}}, kind) == [f"a {kind} has no slots"]


def test_no_combination_of_parts_breaks_the_judge() -> None:
    parts: dict[str, list[Any]] = {
        "active": [None, {}, ACTIVE], "candidate": [None, {}, ACTIVE, {"steps": []}, {"steps": [5, 1]}],
        "previous": [None, ACTIVE], "step": [None, 0, 1, 99],
    }  # fmt: skip
    for values in product(*parts.values()):
        data = {key: value for key, value in zip(parts, values, strict=True) if value is not None}
        for kind, strategy in (("service", "rolling"), ("service", "blue-green"), ("service", "canary"), ("job", "")):
            facts(strategy, data, kind)


def test_a_version_has_an_image_or_is_a_model() -> None:
    held = {"active": {"model": "s3://a/1"}, "candidate": {"steps": [10]}, "step": 0}
    assert facts("canary", held) == ['"image" is missing', '"image" is missing']
    assert facts("canary", held, "inference", by_model=True) == ['"model" is missing']


def test_knative_has_no_slots_and_brings_a_version_back_without_steps() -> None:
    held = {"active": {**ACTIVE, "slot": "blue"}, "candidate": ACTIVE, "step": 0}
    assert facts("canary", held, "inference", engine="kserve-knative") == ["Knative has revisions, and no slots"]
