"""The table of autoscalers: each workload with pods has exactly one, the only writer of its number of pods."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from generator.kubernetes import hpa, keda
from generator.kubernetes import workload as workloads
from generator.kubernetes.workload import Workload
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.project import Target


class Autoscaler(Protocol):
    """One module that turns a workload's scale into objects."""

    def problems(self, target: Target, /) -> Iterator[Finding]:
        """What it cannot do of the target's scale."""
        ...

    def drafts(self, target: Target, workload: Workload, /) -> Iterator[Draft]:
        """What scales the workload."""
        ...


AUTOSCALERS: Mapping[str, Autoscaler] = MappingProxyType({"hpa": hpa, "keda": keda})


def problems(target: Target) -> Iterator[Finding]:
    """What the environment's autoscaler cannot do."""
    component = target.component
    for name in workloads.measured(component):
        if name in component.resources.requests and not workloads.asks(component, name):
            fact, hint = f"scaling on {name} is per cent of this request", "write more than 0"
            yield workloads.found(target, ("resources", "requests", name), fact=fact, hint=hint, code="scale")
    yield from AUTOSCALERS[target.environment.autoscaler].problems(target)


def drafts(target: Target, workload: Workload) -> Iterator[Draft]:
    """What scales a workload in the target's environment."""
    return AUTOSCALERS[target.environment.autoscaler].drafts(target, workload)
