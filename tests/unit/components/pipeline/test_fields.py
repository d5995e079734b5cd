from typing import Any

import pytest

from tests.builders import pipelines
from tests.builders.documents import Data

STEPS: Data = {"a": {"command": ["a"]}, "b": {"after": ["a"], "command": ["b"]}}


def requests(name: str, written: Data, environment: Data | None = None) -> Any:
    return pipelines.step(name, written, environment)["container"]["resources"]["requests"]


def test_a_step_has_what_the_pipeline_has() -> None:
    written: Data = {
        "image": "ghcr.io/acme/all:1",
        "env": {"LEVEL": "info", "DAY": "1"},
        "volumes": {"/data": {"claim": "data"}},
        "retries": 4,
        "steps": {"a": {"command": ["a"], "env": {"DAY": "2"}}},
    }
    step = pipelines.step("a", written)
    found = {each["name"]: each["value"] for each in step["container"]["env"]}
    assert (step["container"]["image"], found["LEVEL"], found["DAY"]) == ("ghcr.io/acme/all:1", "info", "2")
    assert [each["mountPath"] for each in step["container"]["volumeMounts"]] == ["/tmp", "/data"]  # noqa: S108 - a path in the container
    assert step["retryStrategy"] == {"limit": 4, "retryPolicy": "Always"}


def test_a_step_may_have_its_own() -> None:
    written: Data = {
        "envFrom": [{"secret": "all"}],
        "steps": {
            "a": {
                "image": "ghcr.io/acme/a:1",
                "command": ["a"],
                "envFrom": [],
                "volumes": {},
                "retries": 0,
                "timeout": "5m",
            }
        },
    }
    step = pipelines.step("a", written)
    assert step["container"]["image"] == "ghcr.io/acme/a:1"
    assert "envFrom" not in step["container"]
    assert ("retryStrategy" in step, step["activeDeadlineSeconds"]) == (False, 300)


@pytest.mark.parametrize(
    ("pipeline", "step", "wanted"),
    [
        ({}, {}, {"cpu": "1", "memory": "2Gi"}),
        ({}, {"resources": {"cpu": "4"}}, {"cpu": "4", "memory": "2Gi"}),
        ({"resources": {"memory": "8Gi"}}, {"resources": {"cpu": "4"}}, {"cpu": "4", "memory": "8Gi"}),
        ({"machine": "big"}, {}, {"cpu": "8", "memory": "32Gi"}),
        ({"machine": "big"}, {"resources": {"cpu": "4"}}, {"cpu": "4", "memory": "2Gi"}),
        ({"resources": {"memory": "8Gi"}}, {"machine": "big"}, {"cpu": "8", "memory": "32Gi"}),
    ],
)
def test_a_step_has_the_size_of_the_pipeline_or_its_own(pipeline: Data, step: Data, wanted: Data) -> None:
    written = {**pipeline, "steps": {"a": {"command": ["a"], **step}}}
    assert requests("a", written, {"machines": {"big": {"cpu": "8", "memory": "32Gi"}}}) == wanted


def test_an_environment_changes_a_part_of_a_step() -> None:
    train: Data = {"resources": {"cpu": "8"}}
    assert pipelines.said({}, section={"components": {"api": {"steps": {"train": train, "prepare": None}}}}) == [
        'steps.train.after[0]: there is no step "prepare" -> choose from: train'
    ]
    alone = {"components": {"api": {"steps": {"train": train | {"after": []}, "prepare": None}}}}
    assert pipelines.said({}, section=alone) == []
