"""Rules for the size of pods: the machine that a component names, how it may be resized, and GPUs with little beside them."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.environment.environment import Machine
from generator.errors import SCHEMA, Severity
from generator.source import finding
from generator.source.finding import Finding, Path
from generator.spec import machine as machine_spec
from generator.spec import quantity, suggest
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rules

NO_MACHINES_HINT = (
    "this platform has none: write resources: {cpu: 500m, memory: 1Gi}, or ask the platform team for machines"
)
SIZES = ("cpu", "memory", "gpu")


def claims_devices(component: CheckedComponent, data: Mapping[str, Any]) -> bool:
    """Whether the machine of a container asks for devices by claims, which API servers with an older pod have no field for."""
    machine = component.environment.machines.get(machine_spec.name(data)) if "machine" in data else None
    return machine is not None and bool(machine.claims)


def _machine(component: CheckedComponent) -> Iterator[Finding]:
    if "machine" not in component.data:
        return
    name, machines = machine_spec.name(component.data), component.environment.machines
    written = component.data["machine"]
    if name not in machines:
        path: Path = ("machine", "name") if isinstance(written, Mapping) else ("machine",)
        meant, hint = suggest.of(name, tuple(machines))
        yield component.finding(
            path,
            fact=f'there is no machine "{name}"',
            hint=hint if machines else NO_MACHINES_HINT,
            code="unknown-machine",
            subject=name,
            meant=meant,
            place=component.environment.name,
        )
    elif isinstance(written, Mapping):
        yield from _resized(component, name, machines[name], written)


def _one_size(component: CheckedComponent) -> Iterator[Finding]:
    if "machine" in component.data and "resources" in component.data:
        yield component.finding(
            ("resources",),
            fact='"resources" does not go with "machine"',
            hint="keep one of the two: a machine defines its resources",
            code="choice",
        )


def _resized(component: CheckedComponent, name: str, machine: Machine, written: Mapping[str, Any]) -> Iterator[Finding]:
    where = component.environment.name
    for key in (key for key in SIZES if key in written):
        size, most = written[key], machine.max.get(key)
        path: Path = ("machine", key)
        if not machine.resizable or most is None:
            fact = f'machine "{name}" has a fixed {key}'
            sizes = [each for each in SIZES if each in machine.max] if machine.resizable else []
            hint = (
                f"{key} cannot be changed, but {' and '.join(sizes)}"
                if sizes
                else "write its name alone, or choose another"
            )
            yield component.finding(path, fact=fact, hint=hint, code="machine-size", place=where)
        elif quantity.parse(str(size)) > quantity.parse(str(most)):
            fact = f'{size} is more than {most}, the most {key} of machine "{name}"'
            yield component.finding(path, fact=fact, hint=f"write at most {most}", code="machine-size", place=where)


def _gpu_defaults(component: CheckedComponent) -> Iterator[Finding]:
    """Warn of a GPU whose CPU and memory are the small defaults, with which most programs for GPUs do not even start."""
    if "gpu" not in component.data.get("resources", {}):
        return
    written = [
        finding.locate(component.node, (*component.prefix, "resources", key), mark=component.mark)[0].mark != SCHEMA
        for key in ("cpu", "memory")
    ]
    if not any(written) or not any(key in component.data["resources"] for key in ("cpu", "memory")):
        yield component.finding(
            ("resources", "gpu"),
            fact="the program gets the defaults of cpu and memory beside its GPU, which are small",
            hint='write all three: resources: {cpu: "4", memory: 16Gi, gpu: 1}, or name a machine',
            code="gpu-defaults",
            severity=Severity.WARNING,
        )


RULES: Rules = {
    _machine: frozenset({"machine", ENVIRONMENT}),
    _one_size: frozenset({"machine", "resources"}),
    _gpu_defaults: frozenset({"resources"}),
}
