"""Kind `job`: a task that runs to its end.

`run: on-change` has a hash of what the team wrote in its name, so that it runs again exactly when the team changes it;
`run: once` has a fixed name and is never updated. No `ttlSecondsAfterFinished`: the GitOps tool would make it, and run it, again.
"""

import json
from collections.abc import Iterator
from typing import Any

from generator.components import batch, supporting_objects
from generator.components.batch import Batch
from generator.gitops import gitops
from generator.kubernetes import labels
from generator.manifest.manifest import Draft
from generator.resolve import merge
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
FIELDS = merge.COMMON
RULES: Rules = {}
POLICY: Rules = {}
SIZE = batch.SIZE
UNSEEN = frozenset({"kind", "description", "patches"})
"""Fields that do not change what runs."""

kind_values, demand = batch.kind_values, batch.demand


def names(base: str) -> tuple[DerivedName, ...]:
    """The Job's, its hash included."""
    return (DerivedName(naming.hashed(base, naming.ANY_HASH), naming.LIMIT, "Job"),)


def complete(merged: nodes.Mapping, *, gpu: bool, cache: nodes.NodeCache) -> nodes.Mapping:  # noqa: ARG001 - the table's form
    """No default depends on another value."""
    return merged


def problems(_target: Target) -> Iterator[Finding]:
    """Nothing that the shared rules do not find."""
    return iter(())


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a job."""
    component, name = target.component, job_name(target)
    yield from supporting_objects.drafts(target)
    yield from supporting_objects.config(target, component, target.base)
    once = labels.annotations(
        target, component, {**gitops.APPLIED_ONCE[target.environment.gitops.tool], **labels.described(target)}
    )
    values = {
        "name": name,
        "labels": labels.metadata(target, component),
        "annotations": once,
        **batch.values(target, keep=None),
    }
    yield Draft(template="job/job.yaml", folder="jobs", file=target.base, values=values)


def job_name(target: Target) -> str:
    """The Job's name; the hash is of the team's settled fields, never of what a version of the tool makes of them."""
    component = target.component
    if component.kind_values_as(Batch).run == "once":
        return target.base
    return naming.hashed(target.base, naming.content_hash(written(component).encode()))


def written(component: Component) -> str:
    """What the team wrote of a job, as canonical JSON; its files by content, patches of the Job itself among it."""
    fields: dict[str, Any] = {key: value for key, value in component.written.items() if key not in UNSEEN}
    if own := [patch for patch in component.written.get("patches", ()) if patch["target"]["kind"] == "Job"]:
        fields["patches"] = own
    if component.files:
        fields["files"] = {path: naming.content_hash(content) for path, content in component.files.items()}
    return json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
