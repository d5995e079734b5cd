"""A service's settled plain data as the typed values that only a service has."""

from collections.abc import Mapping
from typing import Any

from generator.spec import component as spec
from generator.spec import duration, quantity


def part(data: Mapping[str, Any]) -> spec.Service:
    """The values that only a service has."""
    health, strategy, expose = data["health"], data["strategy"], data.get("expose")
    scale = _scale(data["scale"])
    return spec.Service(
        ports=tuple(_port(name, port) for name, port in data["ports"].items()),
        health=spec.Health(
            ready=_probe(health["ready"]),
            live=_probe(health["live"]) if "live" in health else None,
            startup=duration.parse(health["startup"]),
        ),
        scale=scale,
        strategy=spec.Strategy(
            type=strategy["type"],
            surge=strategy.get("surge", -1),
            unavailable=strategy.get("unavailable", -1),
            steps=tuple(strategy.get("steps", ())),
            prescale=strategy.get("prescale", scale.max),
        ),
        expose=None
        if expose is None
        else spec.Expose(host=expose["host"], path=expose["path"], port=str(expose["port"])),
        shutdown=duration.parse(data["shutdown"]),
    )


def _port(name: str, port: Mapping[str, Any]) -> spec.Port:
    number = port["port"]
    return spec.Port(
        name=name,
        port=number,
        target=port.get("targetPort", number),
        protocol=port.get("protocol", "TCP"),
        app_protocol=port.get("appProtocol", ""),
    )


def _probe(written: Mapping[str, Any]) -> spec.Probe:
    if "http" in written:
        return spec.Probe(kind="http", path=written["http"], port=written.get("port", 0))
    if "tcp" in written:
        return spec.Probe(kind="tcp", port=written["tcp"])
    if "grpc" in written:
        return spec.Probe(kind="grpc", port=written["grpc"])
    return spec.Probe(kind="command", command=tuple(written["command"]))


def _scale(written: int | Mapping[str, Any]) -> spec.Scale:
    if isinstance(written, int):
        return spec.Scale(min=written, max=written)
    metrics = tuple(sorted((name, quantity.canonical(average)) for name, average in written.get("metrics", {}).items()))
    return spec.Scale(
        min=written["min"],
        max=written["max"],
        cpu=written.get("cpu"),
        memory=written.get("memory"),
        metrics=metrics,
        queue=_queue(written["queue"]) if "queue" in written else None,
    )


def _queue(written: Mapping[str, Any]) -> spec.Queue:
    return spec.Queue(**{**written, "servers": tuple(written.get("servers", ()))})
