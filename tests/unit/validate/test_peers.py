"""Who may call, and what is called: ports, and the platform's policy, word for word."""

from typing import Any

import pytest

from generator.errors import Severity
from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.builders.samples import JOB, SERVICE

OWN_TEAM: Data = {"project": "risk/web"}


def refusals(component: Data, policy: Data) -> list[str]:
    found = cases.judged(samples.case(component, None, {"policy": policy})).problems
    assert {problem.severity for problem in found} <= {Severity.REFUSAL}
    return [f"{each.where}: {each.fact} -> {each.hint}" for each in found]


def test_a_caller_names_ports_of_the_component() -> None:
    ports = {"http": {"port": 80, "targetPort": 8080}, "admin": 9000}
    callers = [OWN_TEAM | {"ports": ["http", 9000]}, OWN_TEAM | {"port": "htp"}, OWN_TEAM | {"ports": [80, 8080]}]
    assert samples.problems(SERVICE | {"ports": ports, "callers": callers}) == [
        'components.api.callers[1].port: there is no port "htp" -> did you mean "http"? choose from: admin, http',
        'components.api.callers[2].ports[1]: there is no port "8080" -> choose from: admin, http',
    ]


def test_a_port_is_found_behind_others_that_are_there_twice() -> None:
    ports = {"http": 8080, "admin": 9000}
    callers = [OWN_TEAM | {"ports": ["http", "http", "htp"]}, OWN_TEAM | {"ports": ["htp", 9000, "htp"]}]
    fact = 'there is no port "htp" -> did you mean "http"? choose from: admin, http'
    assert samples.problems(SERVICE | {"ports": ports, "callers": callers}) == [
        f"components.api.{where}: {fact}"
        for where in ("callers[0].ports[2]", "callers[1].ports[0]", "callers[1].ports[2]")
    ]


@pytest.mark.parametrize("field", ["callers", "calls"])
def test_every_peer_is_allowed_where_the_policy_does_not_say(field: str) -> None:
    peers = [OWN_TEAM, {"project": "web/site"}, {"namespace": "ci"}, {"cidr": "10.0.0.0/8"}]
    assert refusals(SERVICE | {field: peers}, {}) == refusals(SERVICE | {field: peers}, {field: "any"}) == []


@pytest.mark.parametrize("field", ["callers", "calls"])
def test_a_policy_allows_the_projects_of_the_team(field: str) -> None:
    others = [{"project": "web/site"}, {"namespace": "ci"}, {"cidr": "10.0.0.0/8"}]
    assert refusals(SERVICE | {field: [OWN_TEAM, *others]}, {field: "same-team"}) == [
        f"components.api.{field}[{number}]: {what} is no project of team risk, and no other is allowed in dev"
        " (environments/dev.yaml:10) -> allowed: projects of risk; ask the platform team for others"
        for number, what in ((1, "web/site"), (2, "ci"), (3, "10.0.0.0/8"))
    ]


def test_a_policy_of_one_field_leaves_the_other_alone() -> None:
    component = JOB | {"calls": [{"namespace": "kafka"}]}
    assert refusals(component, {"callers": "none"}) == []
    assert refusals(component, {"calls": "none"}) == [
        (
            "components.api.calls[0]: calls is not allowed in dev (environments/dev.yaml:10)"
            " -> leave it out, or ask the platform team"
        )
    ]


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        (
            {"project": "web"},
            (
                'components.api.callers[0].project: "web" is not TEAM/NAME of a project'
                " -> write team and name: {project: risk-ml/fraud}"
            ),
        ),
        (
            {"project": "a/b", "namespace": "ci"},
            (
                'components.api.callers[0].namespace: "namespace" does not go with project'
                " -> keep one of the two: write an item for each"
            ),
        ),
        (
            {"port": "http"},
            (
                "components.api.callers[0]: one of project, namespace, cidr is missing -> name one of project, namespace and cidr:"
                " {project: risk-ml/fraud}, {namespace: ci} or {cidr: 10.0.0.0/8}"
            ),
        ),
    ],
)
def test_the_shape_of_a_peer_is_told(peer: Data, expected: str) -> None:
    assert samples.problems(SERVICE | {"callers": [peer]}) == [expected]


def test_a_task_has_no_callers() -> None:
    assert samples.problems(JOB | {"callers": [OWN_TEAM]}) == [
        (
            'components.api.callers: a job has no "callers" -> '
            "remove it: it is a field of 9 other kinds, such as a service"
        )
    ]


def test_a_list_of_an_environment_replaces_that_of_the_component() -> None:
    changed: Any = {"components": {"api": {"callers": [{"namespace": "ci"}], "calls": None}}}
    target = samples.target(SERVICE | {"callers": [OWN_TEAM], "calls": [OWN_TEAM]}, changed)
    assert [peer.namespace for peer in target.component.callers] == ["ci"]
    assert target.component.calls == ()


@pytest.mark.parametrize(("port", "ports"), [("http", ["htp"]), ("htp", ["http"])])
def test_port_and_ports_are_all_looked_at(port: str, ports: list[str]) -> None:
    where = "port" if port == "htp" else "ports[0]"
    assert samples.problems(SERVICE | {"callers": [OWN_TEAM | {"port": port, "ports": ports}]}) == [
        f'components.api.callers[0].{where}: there is no port "htp" -> did you mean "http"?'
    ]


def test_port_and_ports_are_all_opened() -> None:
    component = SERVICE | {
        "ports": {"http": 8080, "admin": 9000},
        "callers": [OWN_TEAM | {"port": 9000, "ports": ["http"]}],
    }
    rule = samples.objects(component)["NetworkPolicy/fraud-api"]["spec"]["ingress"][1]
    assert [each["port"] for each in rule["ports"]] == [8080, 9000]
