"""Warnings of metrics that something waits for, and that monitoring may not collect because no port is open to it."""

from collections.abc import Iterator

from generator.engines import engines
from generator.errors import Severity
from generator.kubernetes import monitoring, workload
from generator.source.finding import Finding, Path
from generator.spec.project import Target


def problems(target: Target) -> Iterator[Finding]:
    """Yield a warning for `scale.metrics`, and for a strategy with analysis, if monitoring reaches no port."""
    service, name = target.component.serving, target.environment.name
    if monitoring.is_reached(target):
        return
    paths: list[tuple[Path, str]] = [(("scale", "metrics"), "scaled by")] if service.scale.metrics else []
    paths += [(("strategy", "type"), "judged by")] if engines.analyses(target) else []
    for path, what in paths:
        fact = f"pods are {what} metrics, and monitoring may reach no port of them"
        hint = "name the port of the metrics: ports: {metrics: 9090}, or metrics: {port: http}"
        if service.metrics is not None:
            fact = f"pods are {what} metrics, and no namespace is named that may collect them"
            hint = "ask the platform team for metrics: {namespace: monitoring}"
        yield workload.component_finding(
            target, path, fact=fact, hint=hint, code="metrics-unreachable", severity=Severity.WARNING, place=name
        )
