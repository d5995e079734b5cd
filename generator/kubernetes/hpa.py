"""Autoscaler `hpa`: Kubernetes' own HorizontalPodAutoscaler. It never scales to zero and knows no queues."""

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
    """What needs KEDA."""
    scale, where = target.component.serving.scale, target.environment.name
    if scale.queue is not None:
        fact = f"{where} scales by the Kubernetes HPA, which cannot see a queue"
        hint = "use scale.metrics of the pods or cpu there, or ask the platform for autoscaler: keda"
        yield workloads.found(target, ("scale", "queue"), fact=fact, hint=hint, code="autoscaler")
    if scale.min == 0:
        fact = f"{where} scales by the Kubernetes HPA, which keeps at least one pod"
        hint = "use min: 1 there, or ask the platform for autoscaler: keda"
        yield workloads.found(target, ("scale", "min"), fact=fact, hint=hint, code="autoscaler")
    if scale.is_fixed and not workloads.measured(target.component):
        fact = "without a request of cpu or memory its HPA measures nothing, and Argo CD calls it degraded"
        yield workloads.found(
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
    """A fixed scale without a request names the metric that the server would."""
    wanted = workloads.measured(component) or ({"cpu": workloads.FIXED} if component.serving.scale.is_fixed else {})
    return [{"name": name, "utilization": per_cent} for name, per_cent in wanted.items()]
