"""Autoscaler `hpa`: the HorizontalPodAutoscaler of Kubernetes. It does not scale to zero and does not support queues."""

from collections.abc import Iterator
from typing import Any

from generator.errors import Severity
from generator.kubernetes import workload as workloads
from generator.kubernetes.workload import Workload
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.component import Component
from generator.spec.project import Target


def problems(target: Target) -> Iterator[Finding]:
    """Yield settings that need KEDA, and a fixed scale without a request."""
    scale, where = target.component.serving.scale, target.environment.name
    if scale.queue is not None:
        fact = "the Kubernetes HPA cannot see a queue, and nothing else scales the pods"
        hint = "use scale.metrics of the pods or cpu there, or ask the platform for autoscaler: keda"
        yield workloads.component_finding(
            target, ("scale", "queue"), fact=fact, hint=hint, code="autoscaler", place=where
        )
    if scale.min == 0:
        fact = "the Kubernetes HPA keeps at least one pod, and nothing else scales them"
        hint = "use min: 1 there, or ask the platform for autoscaler: keda"
        yield workloads.component_finding(
            target, ("scale", "min"), fact=fact, hint=hint, code="autoscaler", place=where
        )
    if scale.is_fixed and not workloads.utilization_targets(target.component):
        fact = "without a request of cpu or memory its HPA has no metric, and Argo CD reports it as degraded"
        yield workloads.component_finding(
            target, ("scale",), fact=fact, hint="add cpu to resources", code="scale", severity=Severity.WARNING
        )


def drafts(target: Target, workload: Workload) -> Iterator[Draft]:
    """The HorizontalPodAutoscaler of a workload."""
    scale = workload.component.serving.scale
    values = workloads.values(target, workload) | {
        "metrics": [{"name": metric, "average": average} for metric, average in scale.metrics],
        "resources": _resources(workload.component),
    }
    yield Draft(template="hpa/horizontalpodautoscaler.yaml", folder="hpa", file=workload.name, values=values)


def _resources(component: Component) -> list[dict[str, Any]]:
    """Utilization targets; a fixed scale without a request gets the default metric of the API server, cpu."""
    targets = workloads.utilization_targets(component) or (
        {"cpu": workloads.FIXED_SCALE_TARGET} if component.serving.scale.is_fixed else {}
    )
    return [{"name": name, "utilization": per_cent} for name, per_cent in targets.items()]
