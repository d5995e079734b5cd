"""What `expose` must be to the ports, the strategy and the entry of the cluster, word for word."""

from typing import Any

import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

PORTS: Data = {"http": 8080, "grpc": 9000, "https": 8443, "dns": {"port": 5353, "protocol": "UDP"}}


def gateway(**more: Any) -> Data:
    return {"traffic": "gateway-api", "gateway": {"name": "public", "namespace": "gateways"} | more}


def ingress(**more: Any) -> Data:
    return {"traffic": "ingress", "ingress": more}


def said(expose: Any, environment: Data | None = None, **component: Any) -> list[str]:
    return samples.problems(SERVICE | {"ports": PORTS, "expose": expose} | component, None, environment or gateway())


def test_a_list_of_routes_is_judged_route_by_route() -> None:
    assert said([{"host": "a.dev", "port": "htp"}, {"name": "b", "host": "b.dev", "port": "dns"}]) == [
        'components.api.expose[0].port: there is no port "htp" -> did you mean "http"? choose from: dns, grpc, http, https',
        (
            'components.api.expose[1]: port "dns" is UDP, and a route carries HTTP'
            " -> expose a port that speaks HTTP: expose: {host: ..., port: NAME}"
        ),
    ]


@pytest.mark.parametrize("port", ["https", "tls"])
def test_tls_behind_a_route_is_not_ours(port: str) -> None:
    ports = {"https": 8443, "tls": {"port": 8444, "scheme": "HTTPS"}}
    assert said({"host": "a.dev", "port": port}, ports=ports) == [
        (
            f'components.api.expose: port "{port}" speaks TLS: whether the route does, too, is the policy of the gateway or'
            " ingress controller -> ask the platform team (a BackendTLSPolicy, or an annotation of the Ingress), or expose a"
            " port without TLS"
        )
    ]


def test_a_port_with_a_scheme_of_its_own_is_what_it_says() -> None:
    assert said({"host": "a.dev", "port": "https"}, ports={"https": {"port": 8080, "scheme": "HTTP"}}) == []


def test_each_route_but_one_has_a_name_of_its_own() -> None:
    expose = [{"host": "a.dev"}, {"host": "b.dev"}, {"name": "x", "host": "c.dev"}, {"name": "x", "host": "d.dev"}]
    assert said(expose) == [
        (
            "components.api.expose[1]: two routes have no name, and only one may be without"
            " -> name each route but one: {name: admin, host: ...}"
        ),
        (
            'components.api.expose[3].name: two routes have the name "x"'
            " -> name each route but one: {name: admin, host: ...}"
        ),
    ]


def test_a_host_is_for_http_or_for_grpc() -> None:
    expose = [{"host": "a.dev"}, {"name": "grpc", "hosts": ["b.dev", "a.dev"], "port": "grpc", "protocol": "grpc"}]
    assert said(expose) == [
        (
            'components.api.expose[1].protocol: "a.dev" cannot have a route of each protocol: a gateway gives a host to HTTP or'
            " to gRPC -> give gRPC a host of its own, or leave out protocol: an HTTPRoute carries gRPC, too"
        ),
    ]
    beside = {"name": "grpc", "host": "a.dev", "path": "/pkg.Service", "port": "grpc", "protocol": "grpc"}
    assert said([expose[0], beside], ingress(**{"class": "nginx"})) == []


def test_a_grpc_route_has_neither_path_nor_timeout() -> None:
    expose = {"host": "a.dev", "port": "grpc", "protocol": "grpc", "path": "/v1", "timeout": "5m"}
    assert said(expose, gateway(api="1.2")) == [
        "components.api.expose.path: a GRPCRoute has no paths -> leave path out, or protocol",
        (
            "components.api.expose.timeout: a GRPCRoute has no timeout"
            " -> leave timeout out, or protocol: an HTTPRoute carries gRPC, too"
        ),
    ]


def test_a_grpc_route_needs_a_gateway_api_that_has_it() -> None:
    expose = {"host": "a.dev", "port": "grpc", "protocol": "grpc"}
    assert said(expose, gateway(api="1.0")) == [
        (
            "components.api.expose.protocol: GRPCRoutes need version 1.1 of the Gateway API, and it is 1.0 in dev"
            " -> leave protocol out there"
        )
    ]
    assert said(expose) == said(expose, gateway(api="1.1")) == []


