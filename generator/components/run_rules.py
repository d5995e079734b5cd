"""Rules for the fields `run` and `queue` that kinds have in common."""

from collections.abc import Iterator

from generator.source.finding import Finding
from generator.validate.context import CheckedComponent

STEP = "write what it runs as a step of a pipeline, which has one: image, command and args"


def is_scheduled(component: CheckedComponent) -> bool:
    """Whether `run` has a schedule."""
    return not isinstance(component.data["run"], str)


def no_schedule(component: CheckedComponent, what: str, hint: str = STEP) -> Iterator[Finding]:
    """Refuse the schedule of a kind whose operator has no clock; `what` is the subject of the sentence."""
    if is_scheduled(component):
        yield component.finding(("run",), fact=f"{what} has no schedule", hint=hint, code="kind-value")


def queue(component: CheckedComponent) -> tuple[str, str]:
    """The queue in which runs wait, and the environment whose default that is; empty for none, and where it is written."""
    written = component.data.get("queue", "")
    return component.environment.operators.queues.of(written), "" if written else component.environment.name
