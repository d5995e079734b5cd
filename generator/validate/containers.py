"""Rules for init containers, sidecars and transformers: their names, ports, probes and claims.

The rules for the fields that every container has run for each of them, those of the image policy included. What the API server
wants of them is in `validateInitContainers` of Kubernetes' `pkg/apis/core/validation`: names and ports unique in the pod, no probes
on init containers.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from generator.source.finding import Finding, Path
from generator.spec.component import PROBE_KINDS, TRANSFORMER
from generator.validate import context, ports, probes
from generator.validate.context import CONTAINERS, CheckedComponent

RESERVED = {
    "main": "the component's own container",
    **dict.fromkeys(("download", "download-finish"), "the container that downloads the model"),
}


BESIDE = ("sidecars", TRANSFORMER)
"""The fields with the containers that run beside the main one, and so have ports and probes."""


def check(component: CheckedComponent) -> Iterator[Finding]:
    """Yield the problems that only containers beside the main one have."""
    yield from _names(component)
    yield from _ports(component)
    yield from _claims(component)
    for part in _beside(component):
        yield from _health(part)
        yield from ports.low(part, component.data["security"].get("runAsUser"))
        yield from ports.http(part)


def _beside(component: CheckedComponent) -> Iterator[CheckedComponent]:
    return (part for part in context.parts(component) if part.prefix and part.prefix[0] in BESIDE)


def reserved(component: CheckedComponent, names: Collection[str], owner: str) -> Iterator[Finding]:
    """Yield containers with names that others put into the pod: `owner` is `a container of Ray`."""
    for field in CONTAINERS:
        for name in component.data.get(field, {}):
            if name in names:
                yield _taken(component, (field, name), owner)


def _taken(component: CheckedComponent, path: Path, owner: str) -> Finding:
    fact, hint = f'"{path[-1]}" is the name of {owner}', "give it another name: names are unique in a pod"
    return component.finding(path, fact=fact, hint=hint, code="container-name")


def _names(component: CheckedComponent) -> Iterator[Finding]:
    sidecars = component.data.get("sidecars", {})
    for field in CONTAINERS:
        for name in component.data.get(field, {}):
            owner = RESERVED.get(name) or ("a sidecar" if field == "init" and name in sidecars else "")
            if name == TRANSFORMER in component.data:
                owner = "the transformer"
            if owner:
                yield _taken(component, (field, name), owner)


def _ports(component: CheckedComponent) -> Iterator[Finding]:
    """Containers of a pod share its network, and their ports its Services: names and numbers are unique."""
    own = component.data.get("ports", {})
    names: dict[str, Path] = dict.fromkeys(own, ())
    numbers = {_number(port): name for name, port in own.items()}
    offered = {_offered(port): name for name, port in own.items()}
    for part in _beside(component):
        for name, port in part.data.get("ports", {}).items():
            path: Path = (*part.prefix, "ports", name)
            number, taken = _number(port), name in names
            other = numbers.get(number) or offered.get(_offered(port))
            if taken:
                owner = _owner(names[name])
                fact, hint = f'"{name}" is a port {owner} already', "give it another name: names are unique in a pod"
                yield component.finding(path, fact=fact, hint=hint, code="port-twice")
            elif other is not None:
                shown = number[0] if number in numbers else port["port"]
                fact, hint = (
                    f'{shown} is the number of "{other}" already',
                    "give each port of a pod a number of its own",
                )
                yield component.finding(path, fact=fact, hint=hint, code="port-twice")
            names.setdefault(name, part.prefix)
            numbers.setdefault(number, name)
            offered.setdefault(_offered(port), name)


def _owner(prefix: Path) -> str:
    if prefix == (TRANSFORMER,):
        return "of the transformer"
    return f'of sidecar "{prefix[-1]}"' if prefix else "of the component"


def _offered(port: Mapping[str, Any]) -> tuple[int, str]:
    return port["port"], port.get("protocol", "TCP")


def _number(port: Mapping[str, Any]) -> tuple[int, str]:
    return port.get("targetPort", port["port"]), port.get("protocol", "TCP")


def _health(beside: CheckedComponent) -> Iterator[Finding]:
    """The rules for probes, and what only probes beside the main container's can lack: a port, and a way to ask for the start."""
    yield from probes.ports(beside)
    yield from probes.successes(beside)
    health = beside.data.get("health", {})
    startup = health.get("startup", {})
    if startup and not (_asks(startup) or "ready" in health):
        fact, hint = "no probe asks whether it has started", "add ready, which asks: health: {ready: ..., startup: 1m}"
        yield beside.finding(("health", "startup"), fact=fact, hint=hint, code="startup-probe")
    if "longest" in startup and "failures" in startup:
        fact, hint = '"failures" does not go with "longest", from which it follows', "keep one of the two"
        yield beside.finding(("health", "startup", "failures"), fact=fact, hint=hint, code="probe")
    for role, written in probes.written(beside):
        if "http" in written and "port" not in written and not beside.data.get("ports"):
            fact, hint = (
                "it has no port to ask",
                f"write the number of one: {role}: {{http: {written['http']}, port: 8080}}",
            )
            yield beside.finding(("health", role), fact=fact, hint=hint, code="unknown-port")


def _asks(probe: Mapping[str, Any]) -> bool:
    return not probe.keys().isdisjoint(PROBE_KINDS)


def _claims(component: CheckedComponent) -> Iterator[Finding]:
    """A new claim has the name of its path: containers that share it describe it in the same way."""
    known: dict[str, Any] = {}
    for part in context.parts(component):
        for path, source in part.data.get("volumes", {}).items():
            if "size" in source and known.setdefault(path, source) != source:
                fact = f'"{path}" is a new claim of another container, with other settings'
                hint = "describe it in the same way, or give one of them another path"
                yield part.finding(("volumes", path), fact=fact, hint=hint, code="mount-twice")
