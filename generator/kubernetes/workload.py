"""What an autoscaler scales: one workload, the only thing that its engine says of it."""

from typing import Any, NamedTuple

from generator.errors import Severity
from generator.kubernetes import labels, object_kinds
from generator.source import finding
from generator.source.finding import Finding, Path
from generator.spec import quantity
from generator.spec.component import Component
from generator.spec.project import Target
from generator.spec.release import SlotName

FIXED = 70
"""Per cent of the request that a fixed scale names too: an autoscaler without a metric is given one, or refused."""


class Workload(NamedTuple):
    """One Deployment or Rollout. `least` is its fewest pods now, `frozen` that it may not shrink; `slot` is None without slots."""

    name: str
    component: Component
    least: int
    most: int
    frozen: bool = False
    slot: SlotName | None = None
    kind: str = "Deployment"


def values(target: Target, workload: Workload) -> dict[str, Any]:
    """What every autoscaler's template prints: its name, labels, target and bounds."""
    return {
        "name": workload.name,
        "labels": labels.metadata(target, workload.component, workload.slot),
        "annotations": labels.annotations(target, workload.component),
        "target": {
            "api_version": object_kinds.of(workload.kind).api_version,
            "kind": workload.kind,
            "name": workload.name,
        },
        "min": workload.least,
        "max": workload.most,
        "frozen": workload.frozen,
    }


def measured(component: Component) -> dict[str, int]:
    """Per cent of the requests that an autoscaler watches, memory first, as the API server returns them.

    A fixed scale watches what has a request; empty where nothing has.
    """
    scale = component.serving.scale
    if not scale.is_fixed:
        chosen = {"memory": scale.memory, "cpu": scale.cpu}
        return {name: per_cent for name, per_cent in chosen.items() if per_cent is not None}
    return next(({name: FIXED} for name in ("cpu", "memory") if asks(component, name)), {})


def asks(component: Component, name: str) -> bool:
    """Whether the container requests any of a resource."""
    return quantity.parse(component.resources.requests.get(name, "0")) > 0


def found(
    target: Target, path: Path, *, fact: str, hint: str, code: str, severity: Severity = Severity.ERROR
) -> Finding:
    """A finding at a path of the target's component, placed where its value was written."""
    node, mark = finding.locate(target.node, path, mark=target.key.mark)
    return Finding(node=node, mark=mark, path=path, fact=fact, hint=hint, code=code, severity=severity)


def platform(target: Target, path: Path, *, fact: str, hint: str, code: str) -> Finding:
    """A finding at a path of the target's environment."""
    node, mark = finding.locate(target.environment.node, path, mark=target.environment.node.mark)
    return Finding(node=node, mark=mark, path=path, fact=fact, hint=hint, code=code)
