"""What ingress controllers read from annotations of an Ingress: the time that a request may take, and gRPC.

A controller without a row is known by its class alone; what it reads is then written in `expose.annotations`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.named_tuples import NamedTuple
from generator.spec import duration
from generator.spec.networking import Route

Annotations = tuple[tuple[str, str], ...]


class Controller(NamedTuple):
    """Annotations for a timeout, with `{}` in place of its seconds, and those for gRPC; None if there are none on an Ingress."""

    timeout: Annotations
    grpc: Annotations | None = None


CONTROLLERS: Mapping[str, Controller] = MappingProxyType(
    {
        "alb": Controller(
            timeout=(("alb.ingress.kubernetes.io/load-balancer-attributes", "idle_timeout.timeout_seconds={}"),),
            grpc=(("alb.ingress.kubernetes.io/backend-protocol-version", "GRPC"),),
        ),
        "azure-application-gateway": Controller(timeout=(("appgw.ingress.kubernetes.io/request-timeout", "{}"),)),
        "contour": Controller(timeout=(("projectcontour.io/response-timeout", "{}s"),)),
        "f5-nginx": Controller(
            timeout=(("nginx.org/proxy-read-timeout", "{}s"), ("nginx.org/proxy-send-timeout", "{}s")),
        ),
        "haproxy": Controller(
            timeout=(("haproxy.org/timeout-server", "{}s"),), grpc=(("haproxy.org/server-proto", "h2"),)
        ),
        "haproxy-ingress": Controller(
            timeout=(("haproxy-ingress.github.io/timeout-server", "{}s"),),
            grpc=(("haproxy-ingress.github.io/backend-protocol", "grpc"),),
        ),
        "nginx": Controller(
            timeout=(
                ("nginx.ingress.kubernetes.io/proxy-read-timeout", "{}"),
                ("nginx.ingress.kubernetes.io/proxy-send-timeout", "{}"),
            ),
            grpc=(("nginx.ingress.kubernetes.io/backend-protocol", "GRPC"),),
        ),
    }
)


def annotations(controller: str, route: Route) -> dict[str, str]:
    """The annotations for the timeout and the protocol of a route; none for a controller without a row."""
    row = CONTROLLERS.get(controller)
    if row is None:
        return {}
    seconds = str(duration.parse(route.timeout)) if route.timeout else ""
    timeout = {key: value.replace("{}", seconds) for key, value in row.timeout} if seconds else {}
    return timeout | dict((row.grpc or ()) if route.protocol == "grpc" else ())


def with_grpc() -> list[str]:
    """The controllers that know gRPC by an annotation."""
    return [name for name, row in CONTROLLERS.items() if row.grpc is not None]
