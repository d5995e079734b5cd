"""Bounds of the rules for a component: what is still right. What is wrong stands in the golden cases, word for word."""

from typing import Any

import pytest

from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

LIMIT = 1024 * 1024
ANNOTATIONS = 240 * 1024


def codes(component: Data, **environment: Any) -> list[str]:
    return [problem.code for problem in cases.judged(samples.case(component, None, environment)).problems]


@pytest.mark.parametrize(
    ("resources", "found"),
    [
        ({"requests": {"cpu": "1"}, "limits": {"cpu": "1000m"}}, []),
        ({"requests": {"cpu": "1001m"}, "limits": {"cpu": "1"}}, ["resources"]),
        ({"requests": {"hugepages-2Mi": "4Mi"}, "limits": {"hugepages-2Mi": "4096Ki", "memory": "1Gi"}}, []),
        ({"requests": {"hugepages-2Mi": "4Mi", "cpu": "1"}}, ["resources"]),
        ({"limits": {"hugepages-2Mi": "4Mi"}}, ["resources"]),
        ({"limits": {"hugepages-2Mi": "5Mi", "memory": "1Gi"}}, ["resources"]),
        ({"limits": {"hugepages-large": "4Mi", "memory": "1Gi"}}, ["resources"]),
        ({"limits": {"requests.nvidia.com/gpu": "1"}}, ["unknown-resource"]),
        ({"limits": {"nvidia.com/gpu": "1"}}, []),
        ({"limits": {"nvidia.com/gpu": "0.5"}}, ["resources"]),
        ({"requests": {"gpu": "1"}}, ["unknown-resource"]),
    ],
)
def test_requests_are_at_most_their_limits_and_devices_equal_to_them(resources: Data, found: list[str]) -> None:
    component = SERVICE | {
        "resources": resources,
        "scale": {"min": 2, "max": 2, "metrics": {"a": 1}},
        "metrics": {"port": "http"},
    }
    assert codes(component, metrics={"namespace": "monitoring"}) == found


@pytest.mark.parametrize(("size", "found"), [(LIMIT, []), (LIMIT + 1, ["files-size"])])
def test_files_are_as_large_as_a_config_map_may_be(size: int, found: list[str]) -> None:
    half = size // 2
    case = samples.case(SERVICE | {"files": {"/a": {"from": "a"}, "/b": {"from": "b"}}})
    judged = cases.judged(case, {"a": b"x" * half, "b": b"x" * (size - half)})
    assert [problem.code for problem in judged.problems] == found


@pytest.mark.parametrize(
    ("env", "found"),
    [
        ({"A": "x", "B": "$(A)"}, []),
        ({"B": "$(A)", "A": "x"}, ["env-order"]),
        ({"A": "$(A)"}, ["env-order"]),
        ({"B": "$$(A)", "A": "x"}, ["env-order"]),
        ({"B": "$(SOMEBODY_ELSES)"}, []),
    ],
)
def test_a_variable_refers_to_what_stands_above_it(env: Data, found: list[str]) -> None:
    assert codes(SERVICE | {"env": env}) == found


@pytest.mark.parametrize(
    ("component", "found"),
    [
        ({"files": {"/etc/a": "x", "/etc/b/c": "y"}}, []),
        ({"files": {"/etc/a": "x", "/etc/a/b": "y"}}, ["mount-twice"]),
        ({"files": {"/etc/a": "x"}, "volumes": {"/etc/a/b": {"scratch": "1Gi"}}}, ["mount-twice"]),
        ({"files": {"/data/a": "x"}, "volumes": {"/data": {"scratch": "1Gi"}}}, []),
        ({"files": {"/dev/shm/a": "x"}}, []),  # noqa: S108 - a path in the container
    ],
)
def test_only_a_file_has_nothing_below_it(component: Data, found: list[str]) -> None:
    assert codes(SERVICE | component) == found


@pytest.mark.parametrize(
    ("image", "found"), [("a/b", ["image-floating"]), ("a/b:1", []), (f"a/b@sha256:{'0a' * 32}", [])]
)
def test_an_image_without_tag_and_digest_is_no_version(image: str, found: list[str]) -> None:
    assert codes(SERVICE | {"image": image}) == found


@pytest.mark.parametrize(
    ("env", "found"),
    [
        ({"API_TOKEN": "x"}, ["secret"]),
        ({"API_TOKEN": ""}, []),
        ({"API_TOKEN": {"value": "x", "public": True}}, []),
        ({"API_TOKEN": {"secret": "s", "key": "k"}}, []),
        ({"TOKENIZER": "x"}, []),
    ],
)
def test_a_name_that_says_secret_holds_none_in_the_clear(env: Data, found: list[str]) -> None:
    assert codes(SERVICE | {"env": env}) == found


@pytest.mark.parametrize(("size", "found"), [(ANNOTATIONS, []), (ANNOTATIONS + 1, ["too-long"])])
def test_annotations_of_project_and_component_are_counted_together(size: int, found: list[str]) -> None:
    half = size // 2
    component = SERVICE | {"annotations": {"b": "y" * (size - half - 1 - len("description"))}}
    case = samples.case(component, annotations={"a": "x" * (half - 1)})
    assert [problem.code for problem in cases.judged(case).problems] == found
