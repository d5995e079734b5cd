"""A quota refuses with exit code 4, at the largest demand, names the platform's line and says how it counted."""

from typing import Any

import pytest

from generator.errors import Severity
from generator.validate import quota
from generator.validate.policy import Pods
from generator.validate.quota import Demand
from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

TIMES = "\N{MULTIPLICATION SIGN}"


def refusals(component: Data, limit: Data, section: Any = None) -> list[tuple[str, str, str]]:
    found = cases.judged(samples.case(component, section, {"quota": limit})).problems
    assert {(problem.severity, problem.code) for problem in found} <= {(Severity.REFUSAL, "quota")}
    return [(problem.where, problem.fact, problem.hint) for problem in found]


@pytest.mark.parametrize(
    ("component", "limit", "where", "fact"),
    [
        (
            {"scale": {"max": 4}, "resources": {"cpu": 2}},
            {"cpu": "9"},
            "components.api.scale.max",
            "10 of cpu may be needed ((4 pods + 1 of surge) * 2), but the quota is 9 in dev ({})",
        ),
        (
            {"scale": {"max": 5}, "strategy": "blue-green", "resources": {"cpu": 1}},
            {"cpu": 9},
            "components.api.scale.max",
            "10 of cpu may be needed (5 pods * 2 slots * 1), but the quota is 9 in dev ({})",
        ),
        (
            {"scale": {"max": 4}, "strategy": "blue-green", "resources": {"memory": "1Gi"}},
            {"memory": "7Gi"},
            "components.api.scale.max",
            "8Gi of memory may be needed (4 pods * 2 slots * 1Gi), but the quota is 7Gi in dev ({})",
        ),
        (
            {"scale": 3, "resources": {"gpu": 1, "memory": "1Gi"}, "strategy": "blue-green"},
            {"gpu": {"nvidia.com/gpu": 5}},
            "components.api.scale",
            "6 of nvidia.com/gpu may be needed (3 pods * 2 slots * 1), but the quota is 5 in dev ({})",
        ),
        (
            {"resources": {"cpu": 2, "memory": "100Mi"}},
            {"memory": "100Mi"},
            "components.api",
            "200Mi of memory may be needed ((1 pod + 1 of surge) * 100Mi), but the quota is 100Mi in dev ({})",
        ),
    ],
)
def test_it_refuses_what_a_project_may_need_at_most(component: Data, limit: Data, where: str, fact: str) -> None:
    ((found, said, hint),) = refusals(SERVICE | component, limit)
    line, _, rest = said.rpartition("(")
    assert (found, line + "({})") == (where, fact.replace("*", TIMES))
    assert rest.startswith("environments/dev.yaml:")
    assert hint == "lower the number of pods or the resources of components.api, the largest"


@pytest.mark.parametrize(
    ("component", "limit"),
    [
        ({"scale": {"max": 4}, "resources": {"cpu": 2}}, {"cpu": "10"}),
        (
            {"scale": 3, "resources": {"gpu": 1, "memory": "1Gi"}, "strategy": "blue-green"},
            {"gpu": {"nvidia.com/gpu": 6, "amd.com/gpu": 0}},
        ),
    ],
)
def test_it_lets_through_what_just_fits(component: Data, limit: Data) -> None:
    assert refusals(SERVICE | component, limit) == []


def test_an_environments_own_scale_is_the_place() -> None:
    component = SERVICE | {"scale": 1, "resources": {"cpu": 1}}
    ((where, _, _),) = refusals(component, {"cpu": "5"}, {"components": {"api": {"scale": 8}}})
    assert where == "environments.dev.components.api.scale"


def test_a_candidate_with_other_resources_is_counted_for_itself() -> None:
    component = SERVICE | {"scale": 4, "strategy": "blue-green", "resources": {"cpu": 2}}
    release = {
        "active": {"slot": "blue", "image": "ghcr.io/acme/api:1"},
        "candidate": {"image": "ghcr.io/acme/api:2", "with": {"resources": {"cpu": 3}}},
        "step": 0,
    }
    ((_, fact, _),) = refusals(component, {"cpu": "19"}, {"releases": {"api": release}})
    assert fact.startswith(f"20 of cpu may be needed (4 pods {TIMES} 2 + 4 pods {TIMES} 3), but")


def demand(component: str, number: int, project: tuple[str, str] = ("risk", "fraud")) -> Demand:
    return Demand("one", "risk", "dev", project, component, (Pods(number, {"cpu": "1"}),), component)


def test_others_are_named_the_largest_first() -> None:
    environment = samples.environment(quota={"cpu": "10"})
    mine = [demand("api", 6), demand("train", 4), demand("web", 2, ("risk", "churn"))]
    mine += [demand(name, 1) for name in ("a", "b", "c")]
    ((resource, problem),) = quota.judge(environment, mine, [demand("", 3, ("nlp", "chat"))])
    assert (resource, problem.where) == ("cpu", "api")
    assert problem.fact.startswith(
        f"18 of cpu may be needed (6 pods {TIMES} 1, and 12 by others), but the quota is 10 in dev ("
    )
    assert problem.hint == (
        "lower the number of pods or the resources of components.api, the largest; others in the namespace: "
        "components.train 4, "
        "nlp/chat (in the repository) 3, components.web of risk/churn 2, components.a 1, components.b 1, 1 more"
    )


@pytest.mark.parametrize(
    ("namespace", "expected"),
    [("{team}-{project}-{environment}", False), ("{team}-{environment}", True), ("ml-{project}", True), ("ml", True)],
)
def test_projects_share_a_namespace_unless_it_has_both_names(namespace: str, expected: bool) -> None:  # noqa: FBT001
    assert quota.shared(samples.environment(namespace=namespace, quota={"cpu": "1"})) is expected
    assert not quota.shared(samples.environment(namespace=namespace))
