"""Objects that the API server would refuse because of their size, each at the field that makes it so large."""

import re
from typing import Any

import pytest

from generator.manifest import object_template
from generator.manifest.manifest import Manifest
from generator.render import api_limits
from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.builders.samples import CRONJOB, JOB, SERVICE, case

REPOSITORY = "https://git.example.org/deploy.git"
ARGOCD: Data = {"gitops": {"tool": "argocd", "repository": REPOSITORY}}
SERVER_SIDE: Data = {"gitops": {"tool": "argocd", "repository": REPOSITORY, "serverSideApply": True}}


def told(content: Data, environment: Data | None = None) -> list[tuple[Any, str]]:
    """What is said of an object: the path in the component, and the fact with numbers instead of sizes."""
    manifest = Manifest(folder="f", file="x", content=object_template.constant(content))
    found = api_limits.findings(samples.target(SERVICE, None, environment), [manifest])
    return [(each.path, re.sub(r"has \d+ bytes|have \d+ bytes", "N bytes", each.fact)) for each in found]


def config(size: int, text: str = "x") -> Data:
    return {"kind": "ConfigMap", "metadata": {"name": "x"}, "data": {"a": text * size}}


def annotated(size: int) -> Data:
    return {"annotations": {"a": "x" * size}}


COPY = "with the copy of itself that Argo CD keeps in an annotation, at most 262144 are allowed"


@pytest.mark.parametrize(
    ("content", "environment", "expected"),
    [
        (config(261_000), ARGOCD, []),
        (config(262_000), ARGOCD, [(("files",), f'ConfigMap "x" N bytes {COPY}')]),
        (config(50_000, "<"), ARGOCD, [(("files",), f'ConfigMap "x" N bytes {COPY}')]),
        (config(262_000), SERVER_SIDE, []),
        (config(262_000), None, []),
        (config(1_048_576), None, []),
        (config(1_048_577), None, [(("files",), 'ConfigMap "x" N bytes of data, at most 1048576 are allowed')]),
        (
            {"kind": "Service", "metadata": {"name": "x", **annotated(262_144)}},
            None,
            [(("annotations",), 'the annotations of Service "x" N bytes, at most 262144 are allowed')],
        ),
        (
            {"kind": "CronJob", "metadata": {"name": "x"}}
            | {"spec": {"jobTemplate": {"spec": {"template": {"metadata": annotated(262_144)}}}}},
            None,
            [(("annotations",), 'the annotations of CronJob "x" N bytes, at most 262144 are allowed')],
        ),
        (
            {"kind": "Job", "metadata": {"name": "x"}, "spec": {"args": ["x" * 1_572_864]}},
            None,
            [((), 'Job "x" N bytes, at most 1572864 can be stored')],
        ),
    ],
)
def test_every_limit_of_a_whole_object(content: Data, environment: Data | None, expected: Any) -> None:
    assert told(content, environment) == expected


def test_every_rule_has_a_source() -> None:
    assert all(rule.source for rule in api_limits.RULES)


@pytest.mark.parametrize("component", [SERVICE, JOB, CRONJOB])
def test_files_that_argo_cd_cannot_apply_are_refused_before_anything_is_written(component: Data) -> None:
    """Two files of which each would do alone."""
    large = component | {"files": {"/a": "a" * 150_000, "/b": "b" * 150_000}}
    refused = cases.rendered(case(large, None, ARGOCD)).checked.problems
    assert [(each.where, each.code) for each in refused if "bytes" in each.fact] == [
        ("components.api.files", "object-size")
    ]
    assert not cases.rendered(case(large, None, SERVER_SIDE)).checked.invalid


def test_the_environment_of_a_pod_may_be_too_large_for_argo_cd() -> None:
    large = SERVICE | {"env": {f"A{number}": "x" * 30_000 for number in range(9)}}
    found = cases.rendered(case(large, None, ARGOCD)).checked.problems
    assert [(each.where, each.code) for each in found] == [("components.api", "object-size")]


def test_a_number_that_json_libraries_refuse_has_a_size_too() -> None:
    assert told({"kind": "Canary", "metadata": {"name": "x"}, "spec": {"x": 10**20, "y": "a" * api_limits.SMALL}}) == []
