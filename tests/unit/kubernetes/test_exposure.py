"""The hosts, ports and names of a component's routes."""

import pytest

from generator.environment.networking import Gateway, Ingress, Origin
from generator.kubernetes import exposure
from generator.spec.component import Port
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

EXPOSED: Data = SERVICE | {"expose": {"host": "{component}.{project}.{environment}.acme.dev", "path": "/v1"}}
SEVERAL: Data = SERVICE | {
    "ports": {"http": 8080, "grpc": 9000},
    "expose": [
        {"host": "a.acme.dev"},
        {"name": "grpc", "hosts": ["b.acme.dev", "{environment}.acme.dev"], "port": "grpc", "protocol": "grpc"},
    ],
}
GATEWAY: Data = {"traffic": "gateway-api", "gateway": {"name": "public", "namespace": "gateways", "api": "1.2"}}
INGRESS: Data = {"traffic": "ingress", "ingress": {"class": "nginx", "tlsSecret": "wildcard"}}


def test_a_host_has_its_places_filled() -> None:
    target = samples.target(EXPOSED)
    assert exposure.hosts(target, *exposure.routes(target)) == ["api.fraud.dev.acme.dev"]


@pytest.mark.parametrize("component", [SERVICE, samples.JOB])
def test_what_is_not_exposed_has_no_routes(component: Data) -> None:
    target = samples.target(component)
    assert (exposure.routes(target), list(exposure.claimed(target))) == ((), [])


@pytest.mark.parametrize("named", ["admin", 9000])
def test_a_port_is_exposed_by_its_name_or_its_number(named: str | int) -> None:
    component = SERVICE | {"ports": {"http": 8080, "admin": 9000}, "expose": {"host": "a.acme.dev", "port": named}}
    target = samples.target(component)
    assert exposure.port(target, *exposure.routes(target)) == Port("admin", 9000, 9000)


def test_routes_are_named_by_their_names_and_claim_every_host() -> None:
    target = samples.target(SEVERAL, None, GATEWAY)
    assert [exposure.name(target, route) for route in exposure.routes(target)] == ["fraud-api", "fraud-api-grpc"]
    assert list(exposure.claimed(target)) == [
        ("a.acme.dev", "/", ("expose", 0), ("expose", 0, "host")),
        ("b.acme.dev", "/", ("expose", 1), ("expose", 1, "hosts", 0)),
        ("dev.acme.dev", "/", ("expose", 1), ("expose", 1, "hosts", 1)),
    ]


def test_a_route_has_the_gateway_and_its_shares_in_order() -> None:
    target = samples.target(EXPOSED | {"expose": EXPOSED["expose"] | {"timeout": "5m"}}, None, GATEWAY)
    (route,) = exposure.routes(target)
    assert exposure.gateway_route(target, route, [("fraud-api-blue", 90), ("fraud-api-green", 10)]) == {
        "hosts": ["api.fraud.dev.acme.dev"],
        "path": "/v1",
        "port": 8080,
        "timeout": "5m",
        "gateway": Gateway("public", "gateways", api=(1, 2), origin=Origin("gateways")),
        "backends": [{"name": "fraud-api-blue", "weight": 90}, {"name": "fraud-api-green", "weight": 10}],
    }


def test_an_ingress_reaches_the_main_service_alone() -> None:
    target = samples.target(EXPOSED, None, INGRESS)
    values = exposure.ingress(target, *exposure.routes(target))
    assert values["service"] == "fraud-api"
    assert values["ingress"] == Ingress("nginx", "wildcard", "", "nginx", (), {})
    assert (values["hosts"], values["path"], values["port"]) == (["api.fraud.dev.acme.dev"], "/v1", 8080)


def test_the_annotations_of_a_component_come_over_those_of_the_controller_and_the_platform() -> None:
    read, send = (f"nginx.ingress.kubernetes.io/proxy-{way}-timeout" for way in ("read", "send"))
    platform = {"class": "nginx", "annotations": {"a/b": "platform", "c/d": "platform", read: "1"}}
    expose = {"host": "a.acme.dev", "timeout": "90s", "annotations": {"a/b": "component", send: "7"}}
    target = samples.target(SERVICE | {"expose": expose}, None, INGRESS | {"ingress": platform})
    assert exposure.ingress_annotations(target, *exposure.routes(target)) == {
        "a/b": "component",
        "c/d": "platform",
        read: "90",
        send: "7",
    }


def test_annotations_of_a_route_are_on_no_other_object() -> None:
    expose = {"host": "a.acme.dev", "annotations": {"a/b": "c"}}
    made = samples.objects(SERVICE | {"expose": expose}, None, GATEWAY)
    assert [name for name, each in made.items() if "a/b" in each["metadata"].get("annotations", {})] == [
        "HTTPRoute/fraud-api"
    ]
