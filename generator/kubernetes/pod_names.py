"""The names of a workload's pods, by which Prometheus series are selected.

A pod is named by its ReplicaSet, a hash and five random characters, but the API server keeps 58 characters of what comes before the
random ones. From 47 characters of a workload's name on, the hash or its dash is cut: a pattern finds no pods, or those of Flagger's
primary among the new ones. An analysis takes metrics that are empty for a good version, an autoscaler for an error.
"""

from collections.abc import Iterator

from generator.kubernetes import derived_names
from generator.kubernetes.workload import component_finding
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.project import Target

KEPT = 58
"""Characters of a generated name that the API server keeps (`maxGeneratedNameLength` of its name generator)."""
HASH = 10
"""Characters of the hash that a Deployment or a Rollout gives to a ReplicaSet."""
LIMIT = KEPT - HASH - len("--")
"""The longest name of a workload whose pods have its whole name, hash and dashes in their own."""


def problems(target: Target) -> Iterator[Finding]:
    """Yield the name of a workload whose pods cannot be found by name, at the longest part that the team wrote."""
    workload = _longest(target)
    over = len(workload) - LIMIT
    if over <= 0:
        return
    part = naming.longest(target.project.name, target.name, target.model_name)
    fact = (
        f'Kubernetes cuts the names of the pods of "{workload}" ({len(workload)} characters): '
        "their metrics would not be found"
    )
    amount = f"{over} character{'s' if over > 1 else ''}"
    hint = f"shorten the {part}'s name by {amount}: {LIMIT} is the limit where pods are judged or scaled by metrics"
    finding = component_finding(target, (), fact=fact, hint=hint, code="name-length")
    yield derived_names.at_part(target, part, finding._replace(excess=over))


def _longest(target: Target) -> str:
    """The longest name of a workload of the target, with the slots of `native` and the primary that Flagger makes."""
    if not target.component.slots:
        return target.base
    if target.environment.engine == "native":
        return max((naming.slot(target.base, slot) for slot in naming.SLOTS), key=len)
    if target.environment.engine == "flagger" and not target.component.serving.strategy.in_place:
        return naming.primary(target.base)
    return target.base
