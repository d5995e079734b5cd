"""The values of a component's pod template (`overlays/pod`), which complies with the Pod Security Standard of its environment."""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.kubernetes import labels, monitoring, mounts, probes, security, variables, volumes
from generator.kubernetes.volumes import Mount, PodVolume
from generator.named_tuples import NamedTuple
from generator.spec import component as spec
from generator.spec import duration, naming, quantity, variable_expansion
from generator.spec.component import Component, Port, Service
from generator.spec.project import Target
from generator.spec.release import SlotName

SCHEDULING_SECONDS = 600
"""Time to schedule a pod and pull its image."""
TOPOLOGIES: Mapping[str, str] = {"node": "kubernetes.io/hostname", "zone": "topology.kubernetes.io/zone"}
EXECUTABLE = 0o555
"""The mode of files that are programs."""
SHARED_MEMORY = "/dev/shm"  # noqa: S108 - a path in the container
TEMPORARY = "/tmp"  # noqa: S108 - a path in the container
NOT_TEXT = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]"  # not compiled at every start: few texts are not printable
TEMPORARY_VOLUME = "tmp"
"""The volume at TEMPORARY; each container has one of its own."""
MAIN = "main"


class Mounted(NamedTuple):
    """The volumes of a pod, and the mounts of each of its containers by name."""

    volumes: Sequence[PodVolume]
    by_container: Mapping[str, Sequence[Mount]]


class Config(NamedTuple):
    """The ConfigMap of a slot's files: its name with a content hash, `data` and `binaryData`."""

    name: str
    data: Mapping[str, str]
    binary: Mapping[str, str]


def values(target: Target, component: Component, slot: SlotName | None, config: Config | None) -> dict[str, Any]:
    """The values of `pod/template.yaml`, for pods that run until they are replaced; others set their `restart_policy`."""
    environment, resources, service = target.environment, component.resources, component.service
    model = {labels.MODEL: component.model} if component.model else {}
    mounted = _mounted(target, component, config)
    return {
        "pod_labels": labels.metadata(target, component, slot),
        "pod_annotations": {
            **monitoring.pod_annotations(target, component),
            **volumes.local_annotation(mounted.volumes),
            **labels.annotations(target, component, model),
            **volumes.share_annotations(target, component),
        },
        "account": component.account.name or target.base,
        "token": component.account.token,
        "restart_policy": "",
        "grace": service.shutdown.grace if service else None,
        "pull_secrets": environment.pull_secrets,
        "node_selector": resources.node_selector,
        "tolerations": _tolerations(component),
        "affinity": resources.affinity,
        "runtime_class": resources.runtime_class,
        "priority_class": resources.priority_class,
        "resource_claims": resources.claims,
        "spread": _spread(target, component),
        "subdomain": target.base if component.peers else "",
        "host_aliases": component.host_aliases,
        **security.values(target, component),
        **_container(component, component, mounted.by_container[MAIN]),
        "ports": ports(service) if service else (),
        "probes": probes.values(service.health, _main_first(service.ports), variables.expanded(component, component))
        if service
        else probes.NONE,
        "drain": service.shutdown.drain if service else 0,
        "main": MAIN,
        "init_containers": [_other(component, each, mounted) for each in component.before],
        "beside": [_beside(component, each, mounted) for each in component.containers[len(component.before) :]],
        "volumes": mounted.volumes,
    }


def _spread(target: Target, component: Component) -> dict[str, Any]:
    """The topology over which the component's pods are spread; empty for none. Those of all its versions count."""
    key = TOPOLOGIES.get(component.spread, "")
    return {"key": key, "selector": labels.all_pods(target)} if key else {}


def _tolerations(component: Component) -> tuple[Mapping[str, Any], ...]:
    """Those of the component, and those for the devices of its other containers."""
    more = (each for container in component.containers for each in container.resources.tolerations)
    own = component.resources.tolerations
    return (*own, *{repr(each): each for each in more if each not in own}.values())


def _main_first(ports: Sequence[Port]) -> list[Port]:
    """Ports with those of the main container first, of which a probe without a port asks the first."""
    return sorted(ports, key=lambda port: bool(port.owner))


def _beside(component: Component, container: spec.Container, mounted: "Mounted") -> dict[str, Any]:
    """The values of `pod/container.yaml` for a container that runs beside the main one, and ends when it does."""
    service = component.service
    return _other(component, container, mounted) | {"drain": service.shutdown.drain if service else 0}


def _other(component: Component, container: spec.Container, mounted: "Mounted") -> dict[str, Any]:
    """The values of `pod/container.yaml` for a container other than the main one; an init container has no probes."""
    own = variables.expanded(component, container)
    return {
        "name": container.name,
        "restart": "Always" if container in component.sidecars else "",
        **_container(component, container, mounted.by_container[container.name]),
        "ports": container.ports,
        "probes": probes.values(container.health, container.ports, own),
        "drain": 0,
    }


