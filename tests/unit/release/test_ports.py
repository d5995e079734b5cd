"""Changes of ports that would cut callers off, and those of the recipe, which do not."""

from itertools import pairwise
from typing import Any

import pytest

from generator.release import ports
from generator.release.ports import Endpoints
from tests.builders import samples
from tests.builders.samples import INFERENCE, JOB, SERVICE, STORE

ROUTED = {"host": "a.acme.dev"}
NONE_THERE = "the running pods have no such port"


def endpoints(held: Any, expose: Any = ROUTED, **more: Any) -> Endpoints:
    component = SERVICE | {"ports": held} | ({"expose": expose} if expose else {}) | more
    return ports.of_target(samples.target(component))


def changed(before: Endpoints, after: Endpoints) -> list[str]:
    return [change.fact for change in ports.changes(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "fact"),
    [
        ({"http": 8080}, {"web": 8080}, f'the port "http" (8080) is renamed to "web" while it runs: {NONE_THERE}'),
        (
            {"http": 8080},
            {"web": 9090},
            f'the port "http" is renamed to "web" and moves from 8080 to 9090 while it runs: {NONE_THERE}',
        ),
        (
            {"http": 8080, "admin": 9000},
            {"http": 8080, "ops": {"port": 9001, "targetPort": 9000}},
            f'the port "admin" is renamed to "ops" and moves from 9000 to 9001 while it runs: {NONE_THERE}',
        ),
        (
            {"http": 8080},
            {"http": 9090},
            'the number of the port "http" changes from 8080 to 9090 while it runs: the running pods still have the old one',
        ),
        (
            {"http": {"port": 80, "targetPort": 8080}},
            {"http": {"port": 80, "targetPort": 9090}},
            'the targetPort of the port "http" changes from 8080 to 9090 while it runs: the running pods still have the old one',
        ),
        (
            {"http": 8080, "feed": 9000},
            {"http": 8080, "feed": {"port": 9000, "protocol": "UDP"}},
            'the protocol of the port "feed" changes from TCP to UDP while it runs: the running pods still have the old one',
        ),
    ],
)
@pytest.mark.parametrize("expose", [ROUTED, None])
def test_a_port_of_running_pods_stays(before: Any, after: Any, fact: str, expose: Any) -> None:
    assert changed(endpoints(before, expose), endpoints(after, expose)) == [fact]


def test_a_route_does_not_move_to_a_port_that_comes_in_the_same_merge() -> None:
    after = endpoints({"http": 8080, "web": 8081}, ROUTED | {"port": "web"})
    assert list(ports.changes(endpoints({"http": 8080}), after)) == [
        ports.PortChange(
            fact="the route moves to port 8081, which comes in the same merge: no running pod has it",
            path=("expose", "port"),
        )
    ]


def test_a_new_first_port_takes_no_route_along() -> None:
    assert changed(endpoints({"http": 8080}), endpoints({"web": 8081, "http": 8080})) == [
        "the route moves to port 8081, which comes in the same merge: no running pod has it"
    ]
    assert changed(endpoints({"http": 8080}, None), endpoints({"web": 8081, "http": 8080}, None)) == []


def test_the_way_out_for_a_transformer_keeps_the_route_for_one_merge() -> None:
    served = INFERENCE | {"format": "custom", "image": "ghcr.io/acme/server:1", "ports": {"http": 8080}}
    front = {"transformer": {"image": "ghcr.io/acme/front:1"}}

    def found(**more: Any) -> Endpoints:
        exposed = {"expose": {"host": "a.dev", **more.pop("expose", {})}}
        return ports.of_target(
            samples.target(served | exposed | more, None, {"downloaders": {"*": {"image": "a/b:1"}}})
        )

    (change,) = ports.changes(found(), found(**front))
    assert change.hint == (
        "write expose: {port: http} for this merge, and leave it out in the next, when all pods have the transformer"
    )
    first = found(**front, expose={"port": "http"})
    assert [*ports.changes(found(), first), *ports.changes(first, found(**front))] == []


