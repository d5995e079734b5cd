"""Problems of a component's pods that depend on settled values: its resources, where its Secrets come from, its queue."""

from collections.abc import Iterator

from generator.kubernetes import external_secrets, security, variables
from generator.source.finding import Finding
from generator.spec.project import Target


def of(target: Target) -> Iterator[Finding]:
    """Yield the problems of the pods of all slots."""
    yield from security.problems(target)
    yield from external_secrets.problems(target)
    yield from variables.problems(target)
    if target.component.queue or target.component.priority:
        from generator.kubernetes import queues  # few components name one, and a cold start counts

        yield from queues.problems(target)
