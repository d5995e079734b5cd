"""What each ingress controller reads for a timeout and for gRPC."""

import pytest

from generator.kubernetes import ingress_controllers
from generator.spec.networking import Route

ROUTE = Route("", ("a.dev",), "/", "http", "", {}, "http", ("expose",), listed=False)


@pytest.mark.parametrize(
    ("controller", "timeout", "grpc"),
    [
        (
            "alb",
            {"alb.ingress.kubernetes.io/load-balancer-attributes": "idle_timeout.timeout_seconds=300"},
            {"alb.ingress.kubernetes.io/backend-protocol-version": "GRPC"},
        ),
        ("azure-application-gateway", {"appgw.ingress.kubernetes.io/request-timeout": "300"}, {}),
        ("contour", {"projectcontour.io/response-timeout": "300s"}, {}),
        ("f5-nginx", {"nginx.org/proxy-read-timeout": "300s", "nginx.org/proxy-send-timeout": "300s"}, {}),
        ("haproxy", {"haproxy.org/timeout-server": "300s"}, {"haproxy.org/server-proto": "h2"}),
        (
            "haproxy-ingress",
            {"haproxy-ingress.github.io/timeout-server": "300s"},
            {"haproxy-ingress.github.io/backend-protocol": "grpc"},
        ),
        (
            "nginx",
            {
                "nginx.ingress.kubernetes.io/proxy-read-timeout": "300",
                "nginx.ingress.kubernetes.io/proxy-send-timeout": "300",
            },
            {"nginx.ingress.kubernetes.io/backend-protocol": "GRPC"},
        ),
        ("unknown", {}, {}),
    ],
)
def test_a_controller_has_its_own_annotations(controller: str, timeout: dict[str, str], grpc: dict[str, str]) -> None:
    assert ingress_controllers.annotations(controller, ROUTE) == {}
    assert ingress_controllers.annotations(controller, ROUTE._replace(timeout="5m")) == timeout
    assert ingress_controllers.annotations(controller, ROUTE._replace(protocol="grpc")) == grpc


def test_the_controllers_that_know_grpc_are_those_with_an_annotation() -> None:
    assert ingress_controllers.with_grpc() == ["alb", "haproxy", "haproxy-ingress", "nginx"]
