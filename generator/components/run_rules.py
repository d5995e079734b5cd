"""Rules for the fields `run` and `queue` that kinds have in common."""

from collections.abc import Iterator

from generator.errors import Severity
from generator.source.finding import Finding, Path
from generator.validate.context import CheckedComponent

STEP = "write what it runs as a step of a pipeline, which has one: image, command and args"


def is_scheduled(component: CheckedComponent) -> bool:
    """Whether `run` has a schedule."""
    return not isinstance(component.data["run"], str)


def no_schedule(component: CheckedComponent, what: str, hint: str = STEP) -> Iterator[Finding]:
    """Refuse the schedule of a kind whose operator starts nothing by one; `what` is the subject of the message."""
    if is_scheduled(component):
        yield component.finding(("run",), fact=f"{what} has no schedule", hint=hint, code="kind-value")


def queue(component: CheckedComponent) -> tuple[str, str]:
    """The queue in which runs wait, and the environment whose default it is. Empty: no queue; a queue that the component names."""
    written = component.data.get("queue", "")
    return component.environment.operators.queues.of(written), "" if written else component.environment.name


def pod_by_pod(component: CheckedComponent, fact: str) -> Iterator[Finding]:
    """Warn that Kueue has no integration of the kind and admits its pods one by one; `{queue}` in the fact is the queue."""
    name, place = queue(component)
    if name and component.environment.operators.of(component.kind) is not None:
        path: Path = ("kind",) if place else ("queue",)
        yield component.finding(
            path,
            fact=fact.replace("{queue}", name),
            hint="ask the platform team whether Kueue's integration of pods is on, or write queue: none",
            code="queue",
            severity=Severity.WARNING,
            place=place,
        )
