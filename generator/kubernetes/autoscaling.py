"""The table of autoscalers. Each workload has exactly one, the only writer of its number of pods."""

from collections.abc import Iterator
from typing import Protocol

from generator.kubernetes import workload as workloads
from generator.kubernetes.workload import Workload
from generator.lazy_table import LazyTable
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.project import Target


class Autoscaler(Protocol):
    """A module that drafts the objects that scale a workload."""

    def problems(self, target: Target, /) -> Iterator[Finding]:
        """Yield settings of the target's scale that it does not support."""
        ...

    def drafts(self, target: Target, workload: Workload, /) -> Iterator[Draft]:
        """The objects that scale the workload."""
        ...


def _hpa() -> Autoscaler:
    from generator.kubernetes import hpa

    return hpa


def _keda() -> Autoscaler:
    from generator.kubernetes import keda

    return keda


AUTOSCALERS = LazyTable({"hpa": _hpa, "keda": _keda})


def problems(target: Target) -> Iterator[Finding]:
    """Yield settings that the environment's autoscaler does not support."""
    component = target.component
    for name in workloads.utilization_targets(component):
        if name in component.resources.requests and not workloads.has_request(component, name):
            fact, hint = f"scaling on {name} is per cent of this request", "write more than 0"
            yield workloads.component_finding(
                target, ("resources", "requests", name), fact=fact, hint=hint, code="scale"
            )
    yield from AUTOSCALERS[target.environment.autoscaler].problems(target)


def drafts(target: Target, workload: Workload) -> Iterator[Draft]:
    """The objects that scale a workload in the target's environment."""
    return AUTOSCALERS[target.environment.autoscaler].drafts(target, workload)
