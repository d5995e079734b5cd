"""What `explain` finds for a field: definitions of both sides, values, and what was meant."""

from collections.abc import Sequence
from typing import Any

import pytest

from generator.errors import UsageError
from generator.validation import explain
from generator.validation.explain import Explanation
from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

COMPONENT: Data = SERVICE | {"args": ["--port", "80"], "labels": {"example.org/tier": "gold"}}


def explained(field: str, **environment: Any) -> Explanation:
    case = samples.case(COMPONENT, None, environment)
    return explain.explain(cases.judged(case), cases.platform(case.platform), field, None)


def files(field: str) -> Sequence[str]:
    return [topic.file for topic in explained(field).topics]


def values(field: str, **environment: Any) -> Sequence[tuple[str, object]]:
    return [(row.field, row.value) for row in explained(field, **environment).rows]


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("api.scale", ["ml-project.yaml"]),
        ("components.api.scale", ["ml-project.yaml"]),
        ("scale", ["ml-project.yaml"]),
        ("labels", ["ml-project.yaml", "ml-project.yaml"]),
        ("metrics", ["ml-project.yaml", "environments/*.yaml"]),
        ("gateway.from", ["environments/*.yaml"]),
        ("dev.gateway.from", ["environments/*.yaml"]),
        ("machines.any.cpu", ["environments/*.yaml"]),
        ("tidegate", ["tidegate-platform.yaml"]),
        ("environments.dev.releases.api.active.image", ["ml-project.yaml"]),
        ("gitops.version", ["environments/*.yaml", "environments/*.yaml"]),
    ],
)
def test_a_field_of_any_file_is_found(field: str, found: list[str]) -> None:
    assert files(field) == found


def test_a_field_of_a_component_has_its_values() -> None:
    assert values("api.args") == [("components.api.args", ["--port", "80"])]
    assert values("args") == values("components.api.args") == values("api.args")


@pytest.mark.parametrize("field", ["api.args[1]", "api.args.1", "args[1]"])
def test_an_item_of_a_list_is_a_field(field: str) -> None:
    assert values(field) == [("components.api.args[1]", "80")]


def test_an_item_in_an_item_is_a_field_and_one_that_is_not_there_is_none() -> None:
    ops = [{"op": "test", "path": "/kind", "value": "Deployment"}]
    case = samples.case(COMPONENT | {"patches": [{"target": {"kind": "Deployment"}, "ops": ops}]}, None, None)
    checked, platform = cases.judged(case), cases.platform(case.platform)
    (row,) = explain.explain(checked, platform, "api.patches.0.ops.0.path", None).rows
    assert (row.field, row.value) == ("components.api.patches[0].ops[0].path", "/kind")
    with pytest.raises(UsageError, match=r'there is no field "api\.args\.2"'):
        explain.explain(checked, platform, "api.args.2", None)


def test_a_key_with_dots_is_a_field() -> None:
    assert values("api.labels.example.org/tier") == [('components.api.labels["example.org/tier"]', "gold")]
    assert values('api.labels["example.org/tier"]') == values("api.labels.example.org/tier")


def test_the_project_and_the_platform_have_values_too() -> None:
    assert ("team", "risk") in values("team")
    assert values("engine", engine="flagger") == [("engine", "flagger")]
    assert values("quota", quota={"cpu": "20"}) == [("quota.cpu", "20")]


def test_a_setting_that_is_not_set_has_its_default() -> None:
    (row,) = explained("podSecurity").rows
    assert (row.value, row.source) == ("restricted", "default")


def test_what_has_no_value_is_unset() -> None:
    assert explained("api.model").unset
    assert not explained("api.args").unset


def test_machines_are_listed_once_for_environments_that_agree() -> None:
    gpu: Data = {"cpu": "4", "memory": "16Gi", "gpu": {"nvidia.com/gpu": 1}, "hourlyCost": 0.9}
    large: Data = {"cpu": "8", "memory": "32Gi", "resizable": True, "max": {"memory": "64Gi"}}
    found = {row.name: row for row in explained("machines", machines={"mine": gpu, "huge": large}).machines}
    small, big = found["mine"], found["huge"]
    assert small[:7] == ("mine", "4", "16Gi", "1 nvidia.com/gpu", "", "0.9", ("dev",))
    assert big[:7] == ("huge", "8", "32Gi", "", "64Gi memory", "", ("dev",))


@pytest.mark.parametrize(
    ("field", "meant"),
    [
        ("api.arg", "api.args"),
        ("api.scale.mni", "api.scale.min"),
        ("registries", "policy.images.registries"),
        ("gatewy", "gateway"),
    ],
)
def test_what_is_no_field_gets_the_one_that_was_meant(field: str, meant: str) -> None:
    with pytest.raises(UsageError) as caught:
        explained(field)
    assert (caught.value.message, caught.value.hint) == (f'there is no field "{field}"', f'did you mean "{meant}"?')


def test_without_a_project_there_is_the_reference_and_the_platform() -> None:
    case = samples.case(COMPONENT, None, {})
    found = explain.explain(None, cases.platform(case.platform), "scale", None)
    assert ([topic.field.name for topic in found.topics], found.rows) == (["scale"], ())


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("api.init.migrate", ["components.api (green, candidate).init.migrate.command"]),
        ("components.api.image", ["components.api.image", "components.api (green, candidate).image"]),
        ("api.init.migrate.command", ["components.api (green, candidate).init.migrate.command"]),
    ],
)
def test_a_field_is_shown_in_every_slot(field: str, shown: list[str]) -> None:
    candidate = {"image": "a:2", "with": {"init": {"migrate": {"command": ["up"]}}}}
    position = {"active": {"slot": "blue", "image": "a:1"}, "candidate": candidate, "step": 0}
    case = samples.case(SERVICE | {"strategy": "blue-green"}, {"releases": {"api": position}})
    rows = explain.explain(cases.judged(case), cases.platform(case.platform), field, None).rows
    found = [row.field for row in rows]
    assert [each for each in found if "migrate.resources" not in each and "migrate.image" not in each] == shown
