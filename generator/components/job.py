"""Kind `job`: a task that runs to its end.

`run: on-change` has a hash of its fields in the project file in its name, so that it runs again exactly when a team changes them;
`run: once` has a fixed name and is never updated. `ttlSecondsAfterFinished` is not set: the GitOps tool would create a deleted Job
again, and so run it again (argo-cd#13851).
"""

import json
from collections.abc import Iterator
from typing import Any

from generator.components import batch, batch_rules, supporting_objects
from generator.components.batch import Batch
from generator.gitops import gitops
from generator.kubernetes import labels
from generator.manifest.manifest import Draft
from generator.source import nodes
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.component import Component
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate.context import Rules

SYNONYMS = "task batch batchjob training train"
SLOTS = False
HASHED = True
FIELDS = batch.FIELDS
RULES = batch_rules.RULES
POLICY: Rules = {}
SIZE = batch.SIZE
UNHASHED = frozenset({"kind", "description", "patches", "calls"})
"""Fields that do not change what runs."""

kind_values, demand = batch.kind_values, batch.demand


def names(base: str) -> tuple[DerivedName, ...]:
    """The name of the Job, its hash included."""
    return (DerivedName(naming.hashed(base, naming.ANY_HASH), naming.LIMIT, "Job"),)


def complete(merged: nodes.Mapping, *, gpu: bool, cache: nodes.NodeCache) -> nodes.Mapping:  # noqa: ARG001 - as ComponentKind
    """No default depends on another value."""
    return merged


def problems(target: Target) -> Iterator[Finding]:
    """Yield names of its pods that are too long, and of its Service that Kubernetes refuses."""
    return batch.problems(target, job_name(target), 0)


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a job."""
    component, name = target.component, job_name(target)
    yield from supporting_objects.drafts(target)
    yield from supporting_objects.config(target, component, target.base)
    annotations = labels.annotations(
        target, component, {**gitops.JOB_ANNOTATIONS[target.environment.gitops.tool], **labels.description(target)}
    )
    values = {
        "name": name,
        "labels": labels.metadata(target, component),
        "annotations": annotations,
        **batch.values(target, keep=None),
    }
    yield Draft(template="job/job.yaml", folder="jobs", file=target.base, values=values)


def job_name(target: Target) -> str:
    """The name of the Job; its hash covers the fields in the project file, not what a version of tidegate renders from them."""
    component = target.component
    if component.kind_values_as(Batch).run == "once":
        return target.base
    return naming.hashed(target.base, naming.content_hash(team_fields(component).encode()))


def team_fields(component: Component) -> str:
    """A job's fields in the project file as canonical JSON, with hashes of its files and only the patches of the Job itself."""
    fields: dict[str, Any] = {key: value for key, value in component.written.items() if key not in UNHASHED}
    if isinstance(machine := fields.get("machine"), dict) and machine.keys() == {"name"}:
        fields["machine"] = machine["name"]  # whichever form a layer below has, the team wrote the name
    if own := [patch for patch in component.written.get("patches", ()) if patch["target"]["kind"] == "Job"]:
        fields["patches"] = own
    if component.files:
        fields["files"] = {path: naming.content_hash(content) for path, content in component.files.items()}
    if component.executables:
        fields["executables"] = sorted(component.executables)
    return json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