@pytest.mark.parametrize("new", [8081, {"port": 80, "targetPort": 8080}])
def test_the_recipe_adds_the_new_port_moves_to_it_and_takes_the_old_one_away(new: Any) -> None:
    steps = [
        endpoints({"http": 8080}),
        endpoints({"http": 8080, "web": new}),
        endpoints({"http": 8080, "web": new}, ROUTED | {"port": "web"}),
        endpoints({"web": new}),
    ]
    assert [changed(*pair) for pair in pairwise(steps)] == [[], [], []]


@pytest.mark.parametrize(
    "after",
    [
        {"http": 8080, "metrics": 9090},
        {"http": {"port": 8080, "appProtocol": "kubernetes.io/h2c"}},
        {"http": 8080, "feed": {"port": 8080, "protocol": "UDP"}},
    ],
)
def test_what_reaches_the_running_pods_may_change(after: Any) -> None:
    assert changed(endpoints({"http": 8080}), endpoints(after)) == []


def test_a_service_may_be_exposed_together_with_a_new_port() -> None:
    after = endpoints({"http": 8080, "web": 8081}, ROUTED | {"port": "web"})
    assert changed(endpoints({"http": 8080}, None), after) == []


def test_a_port_of_a_sidecar_is_reached_by_its_number() -> None:
    def beside(held: Any) -> Endpoints:
        return endpoints({"http": 8080}, sidecars={"proxy": {"image": "ghcr.io/acme/p:1", "ports": held}})

    assert changed(beside({"tls": 8443}), beside({"secure": 8443})) == []
    found = list(ports.changes(beside({"tls": 8443}), beside({"tls": 8444})))
    assert [change.path for change in found] == [("sidecars", "proxy", "ports", "tls")]


def test_a_job_has_no_ports() -> None:
    assert ports.of_target(samples.target(JOB)) == ports.NOT_REACHED


@pytest.mark.parametrize("component", [SERVICE, STORE])
def test_ports_are_read_from_the_objects_as_they_were_drafted(component: Any) -> None:
    component = component | {"ports": {"http": {"port": 80, "targetPort": 8080}, "grpc": 9000}}
    objects = samples.objects(component)
    workload = next(each for name, each in objects.items() if name.startswith(("Deployment/", "StatefulSet/")))
    drafted = tuple(port._replace(path=()) for port in ports.of_target(samples.target(component)).ports)
    assert ports.of_service(objects["Service/fraud-api"], workload) == drafted


@pytest.mark.parametrize(
    "broken", [{"name": ["http"]}, {"port": {"number": 80}}, {"targetPort": [8080]}, {"protocol": None}]
)
def test_a_service_that_somebody_broke_has_no_ports_to_compare(broken: Any) -> None:
    workload = samples.objects(SERVICE)["Deployment/fraud-api-blue"]
    service = {"spec": {"ports": [{"name": "http", "port": 80, "targetPort": 8080} | broken]}}
    with pytest.raises(TypeError, match=r"^a name or a number of a port is neither a text nor a number$"):
        ports.of_service(service, workload)


def test_flagger_makes_services_with_the_ports_of_the_container() -> None:
    component = SERVICE | {"strategy": "blue-green", "ports": {"http": {"port": 80, "targetPort": 8080}, "grpc": 9000}}
    objects = samples.objects(component, None, {"engine": "flagger"})
    drafted = tuple(
        port._replace(path=()) for port in ports.of_target(samples.target(component, None, {"engine": "flagger"})).ports
    )
    assert ports.of_canary(objects["Canary/fraud-api"], objects["Deployment/fraud-api"]) == drafted


def on_kserve(held: Any, api: str) -> Endpoints:
    component = INFERENCE | {"format": "custom", "image": "ghcr.io/acme/server:1", "ports": held}
    operators = {"operators": {"inference": {"api": api, "restricted": True}}}
    return ports.of_target(samples.target(component, environment=operators))


def test_services_of_kserve_lead_to_numbers() -> None:
    before = on_kserve({"http": 8080}, "kserve-standard")
    assert changed(before, on_kserve({"web": 8080}, "kserve-standard")) == []
    assert changed(before, on_kserve({"http": 9090}, "kserve-standard")) == [
        'the number of the port "http" changes from 8080 to 9090 while it runs: the running pods still have the old one'
    ]


def test_revisions_of_knative_have_ports_of_their_own() -> None:
    assert changed(on_kserve({"http": 8080}, "kserve-knative"), on_kserve({"http": 9090}, "kserve-knative")) == []
