"""The form `jobset`: one replicated Job `node` of a JobSet, which starts all nodes again when one of them fails.

The JobSet makes the headless Service, of its own name. `maxRestarts` counts whole restarts; those after an eviction do not count,
and what has taken too long is not started again (https://jobset.sigs.k8s.io/docs/concepts/#failure-policy).
"""

from collections.abc import Iterator

from generator.components import runs
from generator.components.training import fields, pods, ranks
from generator.kubernetes import derived_names, object_kinds
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.project import Target

KIND = "JobSet"


def problems(target: Target) -> Iterator[Finding]:
    """Yield a name with which that of the last pod, `<JobSet>-node-0-<index>-xxxxx`, is too long."""
    yield from derived_names.problems(target, [object_kinds.of(KIND).derived(_name(target), pod_suffix(target))])


def pod_suffix(target: Target) -> str:
    """What the longest name of a pod has after that of its JobSet (`jobset_webhook.go` checks it)."""
    return f"-node-0-{fields.of(target.component).nodes - 1}-xxxxx"


def drafts(target: Target) -> Iterator[Draft]:
    """The JobSet."""
    training, name = fields.of(target.component), _name(target)
    values = {
        "name": name,
        **runs.metadata(target, training.run),
        **pods.values(target, ranks.of_job(target.component, name), "Never"),
        "nodes": training.nodes,
        "retries": training.retries,
        "timeout": pods.deadline(target),
    }
    yield Draft(template="training/jobset.yaml", folder=fields.FOLDER, file=target.base, values=values)


def _name(target: Target) -> str:
    return runs.name(target, fields.of(target.component).run, {KIND})
