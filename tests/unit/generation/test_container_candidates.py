"""Guesses for fields of containers and ports."""

from typing import Any

import pytest

from generator.generation import container_candidates
from generator.generation.container_candidates import Place
from generator.manifest.field_path import ABSENT

IN_POD = ("spec", "template", "spec", "containers")


def first(name: str, rest: list[Any], before: Any, after: Any, **container: Any) -> tuple[tuple[str, ...], Any]:
    edited = {"kind": "Deployment", "spec": {"template": {"spec": {"containers": [{"name": name, **container}]}}}}
    place = Place("Deployment", (*IN_POD, (name,), *rest), before, after, edited)
    found = next(container_candidates.of_container(name, rest, place))
    return found.path, found.value


def variable(**source: Any) -> list[dict[str, Any]]:
    return [{"name": "A", **source}]


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ({"value": "1"}, "1"),
        ({"valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}, {"secret": "s", "key": "k"}),
        ({"valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}}, {"configMap": "c", "key": "k"}),
        ({"valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}, {"field": "metadata.name"}),
        ({}, ""),
    ],
)
def test_a_variable_is_written_as_env_has_it(item: dict[str, Any], value: Any) -> None:
    assert first("main", ["env", ("A",), "value"], "0", "1", env=variable(**item)) == (("env", "A"), value)


@pytest.mark.parametrize(
    ("rest", "after", "path", "value"),
    [
        (["image"], "a:2", ("image",), "a:2"),
        (["image"], ABSENT, ("image",), None),
        (["env", ("A",)], ABSENT, ("env", "A"), None),
        (["args", 1], "b", ("args",), ["a", "b"]),
        (["resources", "requests", "cpu"], "2", ("resources", "cpu"), "2"),
        (["livenessProbe", "httpGet", "path"], "/x", ("health", "live"), "/x"),
        (["startupProbe", "failureThreshold"], 7, ("health", "startup", "failures"), 7),
        (["readinessProbe", "periodSeconds"], 7, ("health", "ready", "period"), "7s"),
        (["securityContext", "readOnlyRootFilesystem"], False, ("security", "writableRoot"), True),
    ],
)
def test_a_field_of_the_container_is_one_of_the_component(rest: list[Any], after: Any, path: Any, value: Any) -> None:
    assert first("main", rest, "before", after, args=["a", "b"]) == (path, value)


def test_a_sidecar_has_fields_of_its_own_after_those_that_it_takes_over() -> None:
    edited = {"spec": {"template": {"spec": {"containers": [{"name": "side", "image": "b"}]}}}}
    place = Place("Deployment", (*IN_POD, ("side",), "image"), "a", "b", edited)
    found = [each.path for each in container_candidates.of_container("side", ["image"], place)]
    assert found == [("image",), ("sidecars", "side", "image"), ("init", "side", "image")]


def test_a_port_has_the_name_of_its_item() -> None:
    items = [{"name": "http", "port": 81, "protocol": "TCP"}]
    gone = Place(
        "Service", ("spec", "ports", ("80", "TCP")), {"name": "http", "port": 80}, ABSENT, {"spec": {"ports": items}}
    )
    found = [tuple(each) for each in container_candidates.of_port_item("port", gone, items)]
    assert found == [(("ports", "http"), 81), (("ports", "http", "port"), 81)]
    target = gone._replace(steps=("spec", "ports", ("81", "TCP"), "targetPort"), after=8080)
    assert next(container_candidates.of_port("targetPort", target)) == (("ports", "http"), 8080)


def test_a_port_is_that_with_its_keys_whatever_other_fields_say() -> None:
    items = [{"name": "80", "port": 81}, {"name": "dns", "port": 53, "protocol": "UDP"}, {"name": "http", "port": 80}]
    steps = ("spec", "ports", ("80", "TCP"), "targetPort")
    place = Place("Service", steps, 1, 2, {"spec": {"ports": items}})
    assert next(container_candidates.of_port("targetPort", place)) == (("ports", "http"), 2)
