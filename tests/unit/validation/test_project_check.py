from typing import Any

import pytest

from generator.errors import Mark, Problem
from generator.validation.project_check import CheckedProject
from tests.builders import cases, samples
from tests.builders.cases import Case
from tests.builders.samples import DEV, SERVICE


def problem(line: int, fact: str = "wrong") -> Problem:
    return Problem(mark=Mark("a.yaml", line, 1), where="", fact=fact, code="x")


def test_more_problems_make_another_value() -> None:
    checked = CheckedProject(file="a.yaml", problems=(problem(1),))
    more = checked.with_problems([problem(1), problem(2)])
    assert (len(checked.problems), len(more.problems)) == (1, 2)


QUEUE = {"type": "sqs", "length": 5, "url": "https://sqs.eu-west-1.amazonaws.com/1/a", "region": "eu-west-1"}
METRICS = {"max": 3, "metrics": {"a": 1}}
GATEWAY = {"traffic": "gateway-api", "gateway": {"name": "a", "namespace": "b", "api": "1.0"}}
INGRESS = {"traffic": "ingress", "ingress": {"class": "traefik"}}
FLAGGER = {"engine": "flagger", "flagger": None}
CANARY = {"expose": {"host": "a.dev"}, "strategy": {"type": "canary", "steps": [50]}}
OCI = {"downloaders": {"oci": {"image": "volume"}}}


@pytest.mark.parametrize(
    ("fields", "environment"),
    [
        ({"scale": {"max": 3, "queue": QUEUE}}, {}),
        ({"scale": {"min": 0, "max": 3, "cpu": 70}}, {}),
        ({"scale": METRICS}, {"autoscaler": "keda"}),
        ({"expose": {"host": "a.dev", "timeout": "5m"}}, GATEWAY),
        ({"expose": {"host": "a.dev", "protocol": "grpc"}}, GATEWAY),
        ({"expose": {"host": "a.dev", "timeout": "5m"}}, INGRESS),
        ({"expose": {"host": "a.dev"}}, {"traffic": "service"}),
        ({"strategy": "blue-green"}, {"engine": "flagger"}),
        (
            {"strategy": "blue-green", "expose": {"host": "a.dev"}},
            {"engine": "argo-rollouts"} | INGRESS | {"ingress": {"class": "alb"}},
        ),
        ({"security": {"runAsUser": 0}}, {}),
        ({"service": {"trafficDistribution": "prefer-same-zone"}}, {"cluster": {"name": "dev", "kubernetes": "1.33"}}),
        ({"scale": 9, "resources": {"cpu": "1", "memory": "1Gi"}}, {"quota": {"cpu": "2"}, "namespace": "a"}),
        ({"callers": [{"project": "a/b"}]}, {"policy": {"callers": "none"}}),
        ({"machine": "none"}, {}),
        (
            {
                "patches": [
                    {"target": {"kind": "Service", "name": "x"}, "ops": [{"op": "add", "path": "/spec/x", "value": 1}]}
                ]
            },
            {},
        ),
    ],
)
def test_a_fact_about_several_environments_is_told_once_and_names_them(fields: Any, environment: Any) -> None:
    project = samples.case(SERVICE | fields).project | {"environments": {"dev": None, "live": None}}
    platform = {name: DEV | environment | {"name": name} for name in ("dev", "live")}
    found = [each for each in cases.rendered(Case(project, platform)).checked.problems if each.place]
    assert found != []
    for each in found:
        assert each.place.startswith("dev")
        assert ", live" in each.place
        assert each.fact == f"{each.common} in {each.place}"
        assert not {"dev", "live"} & set(each.common.split())
