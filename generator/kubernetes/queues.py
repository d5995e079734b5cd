"""The labels by which Kueue takes a run into a queue (https://kueue.sigs.k8s.io/docs/reference/labels-and-annotations/).

They are those of the object that Kueue suspends: a Job, the Jobs of a CronJob, or what an operator runs.
"""

from collections.abc import Collection, Iterator

from generator.environment.operators import NO_QUEUE
from generator.kubernetes.workload import component_finding
from generator.source.finding import Finding
from generator.spec import suggest
from generator.spec.project import Target

QUEUE = "kueue.x-k8s.io/queue-name"
PRIORITY = "kueue.x-k8s.io/priority-class"


def labels(target: Target) -> dict[str, str]:
    """The labels of a run: its queue, by default the platform's first one, and its priority; empty without a queue."""
    component = target.component
    queue = target.environment.operators.queues.of(component.queue)
    if not queue or (QUEUE in component.labels and not component.queue):  # a label that a team writes stays
        return {}
    return {QUEUE: queue} | ({PRIORITY: component.priority} if component.priority else {})


def problems(target: Target) -> Iterator[Finding]:
    """Yield a queue and a priority that the platform does not have, and a priority where there is no queue."""
    component, queues = target.component, target.environment.operators.queues
    if component.queue not in {"", NO_QUEUE}:
        yield from _unknown(target, "queue", component.queue, queues.names, "kueue")
    if component.priority and component.queue == NO_QUEUE:
        hint = "remove it, or name a queue"
        yield component_finding(target, ("priority",), fact="there is no queue to be first in", hint=hint, code="queue")
    elif component.priority:
        yield from _unknown(target, "priority", component.priority, queues.priorities, "priorityClasses")


def _unknown(target: Target, field: str, name: str, known: Collection[str], setting: str) -> Iterator[Finding]:
    if name in known:
        return
    what = {"queue": "queue", "priority": "priority class"}[field]
    meant, hint = suggest.of(name, tuple(known))
    if not known:
        hint = f"remove it, or ask the platform team for operators: {{queue: {{{setting}: [{name}]}}}}"
    fact, place = f'there is no {what} "{name}"', target.environment.name
    finding = component_finding(target, (field,), fact=fact, hint=hint, code="queue", place=place)
    yield finding._replace(subject=name, meant=meant)
