"""The values of `pod/probe.yaml`."""

from collections.abc import Container, Mapping, Sequence
from typing import Any

from generator.spec import variable_expansion
from generator.spec.component import Health, Port, Probe

NONE: Mapping[str, None] = {"startup": None, "ready": None, "live": None}
"""The values of a container without probes."""


def values(health: Health, ports: Sequence[Port], own: Container[str]) -> dict[str, Any]:
    """The probes of a container with these ports, the main port first, and these variables; None for one that it lacks."""
    probes = {"startup": health.startup, "ready": health.ready, "live": health.live}
    return {name: None if probe is None else _values(probe, ports, own) for name, probe in probes.items()}


def _values(probe: Probe, ports: Sequence[Port], own: Container[str]) -> dict[str, Any]:
    named = probe.port or ports[0].name if probe.kind != "command" else 0
    port = next((each for each in ports if named in {each.name, each.target}), None)
    return {
        "kind": probe.kind,
        "path": probe.path,
        "port": _reference(probe, port, ports) if port is not None and port.name == named else named,
        "scheme": scheme(probe, port),
        # The kubelet expands $(VARIABLE) in commands of probes, too.
        "command": [variable_expansion.escape(text, own) for text in probe.command],
        "period": probe.period,
        "timeout": probe.timeout,
        "failures": probe.failures,
        "successes": probe.successes,
        "delay": probe.delay,
    }


def _reference(probe: Probe, port: Port, ports: Sequence[Port]) -> int | str:
    """The port's name, or its number where the container does not have the name: the API server merges ports by number.

    Kubernetes allows only numbers as ports of gRPC probes.
    """
    first = next(each for each in ports if (each.target, each.protocol) == (port.target, port.protocol))
    elsewhere = port.owner != ports[0].owner
    return port.target if probe.kind == "grpc" or first is not port or elsewhere else port.name


def scheme(probe: Probe, port: Port | None) -> str:
    """The scheme of an HTTP probe: its own, else that of its port."""
    if probe.kind != "http":
        return ""
    return probe.scheme or ("HTTPS" if port is not None and port.is_https else "HTTP")
