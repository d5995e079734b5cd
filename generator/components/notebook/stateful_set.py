"""The form `statefulset`: a StatefulSet with its Service, which needs no operator.

There is no `spec.replicas` in Git, so a notebook that somebody scaled to 0 stays so.
"""

from collections.abc import Iterator

from generator.components import endpoints
from generator.components.notebook import server
from generator.engines import drafting
from generator.kubernetes import labels, pod
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.project import Target


def problems(_target: Target) -> Iterator[Finding]:
    """No problems beyond those that the rules find: no engine and no autoscaler is concerned."""
    return iter(())


def drafts(target: Target) -> Iterator[Draft]:
    """The StatefulSet, its budget, its Service and its routes."""
    component = target.component
    values = {
        "annotations": labels.annotations(target, component, labels.description(target)),
        "selector": labels.selector(target),
    }
    pods = pod.values(target, component, None, pod.config(target.base, component))
    yield drafting.draft(target, "notebook/statefulset.yaml", target.base, values, pods=pods, folder=server.FOLDER)
    yield endpoints.budget(target, folder=server.FOLDER)
    yield from endpoints.drafts(target, folder=server.FOLDER)
