"""Kind `job`: a task that runs to its end.

`run: on-change` has a hash of its fields in the project file in its name, so that it runs again exactly when a team changes them;
`keep` does, too, and lets the old one go on; `run: once` has a fixed name and is never updated. `ttlSecondsAfterFinished` is not
set: the GitOps tool would create a deleted Job again, and so run it again (argo-cd#13851).
"""

from collections.abc import Iterator

from generator.components import batch, batch_rules, runs, supporting_objects
from generator.components.batch import Batch
from generator.manifest.manifest import Draft
from generator.resolve import kind
from generator.resolve.kind import Place
from generator.source import nodes
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate.context import Rules

SYNONYMS = "task batch batchjob"
SLOTS = False
FOLDER = "jobs"
HASHED = True
FIELDS = batch.FIELDS
RULES = batch_rules.JOB_RULES
POLICY: Rules = {}
SIZE = batch.SIZE
COUNTS, GROUPS = batch.COUNTS, batch.GROUPS

UNHASHED = frozenset({"kind", "description", "patches", "calls"})
"""Fields that do not change what runs. Others that do not are hashed, since names of Jobs in clusters end in it."""

kind_values, demand = batch.kind_values, batch.demand
settled = kind.as_written


def names(base: str) -> tuple[DerivedName, ...]:
    """The name of the Job, its hash included."""
    return (DerivedName(naming.hashed(base, naming.ANY_HASH), naming.LIMIT, "Job"),)


def complete(merged: nodes.Mapping, *, place: Place, cache: nodes.NodeCache) -> nodes.Mapping:  # noqa: ARG001 - as ComponentKind
    """No default depends on another value."""
    return merged


def problems(target: Target) -> Iterator[Finding]:
    """Yield names of its pods that are too long, and of its Service that Kubernetes refuses."""
    return batch.problems(target, job_name(target), 0)


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a job."""
    yield from supporting_objects.drafts(target)
    yield from supporting_objects.config(target, target.component, target.base)
    run = target.component.kind_values_as(Batch).run
    values = {"name": job_name(target), **runs.metadata(target, run), **batch.values(target, keep=None)}
    yield Draft(template="job/job.yaml", folder=FOLDER, file=target.base, values=values)


def job_name(target: Target) -> str:
    """The name of the Job; its hash covers the fields in the project file, not what a version of tidegate renders from them."""
    return runs.name(target, target.component.kind_values_as(Batch).run, {"Job"}, unhashed=UNHASHED)
