"""Construction of a Component from plain data that is complete and matches the schema."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.environment.environment import Machine
from generator.spec import component as spec
from generator.spec import quantity

IMAGE = "image"
"""As a user: that of the image."""
DEFAULT_GROUP = 10001
"""The group of volumes where the group of the processes is not known."""
GPU = "nvidia.com/gpu"
GPU_TOLERATION: Mapping[str, Any] = {"key": GPU, "operator": "Exists", "effect": "NoSchedule"}


def component(
    kind: str,
    kind_values: object,
    data: Mapping[str, Any],
    written: Mapping[str, Any],
    files: Mapping[str, bytes],
    machines: Mapping[str, Machine],
    *,
    slots: bool,
) -> spec.Component:
    """Build a Component; `files` has the contents of files that `{from: path}` names."""
    model = data.get("model") or {}
    return spec.Component(
        kind=kind,
        slots=slots,
        description=data.get("description", ""),
        labels=data.get("labels", {}),
        annotations=data.get("annotations", {}),
        image=data["image"],
        model=model.get("uri", ""),
        model_variable=model.get("env", "MODEL_URI"),
        command=tuple(data.get("command", ())),
        args=tuple(data.get("args", ())),
        env=tuple(_variables(data.get("env", {}))),
        env_from=tuple(_variable_sources(data.get("envFrom", ()))),
        files={
            path: content.encode() if isinstance(content, str) else files[content["from"]]
            for path, content in data.get("files", {}).items()
        },
        resources=resources(data, machines),
        volumes=tuple(_volumes(data.get("volumes", {}))),
        account_annotations=data.get("serviceAccount", {}).get("annotations", {}),
        security=_security(data["security"]),
        patches=tuple(
            spec.Patch(kind=p["target"]["kind"], ops=tuple(p["ops"]), number=i)
            for i, p in enumerate(data.get("patches", ()))
        ),
        kind_values=kind_values,
        written=written,
    )


def _security(written: Mapping[str, Any]) -> spec.Security:
    """The group is by default that of the user, and volumes belong to the group."""
    user = None if written["runAsUser"] == IMAGE else written["runAsUser"]
    group = written.get("runAsGroup", user)
    return spec.Security(
        user=user,
        group=group,
        fs_group=written.get("fsGroup", DEFAULT_GROUP if group is None else group),
        supplemental_groups=tuple(written.get("supplementalGroups", ())),
        writable_root=written["writableRoot"],
    )


def resources(data: Mapping[str, Any], machines: Mapping[str, Machine]) -> spec.Resources:
    """Requests and limits of `machine` or `resources`. In the short form, memory and GPUs are also limits, CPU is not."""
    if "machine" in data:
        return of_machine(machines[data["machine"]])
    written = data["resources"]
    if "requests" in written or "limits" in written:
        limits = _canonical(written.get("limits", {}))
        requests = {**limits, **_canonical(written.get("requests", {}))}
        gpus = tuple(name for name in requests if "gpu" in name)
        return spec.Resources(
            requests=requests, limits=limits, gpus=gpus, node_selector={}, tolerations=_tolerations(gpus)
        )
    gpu = {GPU: written["gpu"]} if "gpu" in written else {}
    return _short(written.get("cpu", ""), written.get("memory", ""), written.get("ephemeralStorage", ""), gpu, {}, ())


def of_machine(machine: Machine) -> spec.Resources:
    """The resources of a pod on this machine."""
    return _short(
        machine.cpu, machine.memory, machine.ephemeral_storage, machine.gpu, machine.node_selector, machine.tolerations
    )


def _short(
    cpu: str,
    memory: str,
    storage: str,
    gpu: Mapping[str, int],
    selector: Mapping[str, str],
    tolerations: tuple[Mapping[str, Any], ...],
) -> spec.Resources:
    devices = {name: str(count) for name, count in gpu.items()}
    requests = _canonical({"cpu": cpu, "memory": memory, "ephemeral-storage": storage}) | devices
    limits = _canonical({"memory": memory}) | devices
    gpus = tuple(devices)
    return spec.Resources(
        requests=requests,
        limits=limits,
        gpus=gpus,
        node_selector=selector,
        tolerations=tolerations or _tolerations(gpus),
    )


def _canonical(named: Mapping[str, str]) -> dict[str, str]:
    return {name: quantity.canonical(text) for name, text in named.items() if text}


def _tolerations(gpus: tuple[str, ...]) -> tuple[Mapping[str, Any], ...]:
    return tuple({**GPU_TOLERATION, "key": name} for name in gpus)


def _variables(env: Mapping[str, Any]) -> Iterator[spec.Variable]:
    for name, source in env.items():
        yield spec.Variable(
            name=name,
            value=source.get("value"),
            secret=source.get("secret", ""),
            config_map=source.get("configMap", ""),
            key=source.get("key", ""),
            field=source.get("field", ""),
            optional=source.get("optional", False),
            resource=source.get("resource", ""),
            divisor=source.get("divisor", "1"),
        )


def _variable_sources(sources: Iterable[Mapping[str, Any]]) -> Iterator[spec.VariableSource]:
    for source in sources:
        yield spec.VariableSource(
            secret=source.get("secret", ""),
            config_map=source.get("configMap", ""),
            prefix=source.get("prefix", ""),
            optional=source.get("optional", False),
        )


def _volumes(volumes: Mapping[str, Any]) -> Iterator[spec.Volume]:
    for path, source in volumes.items():
        sizes = {key: quantity.canonical(source[key]) for key in ("size", "scratch", "memory") if key in source}
        yield spec.Volume(
            path=path,
            claim=source.get("claim", ""),
            storage_class=source.get("class", ""),
            access=source.get("access", "once"),
            **sizes,
        )
