"""Fields about the network: what follows from the name of a port, and the values of `service`."""

from typing import Any

import pytest

from generator.components import kinds
from generator.resolve import merge, networking
from generator.source.scalars import raw
from generator.spec.networking import MainService, Route
from tests.builders import documents, samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

H2C = "kubernetes.io/h2c"
PLAIN = MainService(type="cluster-ip", headless=False, annotations={}, sources=(), by_client=False, distribution="")


def protocols(ports: Data, **environment: Any) -> dict[str, str]:
    settled = samples.target(SERVICE | {"ports": ports}, None, environment).component.serving
    return {port.name: port.app_protocol for port in settled.ports}


def test_a_port_that_speaks_grpc_by_its_name_gets_its_protocol() -> None:
    ports = {"http": 8080, "grpc": 9000, "grpc-admin": {"port": 9001}, "my-grpc": 9002}
    assert protocols(ports) == {"http": "", "grpc": H2C, "grpc-admin": H2C, "my-grpc": ""}


def test_what_is_written_is_kept_and_none_is_left_out() -> None:
    ports = {
        "grpc": {"port": 9000, "appProtocol": "none"},
        "grpc-tls": {"port": 9001, "appProtocol": "https"},
        "grpc-udp": {"port": 9002, "protocol": "UDP"},
        "http": {"port": 8080, "appProtocol": "none"},
    }
    assert protocols({"web": 80, **ports}) == {"web": "", "grpc": "", "grpc-tls": "https", "grpc-udp": "", "http": ""}


def test_a_gateway_that_refuses_protocols_gets_none_but_those_that_are_written() -> None:
    gateway = {"name": "public", "namespace": "gateways", "appProtocol": "none"}
    ports = {"grpc": 9000, "grpc-admin": {"port": 9001, "appProtocol": H2C}}
    assert protocols(ports, gateway=gateway) == {"grpc": "", "grpc-admin": H2C}


def test_an_environment_may_change_the_protocol_of_a_port() -> None:
    changed = {"components": {"api": {"ports": {"grpc": {"appProtocol": "none"}}}}}
    target = samples.target(SERVICE | {"ports": {"grpc": 9000}}, changed)
    assert [port.app_protocol for port in target.component.serving.ports] == [""]


def test_path_and_scheme_of_a_port_are_kept() -> None:
    ports = {"http": 8080, "metrics": {"port": 9090, "path": "/prom", "scheme": "HTTPS"}}
    _, metrics = samples.target(SERVICE | {"ports": ports}).component.serving.ports
    assert (metrics.path, metrics.scheme) == ("/prom", "HTTPS")


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ({}, PLAIN),
        (
            {"headless": True, "annotations": {"a/b": "c"}},
            PLAIN._replace(headless=True, annotations={"a/b": "c"}),
        ),
        (
            {"sessionAffinity": "client-ip", "trafficDistribution": "prefer-close"},
            PLAIN._replace(by_client=True, distribution="prefer-close"),
        ),
        ({"sessionAffinity": "none"}, PLAIN),
    ],
)
def test_the_main_service_has_a_value_for_what_is_not_written(service: Data, expected: MainService) -> None:
    assert samples.target(SERVICE | {"service": service}).component.serving.main_service == expected


def test_an_environment_changes_a_part_of_the_service_or_removes_it() -> None:
    component = SERVICE | {"service": {"sessionAffinity": "client-ip", "annotations": {"a/b": "c"}}}
    changed = samples.target(
        component, {"components": {"api": {"service": {"annotations": {"a/b": None, "d/e": "f"}}}}}
    )
    assert changed.component.serving.main_service == PLAIN._replace(annotations={"d/e": "f"}, by_client=True)
    removed = samples.target(component, {"components": {"api": {"service": None}}})
    assert removed.component.serving.main_service == PLAIN


def test_ports_know_their_container_and_those_of_a_transformer_are_first() -> None:
    component = {
        "ports": {"http": {"port": 8080}},
        "sidecars": {"a": {"ports": {"x": {"port": 80, "targetPort": 8081}}}, "b": {}},
        "transformer": {"ports": {"front": {"port": 8090}}},
    }
    assert [(each.position, each.target) for each in networking.ports(component)] == [
        (("transformer", "ports", "front"), 8090),
        (("ports", "http"), 8080),
        (("sidecars", "a", "ports", "x"), 8081),
    ]


ROUTES = [
    ({"host": "a.dev", "path": "/a"}, {"hosts": ["b.dev"]}, {"path": "/a", "hosts": ["b.dev"]}),
    ({"hosts": ["b.dev"], "timeout": "5m"}, {"host": "a.dev"}, {"timeout": "5m", "host": "a.dev"}),
    ({"host": "a.dev", "path": "/a"}, {"path": None, "port": "http"}, {"host": "a.dev", "port": "http"}),
    ({"host": "a.dev", "path": "/a"}, [{"host": "b.dev"}], [{"host": "b.dev"}]),
    ([{"host": "a.dev", "path": "/a"}], {"host": "b.dev"}, {"host": "b.dev"}),
    ([{"host": "a.dev"}], [{"host": "b.dev", "path": "/b"}], [{"host": "b.dev", "path": "/b"}]),
]


@pytest.mark.parametrize(("below", "above", "wanted"), ROUTES)
def test_a_mapping_merges_and_a_list_replaces(below: Any, above: Any, wanted: Any) -> None:
    layers = [documents.mapping({"expose": each}) for each in (below, above)]
    assert raw(merge.layers(layers, kinds.fields())) == {"expose": wanted}


def test_routes_have_a_path_and_the_main_port_where_none_is_written() -> None:
    expose = [{"host": "a.dev"}, {"name": "b", "host": "b.dev", "path": "/b", "port": 9000}]
    first, second = samples.target(
        SERVICE | {"ports": {"web": 80, "b": 9000}, "expose": expose}
    ).component.serving.routes
    assert first == Route("", ("a.dev",), "/", "web", "", {}, "http", ("expose", 0), listed=False)
    assert second == Route("b", ("b.dev",), "/b", "9000", "", {}, "http", ("expose", 1), listed=False)


def test_a_single_route_keeps_everything_that_is_written() -> None:
    expose = {"hosts": ["a.dev", "b.dev"], "timeout": "1h30m", "annotations": {"a/b": "c"}, "protocol": "grpc"}
    ports = {"grpc": 9000}
    environment = {"traffic": "ingress", "ingress": {"class": "nginx"}}
    (route,) = samples.target(SERVICE | {"ports": ports, "expose": expose}, None, environment).component.serving.routes
    assert route == Route("", ("a.dev", "b.dev"), "/", "grpc", "1h30m", {"a/b": "c"}, "grpc", ("expose",), listed=True)
