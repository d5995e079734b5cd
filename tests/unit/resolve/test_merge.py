"""One test for each sentence of docs/formats.md#merging."""

from typing import Any

import pytest

from generator.errors import Mark
from generator.resolve import field_rules, merge
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.source.scalars import raw
from tests.builders import documents, samples
from tests.builders.documents import Data
from tests.builders.samples import CRONJOB, JOB, SERVICE

# The examples of RFC 7386, appendix A, where both sides are mappings.
RFC = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ({"x": 1}, {"a": {"bb": {"ccc": None}}}, {"x": 1, "a": {"bb": {}}}),
]


@pytest.mark.parametrize(("below", "above", "wanted"), RFC)
def test_mappings_merge_and_all_else_replaces(below: Data, above: Data, wanted: Data) -> None:
    assert raw(merge.merge_patch(documents.mapping(below), documents.mapping(above))) == wanted


def environment(name: str, section: Any, environment: Data | None = None, component: Data = SERVICE) -> Data:
    """The object that an override makes, by `Kind/name`."""
    return samples.objects(component, section, environment)[name]


def test_null_in_an_override_gives_the_default_back() -> None:
    section = {"components": {"api": {"scale": None, "shutdown": None}}}
    component = SERVICE | {"scale": 5, "shutdown": "99s"}
    assert environment("HorizontalPodAutoscaler/fraud-api-blue", section, None, component)["spec"]["maxReplicas"] == 1
    pod = environment("Deployment/fraud-api-blue", section, None, component)["spec"]["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] == 30


def test_null_for_a_component_takes_it_away() -> None:
    assert samples.objects(SERVICE, {"components": {"api": None}}) == {}


@pytest.mark.parametrize("component", [SERVICE | {"args": None}, SERVICE | {"scale": {"max": None}}])
def test_null_elsewhere_is_a_problem(component: Data) -> None:
    (problem,) = samples.problems(component)
    assert "found no value" in problem


def test_null_in_what_a_version_sets_differently_is_a_problem() -> None:
    section = {"releases": {"api": {"active": {"image": SERVICE["image"], "with": {"args": None}}}}}
    (problem,) = samples.problems(SERVICE, section)
    assert problem.startswith("environments.dev.releases.api.active.with.args: expected a list, found no value")


def test_an_override_of_an_unknown_component_is_a_problem() -> None:
    assert samples.problems(SERVICE, {"components": {"apu": {"scale": 2}}}) == [
        'environments.dev.components.apu: there is no component "apu" -> did you mean "api"?'
    ]


@pytest.mark.parametrize("component", [JOB, CRONJOB])
def test_a_platforms_defaults_that_a_kind_lacks_are_skipped(component: Data) -> None:
    platform = {"defaults": {"shutdown": "60s", "scale": 3, "retries": 7}}
    (workload,) = [o for o in samples.objects(component, None, platform).values() if o["kind"] in {"Job", "CronJob"}]
    spec = workload["spec"].get("jobTemplate", workload)["spec"]
    assert spec["backoffLimit"] == 7


def test_a_default_with_a_value_that_a_kind_cannot_have_is_skipped() -> None:
    fixed = field_rules.COMMON.with_own(
        Fields({}, {}, unsuited={"scale": lambda node: isinstance(node, nodes.Mapping)})
    )
    bounds, number = nodes.Mapping({}, Mark("f", 1, 1)), nodes.Scalar("3", plain=True, mark=Mark("f", 1, 1))
    assert (fixed.suits("scale", bounds), fixed.suits("scale", number), fixed.suits("other", bounds)) == (
        False,
        True,
        True,
    )
    assert field_rules.union([fixed]).suits("scale", bounds) is False


def test_the_layers_are_default_platform_component_override_version() -> None:
    def graces(component: Data, section: Any, platform: Data) -> int:
        found = samples.objects(SERVICE | component, section, platform)["Deployment/fraud-api-blue"]
        grace: int = found["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
        return grace

    platform, section = {"defaults": {"shutdown": "2s"}}, {"components": {"api": {"shutdown": "4s"}}}
    assert graces({}, None, {}) == 30
    assert graces({}, None, platform) == 2
    assert graces({"shutdown": "3s"}, None, platform) == 3
    assert graces({"shutdown": "3s"}, section, platform) == 4


def test_what_a_version_sets_differently_wins_in_its_slot_alone() -> None:
    release = {
        "active": {"slot": "blue", "image": "a:1"},
        "candidate": {"image": "a:2", "with": {"args": ["new"]}},
        "step": 0,
    }
    section = {"components": {"api": {"args": ["override"], "strategy": "blue-green"}}, "releases": {"api": release}}
    found = samples.objects(SERVICE | {"args": ["component"]}, section)
    args = {
        slot: found[f"Deployment/fraud-api-{slot}"]["spec"]["template"]["spec"]["containers"][0]["args"]
        for slot in ("blue", "green")
    }
    assert args == {"blue": ["override"], "green": ["new"]}
