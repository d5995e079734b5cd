"""What two revisions of a component are compared by: the values that make its pods, and no others."""

from collections.abc import Iterator

import jinja2
import pytest
from jinja2 import meta

from generator.discovery import platform_folder
from generator.generation import work
from generator.manifest.manifest import Draft
from tests.builders import cases
from tests.builders.cases import Case
from tests.builders.documents import Data
from tests.builders.samples import SERVICE, case

POD = "pod/template.yaml"
TEXTS = platform_folder.templates(None)
ROUTED: Data = {"traffic": "gateway-api", "gateway": {"name": "public", "namespace": "gateways"}}
WATCHED: Data = {"metrics": {"prometheus": "http://prometheus.monitoring:9090"}}
EXPOSED: Data = SERVICE | {"expose": {"host": "api.example.org"}, "scale": {"min": 2, "max": 6}}
STRATEGIES = ("rolling", "blue-green", {"type": "canary", "steps": [10, 50]})
ENGINES = ("native", "argo-rollouts", "flagger")


def parsed(name: str) -> jinja2.nodes.Template:
    return jinja2.Environment(autoescape=True).parse(TEXTS[name])


def included(name: str) -> set[str]:
    """The template and all that it includes."""
    found = {name}
    for each in meta.find_referenced_templates(parsed(name)):
        assert each is not None
        found |= included(each)
    return found


def variables(*names: str) -> set[str]:
    """What the templates print of a Draft's values: not what one of them sets for those that it includes."""
    texts = [parsed(name) for name in names]
    own = {each.name for text in texts for each in text.find_all(jinja2.nodes.Name) if each.ctx != "load"}
    return {variable for text in texts for variable in meta.find_undeclared_variables(text)} - own


def drafts(found: Case) -> Iterator[Draft]:
    for unit in cases.judged(found).units:
        yield from unit.drafts


def services() -> Iterator[Case]:
    for engine in ENGINES:
        for strategy in STRATEGIES:
            yield case(EXPOSED | {"strategy": strategy}, None, ROUTED | WATCHED | {"engine": engine})


def workloads() -> list[Draft]:
    return [draft for each in services() for draft in drafts(each) if POD in included(draft.template)]


def test_every_workload_of_a_service_says_which_values_make_its_pods() -> None:
    found = workloads()
    assert {draft.template for draft in found} == {"native/deployment.yaml", "argo-rollouts/rollout.yaml"}
    assert [draft.template for draft in found if draft.pods is None] == []


def test_nothing_but_workloads_has_pods() -> None:
    others = [draft for each in services() for draft in drafts(each) if POD not in included(draft.template)]
    assert [draft.template for draft in others if draft.pods is not None] == []


def test_a_pod_template_prints_nothing_else_than_what_is_compared() -> None:
    """A value that an engine adds and the pod's template prints would change pods that no comparison sees."""
    printed = variables(*included(POD))
    assert {name for draft in workloads() for name in printed.difference(draft.pods or {})} == set()


def test_the_pods_are_printed_as_they_are_compared() -> None:
    found = workloads()
    assert [{name: draft.values[name] for name in draft.pods or {}} for draft in found] == [
        draft.pods for draft in found
    ]


def test_what_a_workload_prints_beside_its_pods_is_not_compared() -> None:
    """A value that steers the engine would be told as a change of the pods."""
    beside = {draft.template: variables(*included(draft.template) - included(POD)) for draft in workloads()}
    assert {name for draft in workloads() for name in beside[draft.template].intersection(draft.pods or {})} == set()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("more", "same"),
    [
        ({"env": {"A": "1"}}, False),
        ({"image": "ghcr.io/acme/api:2"}, False),
        ({"labels": {"tier": "gold"}}, False),
        ({"scale": {"min": 3, "max": 9}}, True),
        ({"strategy": {"type": "rolling", "surge": 2}}, True),
    ],
    ids=["env", "image", "labels", "scale", "surge"],
)
def test_what_makes_the_pods_is_compared(engine: str, more: Data, *, same: bool) -> None:
    held = [case(EXPOSED | each, None, ROUTED | WATCHED | {"engine": engine}) for each in ({}, more)]
    before, after = (work.snapshots(cases.judged(each))["dev", "api"].pods for each in held)
    assert (before == after) is same


@pytest.mark.parametrize(
    "rollouts", [{"promote": True}, {"pause": "5m"}, {"keep": "2h"}], ids=["promote", "pause", "keep"]
)
def test_what_steers_a_rollout_is_none_of_its_pods(rollouts: Data) -> None:
    canary = EXPOSED | {"strategy": {"type": "canary", "steps": [10]}}
    environments = (ROUTED | WATCHED | {"engine": "argo-rollouts", "rollouts": each} for each in ({}, rollouts))
    before, after = (work.snapshots(cases.judged(case(canary, None, each)))["dev", "api"].pods for each in environments)
    assert before == after
