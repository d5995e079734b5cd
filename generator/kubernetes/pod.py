"""The pod of a component: what the templates under `overlays/pod` print; they hold Pod Security "restricted" themselves."""

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generator.kubernetes import labels, mounts
from generator.spec import duration, naming, quantity, variable_expansion
from generator.spec.component import Component, Port, Probe, Service, Strategy, Variable
from generator.spec.project import Target
from generator.spec.release import SlotName

DRAIN = 10
ROOM = 600
PERIOD = 5
SHARED_MEMORY = "/dev/shm"  # noqa: S108 - a path in the container
TEMPORARY = "/tmp"  # noqa: S108 - a path in the container
REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")


class Mount(NamedTuple):
    """A mount in the container; `key` is the file's key in the ConfigMap."""

    volume: str
    path: str
    key: str = ""
    read_only: bool = False


class PodVolume(NamedTuple):
    """A volume of the pod: a claim, a ConfigMap, or an emptyDir of a medium and a size."""

    name: str
    claim: str = ""
    config: str = ""
    medium: str = ""
    size: str = ""


class Config(NamedTuple):
    """A slot's files as one ConfigMap: its hashed name and its two kinds of data."""

    name: str
    data: Mapping[str, str]
    binary: Mapping[str, str]


def values(target: Target, component: Component, slot: SlotName | None, config: Config | None) -> dict[str, Any]:
    """Everything that `pod/template.yaml` prints."""
    environment, resources, service = target.environment, component.resources, component.service
    own = {component.model_variable, *(variable.name for variable in component.env)}
    model = {"tidegate.dev/model": component.model} if component.model else {}
    volumes = list(_volumes(target, component, config))
    return {
        "pod_labels": labels.metadata(target, component, slot),
        "pod_annotations": labels.annotations(target, component, model),
        "account": target.base,
        "restart_policy": "" if service else "Never",
        "grace": service.shutdown if service else None,
        "pull_secrets": environment.pull_secrets,
        "node_selector": resources.node_selector,
        "tolerations": resources.tolerations,
        "user": component.user,
        "image": component.image,
        "command": [variable_expansion.escape(text, own) for text in component.command],
        "args": [variable_expansion.escape(text, own) for text in component.args],
        "env": list(_env(component, own)),
        "ports": ports(service) if service else (),
        "requests": resources.requests,
        "limits": resources.limits,
        "writable_root": component.writable_root,
        "health": _health(service, own) if service else None,
        "startup": _startup(service.health.startup) if service else None,
        "drain": min(DRAIN, service.shutdown - 1) if service else 0,
        "mounts": [mount for mount, _ in volumes],
        "volumes": list(dict.fromkeys(volume for _, volume in volumes)),
    }


def _env(component: Component, own: set[str]) -> Iterator[Variable]:
    if component.model:
        yield Variable(name=component.model_variable, value=variable_expansion.escape(component.model, ()))
    for variable in component.env:
        yield (
            variable
            if variable.value is None
            else variable._replace(value=variable_expansion.escape(variable.value, own))
        )


def ports(service: Service) -> tuple[Port, ...]:
    """The container's ports: each number once, under its first name, since the API server keeps them by number."""
    held: dict[tuple[int, str], Port] = {}
    for port in service.ports:
        held.setdefault((port.target, port.protocol), port)
    return tuple(held.values())


def deadline(service: Service) -> int:
    """Seconds that a version has to be there: its longest start, and room to be scheduled and pulled."""
    return min(service.health.startup + ROOM, duration.MAX_SECONDS)


def room(component: Component, strategy: Strategy) -> tuple[int | str, int | str]:
    """Surge and unavailable: a surge with GPUs could wait for one for ever."""
    surge, unavailable = (0, 1) if component.resources.gpus else (1, 0)
    if strategy.type == "rolling":
        return strategy.surge, strategy.unavailable
    return surge, unavailable


def _health(service: Service, own: set[str]) -> dict[str, Any]:
    live = service.health.live
    ready = _probe(service.health.ready, service, own)
    return {"ready": ready, "live": None if live is None else _probe(live, service, own)}


def _probe(probe: Probe, service: Service, own: set[str]) -> dict[str, Any]:
    port = probe.port or service.ports[0].name
    # A gRPC probe is the one that Kubernetes lets name no port.
    if probe.kind == "grpc" or port not in {each.name for each in ports(service)}:
        port = next((each.target for each in service.ports if each.name == port), port)
    # The kubelet expands variables here too.
    command = [variable_expansion.escape(text, own) for text in probe.command]
    return {"kind": probe.kind, "path": probe.path, "port": port, "command": command}


def _startup(seconds: int) -> dict[str, int]:
    return {"period": PERIOD, "failures": max(1, -(-seconds // PERIOD))}


def _volumes(target: Target, component: Component, config: Config | None) -> Iterator[tuple[Mount, PodVolume]]:
    own = {volume.path for volume in component.volumes}
    if TEMPORARY not in own:
        yield Mount("tmp", TEMPORARY), PodVolume("tmp")
    memory = component.resources.limits.get("memory")
    if component.resources.gpus and memory and SHARED_MEMORY not in own:
        yield Mount("shm", SHARED_MEMORY), PodVolume("shm", medium="Memory", size=quantity.half(memory))
    for volume in component.volumes:
        name = mounts.volume(volume.path)
        if volume.claim or volume.size:
            claim = volume.claim or mounts.claim(target.base, volume.path)
            yield Mount(name, volume.path, read_only=volume.access == "read-many"), PodVolume(name, claim=claim)
        else:
            medium = "Memory" if volume.memory else ""
            yield Mount(name, volume.path), PodVolume(name, medium=medium, size=volume.memory or volume.scratch)
    if config is not None:
        for path, key in mounts.file_keys(component.files).items():
            yield Mount("files", path, key=key, read_only=True), PodVolume("files", config=config.name)


def config(base: str, component: Component) -> Config | None:
    """The ConfigMap of a slot's files, named after its content; None where it has no files."""
    if not component.files:
        return None
    data, binary = {}, {}
    for path, key in mounts.file_keys(component.files).items():
        content = component.files[path]
        text = _text(content)
        if text is None:
            binary[key] = base64.b64encode(content).decode()
        else:
            data[key] = text
    content = b"".join(f"{key}\0{len(value)}\0{value}\0".encode() for key, value in sorted({**data, **binary}.items()))
    return Config(naming.hashed(base, naming.content_hash(content)), data, binary)


def _text(content: bytes) -> str | None:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if REFUSED.search(text) else text
