"""The resources of a pod: those that are written, or those of a machine, resized where the platform allows it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from generator.environment.environment import Environment, Machine
from generator.source import nodes
from generator.spec import component as spec
from generator.spec import devices, quantity
from generator.spec import machine as machine_spec

GPU = "nvidia.com/gpu"
NO_LIMIT = "none"
TOLERATION: Mapping[str, Any] = {"operator": "Exists", "effect": "NoSchedule"}


def settled(data: Mapping[str, Any], machines: Mapping[str, Machine]) -> spec.Resources:
    """Requests and limits of `machine` or `resources`. In the short form, memory and GPUs are also limits, CPU is not.

    None without either, as of a component whose groups of pods have their own.
    """
    if "machine" in data:
        written = data["machine"] if isinstance(data["machine"], Mapping) else {}
        return of_machine(resized(machines[machine_spec.name(data)], written))
    written = data.get("resources", {})
    if "requests" in written or "limits" in written:
        limits = _canonical(written.get("limits", {}))
        return _resources({**limits, **_canonical(written.get("requests", {}))}, limits)
    gpus = {GPU: str(written["gpu"])} if "gpu" in written else {}
    memory = _canonical({"memory": written.get("memory", "")})
    storage = _canonical({"ephemeral-storage": written.get("ephemeralStorage", "")})
    return _resources(_canonical({"cpu": written.get("cpu", "")}) | memory | storage | gpus, memory | gpus)


def resized(machine: Machine, written: Mapping[str, Any]) -> Machine:
    """The machine with the cpu, memory and gpu that a component writes beside its name."""
    gpu = {name: written.get("gpu", count) for name, count in machine.gpu.items()}
    return machine._replace(cpu=written.get("cpu", machine.cpu), memory=written.get("memory", machine.memory), gpu=gpu)


def of_machine(machine: Machine) -> spec.Resources:
    """The resources of a pod on this machine. A limit is at least the request; memory without one of its own is limited to it."""
    gpus = {name: str(count) for name, count in machine.gpu.items()}
    amounts = {"cpu": machine.cpu, "memory": machine.memory, "ephemeral-storage": machine.ephemeral_storage}
    limits = {"memory": machine.memory, **machine.limits}
    limits = {name: _larger(limit, amounts[name]) for name, limit in limits.items() if limit != NO_LIMIT}
    found = _resources(_canonical(amounts) | gpus, _canonical(limits) | gpus)
    return found._replace(
        node_selector=machine.node_selector,
        tolerations=machine.tolerations or found.tolerations,
        affinity=machine.affinity,
        runtime_class=machine.runtime_class,
        priority_class=machine.priority_class,
        claims=tuple(machine.claims.items()),
    )


def sum_of(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """The requests of two containers that run at the same time."""
    return _joined(one, other, lambda a, b: a + b)


def largest(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """The requests of two containers of which one runs after the other."""
    return _joined(one, other, max)


def _joined(
    one: Mapping[str, str], other: Mapping[str, str], join: Callable[[Decimal, Decimal], Decimal]
) -> dict[str, str]:
    amounts = [{name: quantity.parse(text) for name, text in each.items()} for each in (one, other)]
    names = dict.fromkeys((*one, *other))
    return {name: f"{join(*(each.get(name, Decimal(0)) for each in amounts)).normalize():f}" for name in names}


def _larger(limit: str, request: str) -> str:
    return limit if quantity.parse(limit) >= quantity.parse(request) else request


def _resources(requests: Mapping[str, str], limits: Mapping[str, str]) -> spec.Resources:
    """Resources without a place; the taints of nodes with devices are tolerated, which are named as the devices usually."""
    counted = tuple(name for name, amount in requests.items() if devices.needed(name, amount))
    tolerations = tuple({"key": name, **TOLERATION} for name in counted)
    return spec.Resources(requests=requests, limits=limits, node_selector={}, devices=counted, tolerations=tolerations)


def _canonical(named: Mapping[str, str]) -> dict[str, str]:
    return {name: quantity.canonical(text) for name, text in named.items() if text}


def needs_devices(component: nodes.Mapping, environment: Environment) -> bool:
    """Whether the pods of a component need devices, so that an extra pod may never find a node; values may be invalid.

    A device of any container is one of the pod.
    """
    groups = [each for each in map(component.get, ("init", "sidecars")) if isinstance(each, nodes.Mapping)]
    beside = [*(entry.value for each in groups for entry in each.entries.values()), component.get(spec.TRANSFORMER)]
    return _machine_devices(component, environment) or any(
        _written_devices(each) for each in (component, *beside) if isinstance(each, nodes.Mapping)
    )


def _machine_devices(component: nodes.Mapping, environment: Environment) -> bool:
    found = environment.machines.get(machine_spec.name_in(component))
    return found is not None and bool(found.gpu or found.claims)


def _written_devices(container: nodes.Mapping) -> bool:
    written = container.get("resources")
    if not isinstance(written, nodes.Mapping):
        return False
    sections = [written.get(key) for key in ("requests", "limits")]
    amounts = [each.entries.items() for each in sections if isinstance(each, nodes.Mapping)]
    return "gpu" in written.entries or any(
        isinstance(entry.value, nodes.Scalar) and devices.needed(name, entry.value.text)
        for section in amounts
        for name, entry in section
    )
