from typing import Any

from tests.builders import cases, samples
from tests.builders.samples import SERVICE

MORE: Any = {"op": "replace", "path": "/spec/template/spec/containers/0/resources/requests/cpu", "value": "3"}
SIDE: Any = {
    "op": "add",
    "path": "/spec/template/spec/containers/-",
    "value": {
        "name": "side",
        "image": "ghcr.io/acme/side:1",
        "resources": {"limits": {"cpu": "2"}},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    },
}


def said(quota: str, *ops: Any) -> list[str]:
    component = SERVICE | {"scale": 2, "patches": [{"target": {"kind": "Deployment"}, "ops": list(ops)}]}
    judged = cases.judged(samples.case(component, None, {"quota": {"cpu": quota}}))
    return [problem.fact for problem in judged.problems if problem.code == "quota"]


def test_a_patch_that_raises_requests_counts() -> None:
    (fact,) = said("8", MORE)
    assert fact.startswith("9 of cpu may be needed ((2 pods + 1 of surge) ")
    assert said("9", MORE) == []


def test_a_container_with_a_limit_requests_as_much() -> None:
    (fact,) = said("6", SIDE)
    assert fact.startswith("6.3 of cpu may be needed ((2 pods + 1 of surge) ")


def test_the_amounts_of_a_whole_pod_count_instead_of_those_of_its_containers() -> None:
    whole = {"op": "add", "path": "/spec/template/spec/resources", "value": {"requests": {"cpu": "50"}}}
    (fact,) = said("9", whole)
    assert fact.startswith("150 of cpu may be needed ((2 pods + 1 of surge) ")
