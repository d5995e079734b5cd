"""Names of workloads whose pods cannot be found by name, where metrics are asked for."""

from typing import Any

import pytest

from tests.builders import cases
from tests.builders.cases import Case
from tests.builders.documents import Data
from tests.builders.samples import DEV, SERVICE, problems

WATCHED: Data = {"metrics": {"prometheus": "http://prometheus.monitoring:9090", "namespace": "monitoring"}}
SCALED: Data = SERVICE | {"scale": {"min": 2, "max": 4, "metrics": {"requests_total": 5}}}
SLOTS: Data = SERVICE | {"strategy": "blue-green"}
LIMIT = 46
HINT = (
    "their metrics would not be found"
    " -> shorten the project's name by 1 character: 46 is the limit where pods are judged or scaled by metrics"
)


def told(component: Data, length: int, **environment: Any) -> list[str]:
    """What is said of the length of a name; that of the project makes up the `length` of `<project>-api`."""
    name = "p" * (length - len("-api"))
    found = problems(component, None, WATCHED | {"namespace": "ml"} | environment, name=name, team="t")
    return [each for each in found if "the names of the pods" in each]


@pytest.mark.parametrize(
    ("component", "environment", "suffix"),
    [
        (SCALED, {"autoscaler": "keda"}, "-green"),
        (SCALED | {"strategy": "blue-green"}, {"autoscaler": "keda"}, "-green"),
        (SCALED | {"kind": "worker"}, {"autoscaler": "keda"}, ""),
        (SCALED, {"autoscaler": "keda", "engine": "argo-rollouts"}, ""),
        (SCALED, {"autoscaler": "keda", "engine": "flagger"}, ""),
        (SCALED | {"strategy": "blue-green"}, {"autoscaler": "keda", "engine": "flagger"}, "-primary"),
        (SLOTS, {"engine": "argo-rollouts"}, ""),
        (SLOTS, {"engine": "flagger", "flagger": {"loadTester": "http://tester.ml/"}}, "-primary"),
    ],
)
def test_a_name_may_be_as_long_as_its_pods_can_be_found(component: Data, environment: Data, suffix: str) -> None:
    fits = LIMIT - len(suffix)
    assert told(component, fits, **environment) == []
    name = "p" * (fits - 3) + "-api" + suffix
    assert told(component, fits + 1, **environment) == [
        f'name: Kubernetes cuts the names of the pods of "{name}" (47 characters): {HINT}'
    ]


def test_the_name_of_the_component_is_shortened_where_it_is_longer() -> None:
    long = "c" * 43
    chosen = {"metrics": WATCHED["metrics"], "engine": "argo-rollouts", "namespace": "ml"}
    data = {"name": "ml", "components": {long: SLOTS}, "environments": {"dev": None}}
    found = cases.judged(Case({"apiVersion": "tidegate.dev/v1", "team": "t", **data}, {"dev": DEV | chosen}))
    told = [(each.where, each.hint) for each in found.problems if each.code == "name-length"]
    assert told == []
    data["components"] = {f"{long}c": SLOTS}
    found = cases.judged(Case({"apiVersion": "tidegate.dev/v1", "team": "t", **data}, {"dev": DEV | chosen}))
    told = [(each.where, each.hint) for each in found.problems if each.code == "name-length"]
    hint = "shorten the component's name by 1 character: 46 is the limit where pods are judged or scaled by metrics"
    assert told == [(f"components.{long}c", hint)]


@pytest.mark.parametrize(
    ("component", "environment"),
    [(SCALED, {"autoscaler": "hpa"}), (SERVICE, {"autoscaler": "keda"}), (SLOTS, {}), (SERVICE, {"engine": "flagger"})],
)
def test_without_a_query_by_name_a_name_may_be_longer(component: Data, environment: Data) -> None:
    assert told(component, 52, **environment) == []