@pytest.mark.parametrize(("api", "has"), [({}, "not known"), ({"api": "1.1"}, "1.1")])
def test_a_timeout_needs_a_gateway_api_that_has_it(api: Data, has: str) -> None:
    assert said({"host": "a.dev", "timeout": "5m"}, gateway(**api)) == [
        (
            f"components.api.expose.timeout: a timeout needs version 1.2 of the Gateway API, and it is {has} in dev"
            ' -> leave it out there, or ask the platform team for gateway: {api: "1.2"}'
        )
    ]
    assert said({"host": "a.dev", "timeout": "5m"}, gateway(api="1.2")) == []


def test_a_timeout_has_numbers_of_five_digits() -> None:
    assert said({"host": "a.dev", "timeout": "100000s"}, gateway(api="1.2")) == [
        (
            'components.api.expose.timeout: "100000s" has a number of more than 5 digits, which the Gateway API refuses'
            " -> write it in hours or minutes: 30h"
        )
    ]
    assert said({"host": "a.dev", "timeout": "99999s"}, gateway(api="1.2")) == []


def test_what_an_unknown_controller_reads_is_not_known() -> None:
    expose = {"host": "a.dev", "timeout": "5m", "protocol": "grpc"}
    assert said(expose, ingress(**{"class": "traefik"})) == [
        (
            'components.api.expose.timeout: what asks the ingress controller "traefik" for a timeout is not known in dev'
            " -> leave timeout out and write its annotation in annotations, or ask the platform team for ingress: {controller:"
            " NAME}, one of alb, azure-application-gateway, contour, f5-nginx, haproxy, haproxy-ingress, nginx"
        ),
        (
            'components.api.expose.protocol: what asks the ingress controller "traefik" for gRPC is not known in dev'
            " -> leave protocol out and write its annotation in annotations, or ask the platform team for ingress: {controller:"
            " NAME}, one of alb, haproxy, haproxy-ingress, nginx"
        ),
    ]
    assert said(expose, ingress(**{"class": "traefik", "controller": "nginx"})) == []


def test_nginx_refuses_some_characters_of_a_path() -> None:
    expose = {"host": "a.dev", "path": "/~user/a+b"}
    assert said(expose, ingress(**{"class": "nginx"})) == [
        (
            "components.api.expose.path: ingress-nginx refuses + ~ in a path, unless its strict-validate-path-type is off"
            ' -> use letters, digits, ".", "_", "-" and "/"'
        )
    ]
    assert said(expose, ingress(**{"class": "contour"})) == said(expose) == []


def test_a_canary_needs_a_route_that_splits() -> None:
    canary = {"strategy": {"type": "canary", "steps": [10]}, "scale": 2}
    assert samples.problems(SERVICE | canary, None, gateway()) == [
        (
            'components.api.strategy.type: canary needs an "expose": only a route can split traffic'
            " -> use blue-green, or add expose: {host: fraud.example.org}"
        )
    ]
    assert said([{"host": "a.dev"}], ingress(**{"class": "nginx"}), **canary) == [
        (
            "components.api.strategy.type: canary needs a route that splits the traffic, and there is none in dev"
            " -> use blue-green there, or ask the platform for traffic: gateway-api"
        )
    ]


def test_no_route_where_no_traffic_comes_from_outside() -> None:
    assert said([{"host": "a.dev"}], {"traffic": "service"}) == [
        (
            "components.api.expose: there is no traffic from outside (traffic: service) in dev"
            " -> remove it there with expose: null, or ask the platform"
        )
    ]


@pytest.mark.parametrize(
    ("expose", "expected"),
    [
        (
            {"host": "a.dev", "hosts": ["b.dev"]},
            'components.api.expose.host: "host" does not go with hosts -> keep one of the two: host is one name, hosts is a list',
        ),
        (
            {"path": "/"},
            'components.api.expose: "host" is missing -> write the host name: expose: {host: fraud.example.org}',
        ),
        (
            [],
            (
                "components.api.expose: the list is empty -> write the host name: expose: {host: fraud.example.org}, or a list of"
                " routes, each but one with a name"
            ),
        ),
        (
            [{"host": "A.dev"}],
            'components.api.expose[0].host: "A.dev" is not a host name -> use lower-case letters: "a.dev"',
        ),
    ],
)
def test_the_shape_of_a_route_is_told(expose: Any, expected: str) -> None:
    assert said(expose) == [expected]
