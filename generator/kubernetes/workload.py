"""A workload as engines describe it to autoscalers, and findings about its scale."""

from typing import Any

from generator.errors import Severity
from generator.kubernetes import labels, object_kinds
from generator.named_tuples import NamedTuple
from generator.source import finding
from generator.source.finding import Finding, Path
from generator.spec import quantity
from generator.spec.component import Component
from generator.spec.project import Target
from generator.spec.release import SlotName

FIXED_SCALE_TARGET = 70
"""The utilization target in per cent for a fixed scale, as an autoscaler must have a metric."""


class Workload(NamedTuple):
    """What an autoscaler scales, with its bounds of pods. `frozen` disables scale-down; `slot` is None for engines without slots.

    `pods` is a pattern of what the names of its pods have after its own, and a dash.
    """

    name: str
    component: Component
    minimum: int
    maximum: int
    frozen: bool = False
    slot: SlotName | None = None
    kind: str = "Deployment"
    pods: str = "[a-z0-9]+-[a-z0-9]+"


def values(target: Target, workload: Workload) -> dict[str, Any]:
    """The values common to the templates of all autoscalers: name, labels, target and bounds."""
    return {
        "name": workload.name,
        "labels": labels.metadata(target, workload.component, workload.slot),
        "annotations": labels.annotations(target, workload.component),
        "target": {
            "api_version": object_kinds.of(workload.kind).api_version,
            "kind": workload.kind,
            "name": workload.name,
        },
        "min": workload.minimum,
        "max": workload.maximum,
        "frozen": workload.frozen,
    }


def utilization_targets(component: Component) -> dict[str, int]:
    """Target utilization in per cent of the request, by resource.

    Memory is first, as the API server returns metrics: another order is a permanent difference on Argo CD (argo-cd#1079). A fixed
    scale uses the first of cpu and memory that has a request; the result is empty if neither has.
    """
    scale = component.serving.scale
    if not scale.is_fixed:
        targets = {"memory": scale.memory, "cpu": scale.cpu}
        return {name: per_cent for name, per_cent in targets.items() if per_cent is not None}
    return next(({name: FIXED_SCALE_TARGET} for name in ("cpu", "memory") if has_request(component, name)), {})


def has_request(component: Component, name: str) -> bool:
    """Whether the container requests more than 0 of a resource."""
    return quantity.parse(component.resources.requests.get(name, "0")) > 0


def component_finding(
    target: Target,
    path: Path,
    *,
    fact: str,
    hint: str,
    code: str,
    severity: Severity = Severity.ERROR,
    place: str = "",
) -> Finding:
    """A finding at a path of the target's component, with the position of its value in the file."""
    node, mark = finding.locate(target.node, path, mark=target.key.mark)
    return Finding(node=node, mark=mark, path=path, fact=fact, hint=hint, code=code, severity=severity, place=place)


def slot_finding(
    target: Target,
    slot: SlotName,
    path: Path,
    *,
    fact: str,
    hint: str,
    code: str,
    severity: Severity = Severity.ERROR,
    place: str = "",
) -> Finding:
    """A finding at a path of what one slot of the target's component runs."""
    node, mark = finding.locate(target.slot_nodes[slot], path, mark=target.key.mark)
    return Finding(node=node, mark=mark, path=path, fact=fact, hint=hint, code=code, severity=severity, place=place)


def environment_finding(target: Target, path: Path, *, fact: str, hint: str, code: str) -> Finding:
    """A finding at a path of the target's environment."""
    node, mark = finding.locate(target.environment.node, path, mark=target.environment.node.mark)
    return Finding(node=node, mark=mark, path=path, fact=fact, hint=hint, code=code)
