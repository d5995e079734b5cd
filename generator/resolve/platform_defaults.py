"""A platform's `defaults`: which of them lie under a component. Those that it cannot have are skipped: it did not ask for them."""

from collections.abc import Container, Iterator, Mapping, Sequence

from generator.resolve.merge import Fields
from generator.resolve.networking import METRICS_PORT
from generator.source import nodes
from generator.spec.component import TRANSFORMER
from generator.spec.templates import MODELS

SERVER_FIELDS: Mapping[str, str] = {"health": "ports", "shutdown": "scale"}
"""Fields whose platform defaults are those of servers: a kind takes them over if it has the other field, too."""
TRAFFIC_FIELDS = frozenset({"callers", "expose", "service"})
"""Fields that mean nothing to a component without a port."""
METRICS = "metrics"


def suited(
    platform: Mapping[str, nodes.Entry], known: Container[str], fields: Fields, layers: Sequence[nodes.Mapping]
) -> dict[str, nodes.Entry]:
    """The defaults of the platform for a component of a kind with `known` fields, which writes `layers`."""
    found = {
        name: entry
        for name, entry in platform.items()
        if name in known
        and name not in {"kind", MODELS}
        and (name not in SERVER_FIELDS or SERVER_FIELDS[name] in known)
        and fields.suits(name, entry.value)
    }
    if not found.keys().isdisjoint({METRICS, *TRAFFIC_FIELDS}):
        ports = dict(_ports((nodes.Mapping(found, layers[0].mark), *layers)))
        for name in TRAFFIC_FIELDS & found.keys() if not ports else ():
            del found[name]
        if METRICS in found and not any(METRICS in layer.entries for layer in layers):
            chosen = _metrics_port(found[METRICS].value)
            if chosen not in ports and chosen not in ports.values():
                del found[METRICS]
    return found


def _metrics_port(metrics: nodes.Node) -> str:
    port = metrics.get("port") if isinstance(metrics, nodes.Mapping) else None
    return port.text if isinstance(port, nodes.Scalar) else METRICS_PORT


def _ports(layers: Sequence[nodes.Mapping]) -> Iterator[tuple[str, str]]:
    """Name and number of each port of any container; a port that is taken away in a later layer is among them."""
    for layer in layers:
        sidecars = layer.get("sidecars")
        containers = sidecars.entries.values() if isinstance(sidecars, nodes.Mapping) else ()
        for part in (layer, *(each.value for each in containers), layer.get(TRANSFORMER)):
            ports = part.get("ports") if isinstance(part, nodes.Mapping) else None
            for name, entry in ports.entries.items() if isinstance(ports, nodes.Mapping) else ():
                port = entry.value.get("port") if isinstance(entry.value, nodes.Mapping) else entry.value
                yield name, port.text if isinstance(port, nodes.Scalar) else ""