def _container(component: Component, part: spec.Part, mounted: Sequence[Mount]) -> dict[str, Any]:
    """The values of `pod/container.yaml` that every container has, the main one and each beside it."""
    own = variables.expanded(component, part)
    return {
        "image": part.image,
        "command": [variable_expansion.escape(text, own) for text in part.command],
        "args": [variable_expansion.escape(text, own) for text in part.args],
        "env": list(variables.env(component, part)),
        "env_from": part.env_from,
        "requests": part.resources.requests,
        "limits": part.resources.limits,
        "claims": [name for name, _ in part.resources.claims],
        "mounts": mounted,
    }


def ports(service: Service) -> tuple[Port, ...]:
    """The ports of the main container: each number once with its first name, as the API server merges ports by number.

    A Service names these alone as its targets: the name of a sidecar's port may not be found (kubernetes#127958).
    """
    ports: dict[tuple[int, str], Port] = {}
    for port in (each for each in service.ports if not each.owner):
        ports.setdefault((port.target, port.protocol), port)
    return tuple(ports.values())


def deadline(component: Component) -> int:
    """The `progressDeadlineSeconds` of a version: its longest startup, and the time to schedule a pod and pull its images.

    Containers start one after the other, so the longest startups of the sidecars and the longest download are part of it; the main
    one and a transformer start together. The API server wants more than `minReadySeconds`; its maximum in the schema is below that
    of a duration.
    """
    service = component.serving
    before = component.download.longest + sum(_longest_start(each.health) for each in component.sidecars)
    together = [service.health, *(() if component.transformer is None else (component.transformer.health,))]
    longest = max(map(_longest_start, together))
    return min(before + longest + service.min_ready + SCHEDULING_SECONDS, duration.MAX_SECONDS)


def _longest_start(health: spec.Health) -> int:
    """Seconds until a container is ready at the latest. The delays of both probes count from its start: the longer one decides."""
    started = (health.startup.delay if health.startup else 0) + health.longest
    if health.ready is None:
        return started
    return max(started, health.ready.delay) + health.ready.period * (health.ready.successes - 1)


def _mounted(target: Target, component: Component, config: Config | None) -> "Mounted":
    """The volumes of the pod and what each container mounts of them; equal volumes of the same name are one."""
    parts: tuple[tuple[str, spec.Part], ...] = (
        (MAIN, component),
        *((each.name, each) for each in component.containers),
    )
    volumes: dict[str, PodVolume] = {}
    by_container: dict[str, list[Mount]] = {}
    for name, part in parts:
        for mount, volume in _volumes(target, component, part, config):
            known = volumes.setdefault(volume.name, volume)
            if known != volume or (name != MAIN and volume.name == TEMPORARY_VOLUME):
                own = mounts.of_container(name, mount.path, volumes)
                mount, volume = mount._replace(volume=own), volume._replace(name=own)  # noqa: PLW2901
                volumes[own] = volume
            by_container.setdefault(name, []).append(mount)
    return Mounted(list(volumes.values()), by_container)


def shared_memory(resources: spec.Resources) -> str:
    """The size of a container's `/dev/shm`, where programs on several devices exchange data; by default it is 64 MiB.

    Half of the memory; empty where none is named: then it may fill what the pod may use.
    """
    memory = resources.limits.get("memory") or resources.requests.get("memory")
    return quantity.half(memory) if memory else ""


def _volumes(
    target: Target, component: Component, part: spec.Part, config: Config | None
) -> Iterator[tuple[Mount, PodVolume]]:
    """The mounts of one container, each with the volume of the pod that it mounts."""
    own = {volume.path for volume in part.volumes}
    if TEMPORARY not in own:
        yield Mount(TEMPORARY_VOLUME, TEMPORARY), PodVolume(TEMPORARY_VOLUME)
    wanted = part.resources.needs_devices or (component.shared_memory and part is component)
    if wanted and SHARED_MEMORY not in own:
        size = shared_memory(part.resources)
        yield Mount("shm", SHARED_MEMORY), PodVolume("shm", medium="Memory", size=size)
    for volume in part.volumes:
        yield volumes.mounted(target, volume)
    if config is not None and part not in component.download.containers:
        for path, key in mounts.file_keys(component.files).items():
            executable = path in component.executables
            source = (
                PodVolume("executables", config=config.name, mode=EXECUTABLE)
                if executable
                else PodVolume("files", config=config.name)
            )
            yield Mount(source.name, path, key, read_only=True), source


def config(base: str, component: Component) -> Config | None:
    """The ConfigMap of a slot's files, with a content hash in its name; None if it has no files."""
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
    return text if text.replace("\n", "").isprintable() or not re.search(NOT_TEXT, text) else None
