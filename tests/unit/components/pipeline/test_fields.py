from typing import Any

import pytest

from tests.builders import cases, pipelines, samples
from tests.builders.cases import Case
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


def named(step: Data, ingest: Data, section: Data | None = None) -> Any:
    """The template of a step that names the component `ingest`."""
    written: Data = {
        "kind": "pipeline",
        "env": {"LEVEL": "info", "DAY": "1"},
        "volumes": {"/data": {"claim": "data"}},
        "resources": {"cpu": "8", "memory": "64Gi"},
        "steps": {"a": {"component": "ingest", **step}},
    }
    found = samples.case(written, section, pipelines.OPERATORS)
    components = {"ingest": {"image": "ghcr.io/acme/ingest:1", "command": ["ingest"], **ingest}, "api": written}
    objects = [
        each.object
        for _, each in cases.build(Case({**found.project, "components": components}, found.platform)).manifests()
    ]
    (workflow,) = [each for each in objects if each["kind"] == "Workflow"]
    return workflow["spec"]["templates"][1]


def test_a_step_has_what_the_component_that_it_names_has_in_the_environment() -> None:
    ingest = {"kind": "job", "args": ["--all"], "env": {"DAY": "2"}, "resources": {"cpu": "2", "memory": "4Gi"}}
    section = {
        "components": {"ingest": {"args": ["--some"]}},
        "releases": {"ingest": {"active": {"image": "ghcr.io/acme/ingest:2"}}},
    }
    container = named({}, ingest, section)["container"]
    found = {each["name"]: each["value"] for each in container["env"]}
    assert (container["image"], container["command"], container["args"]) == (
        "ghcr.io/acme/ingest:2",
        ["ingest"],
        ["--some"],
    )
    assert (found["LEVEL"], found["DAY"]) == ("info", "2")
    assert container["resources"]["requests"] == {"cpu": "2", "memory": "4Gi"}
    assert [each["mountPath"] for each in container["volumeMounts"]] == ["/tmp"]  # noqa: S108 - a path in the container


def test_fields_of_the_step_take_the_place_of_those_of_the_component() -> None:
    step = {"args": ["--late"], "env": {"DAY": "3"}, "resources": {"memory": "8Gi"}}
    container = named(step, {"kind": "job", "env": {"DAY": "2", "HOUR": "1"}})["container"]
    found = {each["name"]: each["value"] for each in container["env"]}
    assert (container["args"], found["DAY"], found["HOUR"]) == (["--late"], "3", "1")
    assert container["resources"]["requests"]["memory"] == "8Gi"


def test_a_step_has_files_and_shared_memory_of_the_training_that_it_names() -> None:
    volumes = {each["name"]: each for each in named({}, {"kind": "training", "files": {"/etc/a": "b"}})["volumes"]}
    assert volumes["files"]["configMap"]["name"].startswith("fraud-api-")
    assert any(each.get("emptyDir", {}).get("medium") == "Memory" for each in volumes.values())


def test_a_step_that_names_a_component_may_write_artifacts() -> None:
    found = named(
        {"artifacts": {"raw": {"path": "/out/raw", "uri": "s3://lake/raw"}}},
        {"kind": "job", "volumes": {"/out": {"scratch": "1Gi"}}},
    )
    assert found["outputs"]["artifacts"][0]["path"] == "/out/raw"
