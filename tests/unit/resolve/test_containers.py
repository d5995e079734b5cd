import pytest

from generator.resolve import containers
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

SIDE: Data = {"image": "ghcr.io/acme/side:1"}


def env(component: Data, name: str, section: Data | None = None) -> dict[str, str | None]:
    found = samples.target(component, section).component.containers
    return next({each.name: each.value for each in container.env} for container in found if container.name == name)


def test_variables_are_merged_over_those_of_the_component() -> None:
    component = SERVICE | {"env": {"A": "1", "B": "2"}, "init": {"x": SIDE | {"env": {"B": "3", "C": "4"}}}}
    assert env(component, "x") == {"A": "1", "B": "3", "C": "4"}


def test_an_environment_removes_what_a_container_had_of_its_own() -> None:
    component = SERVICE | {"env": {"A": "1"}, "init": {"x": SIDE | {"env": {"A": "2"}}}}
    assert env(component, "x", {"components": {"api": {"init": {"x": {"env": {"A": None}}}}}}) == {"A": "1"}


def test_volumes_replace_those_of_the_component() -> None:
    held = {"/a": {"scratch": "1Gi"}}
    component = SERVICE | {"volumes": held, "init": {"x": SIDE, "y": SIDE | {"volumes": {}}}}
    found = samples.target(component).component.init
    assert [[volume.path for volume in each.volumes] for each in found] == [["/a"], []]


def test_a_source_of_another_kind_replaces_a_volume_of_a_container() -> None:
    component = SERVICE | {"init": {"x": SIDE | {"volumes": {"/a": {"scratch": "1Gi"}}}}}
    found = samples.target(component, {"components": {"api": {"init": {"x": {"volumes": {"/a": {"claim": "c"}}}}}}})
    assert [(each.scratch, each.claim) for each in found.component.init[0].volumes] == [("", "c")]


def test_the_containers_of_a_version_are_merged_over_those_of_the_component() -> None:
    component = SERVICE | {"strategy": "blue-green", "init": {"x": SIDE | {"env": {"A": "1"}}}}
    candidate = {"image": "a/b:2", "with": {"init": {"x": {"image": "a/x:2"}}, "security": {"runAsUser": 7}}}
    release = {"active": {"image": "a/b:1"}, "candidate": candidate, "step": 0}
    found = samples.target(component, {"releases": {"api": release}}).slots
    images = {slot: [each.image for each in version.init] for slot, version in found.items()}
    assert images == {"blue": ["ghcr.io/acme/side:1"], "green": ["a/x:2"]}
    assert {slot: version.security.user for slot, version in found.items()} == {"blue": 10001, "green": 7}


def test_ports_and_volumes_do_not_travel_with_a_version() -> None:
    component = SERVICE | {"strategy": "blue-green", "image": "a/b:1"}
    version = {"sidecars": {"x": SIDE | {"ports": {"a": 1}, "volumes": {}}}}
    release = {"active": {"image": "a/b:1"}, "candidate": {"image": "a/b:2", "with": version}, "step": 0}
    where = "environments.dev.releases.api.candidate.with.sidecars.x"
    known = "choose from: args, command, env, envFrom, health, image, resources"
    assert samples.problems(component, {"releases": {"api": release}}) == [
        f'{where}.ports: unknown key "ports" -> {known}',
        f'{where}.volumes: unknown key "volumes" -> {known}',
    ]


def test_a_component_without_containers_stays_the_same_object() -> None:
    found = samples.target(SERVICE)
    assert containers.completed(found.node, found.environment) is found.node


@pytest.mark.parametrize(
    ("written", "requests"),
    [
        ({}, {"cpu": "100m", "memory": "256Mi"}),
        ({"memory": "1Gi"}, {"cpu": "100m", "memory": "1Gi"}),
        ({"cpu": 2}, {"cpu": "2", "memory": "256Mi"}),
        ({"requests": {"memory": "1Gi"}}, {"memory": "1Gi"}),
    ],
)
def test_a_container_has_the_defaults_of_the_resources_that_it_does_not_write(written: Data, requests: Data) -> None:
    found = samples.target(SERVICE | {"sidecars": {"x": SIDE | {"resources": written}}}).component.sidecars
    assert [each.resources.requests for each in found] == [requests]


def test_an_init_container_runs_the_image_of_the_version_that_starts_after_it() -> None:
    component = SERVICE | {"strategy": "blue-green", "init": {"migrate": {"command": ["migrate"]}}}
    release = {"active": {"image": "a/b:1"}, "candidate": {"image": "a/b:2"}, "step": 0}
    found = samples.target(component, {"releases": {"api": release}})
    assert {slot: each.init[0].image for slot, each in found.slots.items()} == {"blue": "a/b:1", "green": "a/b:2"}
