from typing import Any

import pytest

from tests.builders.documents import Data
from tests.builders.samples import SERVICE, main, objects, problems

HOME: Data = {"name": "HOME", "value": "/tmp"}  # noqa: S108 - a path in the container
FROM: Data = {"envFrom": [{"secret": "database", "prefix": "DB_"}, {"configMap": "shared", "optional": True}]}
TEXTS: Data = {"command": ["a", "$(DB_USER)", "$$", "$(x y)"], "args": ["$$(DB_USER)"], "env": {"A": "$(DB_USER) $5"}}


def test_sources_are_written_in_their_order() -> None:
    assert main(SERVICE | FROM)["envFrom"] == [
        {"secretRef": {"name": "database"}, "prefix": "DB_"},
        {"configMapRef": {"name": "shared", "optional": True}},
    ]


def test_with_sources_every_name_is_expanded_and_every_other_dollar_arrives() -> None:
    found = main(SERVICE | FROM | TEXTS | {"health": {"ready": {"command": ["$(DB_USER)"]}}})
    assert found["command"] == ["a", "$(DB_USER)", "$$$", "$$(x y)"]
    assert found["args"] == ["$$$(DB_USER)"]
    assert found["env"] == [{"name": "A", "value": "$(DB_USER) $5"}]
    assert found["readinessProbe"]["exec"] == {"command": ["$(DB_USER)"]}


def test_without_sources_only_the_names_of_env_are() -> None:
    found = main(SERVICE | TEXTS)
    assert found["command"] == ["a", "$$(DB_USER)", "$$$", "$$(x y)"]
    assert found["env"] == [HOME, {"name": "A", "value": "$$(DB_USER) $5"}]


def test_the_uri_of_a_model_is_a_text_with_sources_too() -> None:
    found = main(SERVICE | FROM | {"model": "s3://models/$(A)"})["env"]
    assert found == [{"name": "MODEL_URI", "value": "s3://models/$$(A)"}]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        (
            {"secret": "a", "key": "b", "optional": True},
            {"secretKeyRef": {"name": "a", "key": "b", "optional": True}},
        ),
        ({"secret": "a", "key": "b", "optional": False}, {"secretKeyRef": {"name": "a", "key": "b"}}),
        (
            {"configMap": "a", "key": "b", "optional": True},
            {"configMapKeyRef": {"name": "a", "key": "b", "optional": True}},
        ),
        (
            {"resource": "limits.memory", "divisor": "1Mi"},
            {"resourceFieldRef": {"resource": "limits.memory", "divisor": "1Mi"}},
        ),
        ({"resource": "requests.cpu"}, {"resourceFieldRef": {"resource": "requests.cpu", "divisor": "1"}}),
        (
            {"resource": "requests.cpu", "divisor": 1},
            {"resourceFieldRef": {"resource": "requests.cpu", "divisor": "1"}},
        ),
    ],
)
def test_a_reference(source: Data, written: Data) -> None:
    assert main(SERVICE | {"env": {"A": source}})["env"] == [HOME, {"name": "A", "valueFrom": written}]


def test_a_source_of_another_type_replaces_the_whole() -> None:
    component = SERVICE | {"env": {"A": {"resource": "limits.memory", "divisor": "1Mi"}}}
    assert main(component, {"components": {"api": {"env": {"A": {"field": "metadata.name"}}}}})["env"] == [
        HOME,
        {"name": "A", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.name"}}},
    ]


@pytest.mark.parametrize("removed", [None, []])
def test_an_environment_removes_the_sources(removed: Any) -> None:
    assert "envFrom" not in main(SERVICE | FROM, {"components": {"api": {"envFrom": removed}}})


def test_a_list_in_an_environment_replaces_the_other() -> None:
    found = main(SERVICE | FROM, {"components": {"api": {"envFrom": [{"secret": "other"}]}}})
    assert found["envFrom"] == [{"secretRef": {"name": "other"}}]


def test_a_limit_that_is_not_there_is_that_of_the_node() -> None:
    assert problems(SERVICE | {"env": {"GOMAXPROCS": {"resource": "limits.cpu"}}}) == [
        (
            "components.api.env.GOMAXPROCS.resource: the container has no limit of cpu: the variable gets what the whole node "
            "has -> read requests.cpu, or set the limit: resources: {requests: {...}, limits: {cpu: ...}}"
        )
    ]
    resources = {"requests": {"cpu": 1, "memory": "1Gi"}, "limits": {"cpu": 2}}
    component = SERVICE | {"resources": resources, "env": {"A": {"resource": "limits.cpu"}}}
    assert problems(component) == []
    assert problems(SERVICE | {"env": {"A": {"resource": "limits.memory"}, "B": {"resource": "requests.cpu"}}}) == []


def test_a_slot_has_the_sources_of_its_version() -> None:
    image = "ghcr.io/acme/api:1"
    candidate = {"image": "ghcr.io/acme/api:2", "with": {"envFrom": [{"secret": "next"}]}}
    section = {"releases": {"api": {"active": {"slot": "blue", "image": image}, "candidate": candidate, "step": 0}}}
    found = objects(SERVICE | FROM | {"strategy": "blue-green"}, section)
    sources = [
        found[f"Deployment/fraud-api-{slot}"]["spec"]["template"]["spec"]["containers"][0]["envFrom"]
        for slot in ("blue", "green")
    ]
    assert [len(each) for each in sources] == [2, 1]
    assert sources[1] == [{"secretRef": {"name": "next"}}]


@pytest.mark.parametrize(
    ("fields", "env"),
    [
        ({}, [HOME]),
        ({"security": {"runAsUser": 5}}, [HOME]),
        ({"args": ["$(HOME)"], "env": {"A": "$(HOME)"}}, [HOME, {"name": "A", "value": "$$(HOME)"}]),
        ({"env": {"HOME": "/data"}}, [{"name": "HOME", "value": "/data"}]),
        ({"env": {"HOME": {"field": "metadata.name"}}}, None),
        ({"env": {"HOME": "image"}}, []),
        ({"env": {"HOME": {"value": "image", "public": True}, "A": "$(HOME)"}}, [{"name": "A", "value": "$$(HOME)"}]),
        ({"security": {"runAsUser": "image"}}, []),
        ({"model": {"uri": "s3://a/b", "env": "HOME"}}, [{"name": "HOME", "value": "s3://a/b"}]),
        (FROM, []),
    ],
)
def test_a_user_that_is_only_a_number_has_a_home_that_can_be_written(fields: Data, env: list[Data] | None) -> None:
    found = main(SERVICE | fields).get("env", [])
    assert found == env if env is not None else [each["name"] for each in found] == ["HOME"]
