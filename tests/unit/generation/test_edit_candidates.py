"""Guesses for the fields of objects."""

from typing import Any

import pytest

from generator.generation import edit_candidates
from generator.generation.container_candidates import Place
from generator.manifest.field_path import ABSENT, Steps
from generator.source import document, nodes

COMPONENT = "image: a:1\nhealth: {live: /live, startup: 2m}\nfiles: {/a.txt: text}\n"


def found(kind: str, steps: Steps, before: Any, after: Any, **edited: Any) -> list[tuple[tuple[str, ...], Any]]:
    root = document.parse(COMPONENT.encode(), "f.yaml").root
    assert isinstance(root, nodes.Mapping)
    return [tuple(each) for each in edit_candidates.find(Place(kind, steps, before, after, edited), root)]


@pytest.mark.parametrize(
    ("steps", "after", "path", "value"),
    [
        (("spec", "replicas"), 2, ("scale",), 2),
        (("spec", "maxReplicas"), 2, ("scale", "max"), 2),
        (("spec", "template", "spec", "terminationGracePeriodSeconds"), 60, ("shutdown",), "60s"),
        (("spec", "concurrencyPolicy"), "Replace", ("concurrency",), "replace"),
        (("spec", "timeZone"), ABSENT, ("timeZone",), None),
        (("metadata", "labels", "tier"), "web", ("labels", "tier"), "web"),
        (("metadata", "annotations", "a"), ABSENT, ("annotations", "a"), None),
    ],
)
def test_a_field_of_the_object_names_one_of_the_component(steps: Steps, after: Any, path: Any, value: Any) -> None:
    assert found("CronJob", steps, "before", after)[0] == (path, value)


def test_annotations_of_some_kinds_have_fields_of_their_own() -> None:
    assert found("ServiceAccount", ("metadata", "annotations"), ABSENT, {"a": "b"}) == [
        (("annotations",), {"a": "b"}), (("serviceAccount", "annotations"), {"a": "b"}),
    ]  # fmt: skip
    assert found("Service", ("metadata", "annotations"), {"a": "b"}, ABSENT)[0] == (("annotations",), {"a": None})


def test_a_field_with_the_value_of_the_object_is_found_wherever_it_is() -> None:
    assert found("ConfigMap", ("data", "x"), "text", "other") == [(("files", "/a.txt"), "other")]
    assert found("Deployment", ("spec", "progress"), 120, 90) == [(("health", "startup"), "90s")]
    assert found("Deployment", ("spec", "progress"), ABSENT, 90) == []


def test_an_object_of_any_shape_gives_no_fault() -> None:
    broken: Any = {"template": {"spec": {"containers": [{"name": "main", "env": ["x"]}]}}}
    steps = ("spec", "template", "spec", "containers", ("main",), "env", ("A",))
    assert found("Deployment", steps, "a", "b", spec=broken) == []
