"""Fields about the network: defaults that depend on the platform, and construction of their typed values from plain data."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.environment.environment import Environment
from generator.resolve import defaults, merge
from generator.source import nodes
from generator.spec import component as spec
from generator.spec.networking import MainService, Metrics, Peer, Route

GRPC = "grpc"
"""The beginning of the names of ports that speak gRPC."""
H2C = "kubernetes.io/h2c"
"""HTTP/2 without TLS, which gRPC needs (KEP-3726)."""
NO_PROTOCOL = "none"
METRICS_PORT = "metrics"
"""The name of a port that is scraped without being mentioned elsewhere."""
METRICS_PATH = "/metrics"


def with_app_protocols(component: nodes.Mapping, environment: Environment) -> nodes.Mapping:
    """The component with `appProtocol` for gRPC ports without one, unless the environment's gateway wants none."""
    ports = component.get("ports")
    if not isinstance(ports, nodes.Mapping) or (environment.gateway and not environment.gateway.names_protocols):
        return component
    changed = {name: _as_grpc(entry) for name, entry in ports.entries.items() if _lacks_protocol(name, entry.value)}
    if not changed:
        return component
    entry = component.entries["ports"]
    return component.copy_with(
        {**component.entries, "ports": entry.copy_with(ports.copy_with({**ports.entries, **changed}))}
    )


def _lacks_protocol(name: str, port: nodes.Node) -> bool:
    if not (name.startswith(GRPC) and isinstance(port, nodes.Mapping) and "appProtocol" not in port.entries):
        return False
    transport = port.get("protocol")
    return transport is None or (isinstance(transport, nodes.Scalar) and transport.text == "TCP")


def _as_grpc(entry: nodes.Entry) -> nodes.Entry:
    port = entry.value
    assert isinstance(port, nodes.Mapping)  # noqa: S101 - `_lacks_protocol` has checked it
    return entry.copy_with(
        port.copy_with({**port.entries, "appProtocol": defaults.entry("appProtocol", defaults.node(H2C))})
    )


def app_protocol(port: Mapping[str, Any]) -> str:
    """The `appProtocol` of a port; empty if it has none, or the word `none`."""
    written: str = port.get("appProtocol", "")
    return "" if written == NO_PROTOCOL else written


def port(name: str, written: Mapping[str, Any], owner: tuple[str, ...] = ()) -> spec.Port:
    """A port; `owner` is the path of the sidecar or transformer that has it."""
    number = written["port"]
    return spec.Port(
        name=name,
        port=number,
        target=written.get("targetPort", number),
        protocol=written.get("protocol", "TCP"),
        app_protocol=app_protocol(written),
        path=written.get("path", ""),
        scheme=written.get("scheme", ""),
        owner=owner,
    )


def ports(component: Mapping[str, Any]) -> tuple[spec.Port, ...]:
    """The ports of all containers of a component, those of a transformer first, since it gets the requests."""
    transformer = component.get(spec.TRANSFORMER, {})
    sidecars = ((("sidecars", name), sidecar) for name, sidecar in component.get("sidecars", {}).items())
    containers = (((spec.TRANSFORMER,), transformer), ((), component), *sidecars)
    return tuple(
        port(name, written, owner) for owner, part in containers for name, written in part.get("ports", {}).items()
    )


def main_service(data: Mapping[str, Any]) -> MainService:
    """Build the value of `service`."""
    return MainService(
        type=data.get("type", "cluster-ip"),
        headless=data.get("headless", False),
        annotations=data.get("annotations", {}),
        sources=tuple(data.get("sources", ())),
        by_client=data.get("sessionAffinity") == "client-ip",
        distribution=data.get("trafficDistribution", ""),
    )


def merge_routes(base: nodes.Node, override: nodes.Node) -> nodes.Node:
    """Merge `expose`: a mapping over a mapping merges, where `host` and `hosts` replace each other; with a list, one replaces."""
    if isinstance(base, nodes.Mapping) and isinstance(override, nodes.Mapping):
        other = {"host": "hosts", "hosts": "host"}
        replaced = {other[key] for key in override.entries if key in other}
        base = base.copy_with({key: entry for key, entry in base.entries.items() if key not in replaced})
    return merge.merge_patch(base, override)


def routes(data: Mapping[str, Any] | list[Mapping[str, Any]] | None) -> Iterator[Route]:
    """Build the routes of `expose`, in the order written."""
    listed = data if isinstance(data, list) else [data] if data is not None else []
    for number, written in enumerate(listed):
        yield Route(
            name=written.get("name", ""),
            hosts=tuple(written["hosts"] if "hosts" in written else [written["host"]]),
            path=written["path"],
            port=str(written["port"]),
            timeout=written.get("timeout", ""),
            annotations=written.get("annotations", {}),
            protocol=written.get("protocol", "http"),
            position=("expose", number) if isinstance(data, list) else ("expose",),
            listed="hosts" in written,
        )


def peers(field: str, data: Sequence[Mapping[str, Any]]) -> Iterator[Peer]:
    """Build the peers of `callers` or `calls`."""
    for number, written in enumerate(data):
        ports = [*written.get("ports", ()), *([written["port"]] if "port" in written else ())]
        yield Peer(
            position=(field, number),
            project=written.get("project", ""),
            namespace=written.get("namespace", ""),
            cidr=written.get("cidr", ""),
            ports=tuple(map(str, ports)),
        )


def metrics(data: Mapping[str, Any], ports: Sequence[spec.Port]) -> Metrics | None:
    """Build the value of `metrics` of a component: by default that of the port named so, None if there is none."""
    written = data.get("metrics", {})
    chosen = str(written.get("port", METRICS_PORT))
    port = next((each for each in ports if chosen in {each.name, str(each.port)}), None)
    if port is None:
        return None
    path = written.get("path", port.path or METRICS_PATH)
    return Metrics(port=chosen, path=path, interval=written.get("interval", ""))
