"""The form `pytorchjob`: a PyTorchJob or a TFJob of the training operator 1.9.

The operator injects all variables of ranks, makes a Service for each pod and starts containers again in their pods. It counts the
restarts of all pods, and fails the run when there are as many as `backoffLimit` (`PastBackoffLimit` of the training operator): so
that is one more than the retries of all nodes. With more than one node each worker of a PyTorchJob gets an init container that
waits for the master, and that has no securityContext.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from generator.components import runs
from generator.components.training import fields, pods, pytorch_job_rules, ranks
from generator.components.training.fields import Training
from generator.kubernetes import derived_names, object_kinds
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.project import Target

FRAMEWORKS = {"pytorch": "PyTorchJob", "tensorflow": "TFJob"}
"""The kind of object for each framework that the operator runs."""


class Role(NamedTuple):
    """Pods with one task; the operator names the roles."""

    name: str
    replicas: int


def problems(target: Target) -> Iterator[Finding]:
    """Yield a name with which that of the last worker, and of its Service, is too long."""
    training = fields.of(target.component)
    pod = f"-worker-{training.most - 1}"
    yield from derived_names.problems(target, [object_kinds.of(kind(training)).derived(_name(target), pod)])


def kind(training: Training) -> str:
    """The kind of object that the operator runs."""
    return FRAMEWORKS[training.framework]


def drafts(target: Target) -> Iterator[Draft]:
    """The PyTorchJob or TFJob."""
    component, training = target.component, fields.of(target.component)
    values = {
        "name": _name(target),
        **runs.metadata(target, training.run),
        **pods.values(target, ranks.checkpoints(component), "", injected=ranks.GIVEN[training.framework]),
        "main": pytorch_job_rules.CONTAINERS[training.framework],
        "roles": list(_roles(training)),
        "replica_restart": "OnFailure" if training.retries else "Never",
        "retries": _backoff_limit(training),
        "timeout": pods.deadline(target),
        "processes": str(fields.processes(component)),
        "elastic": _elastic(training),
    }
    template = f"training/{kind(training).lower()}.yaml"
    yield Draft(template=template, folder=fields.FOLDER, file=target.base, values=values)


def _roles(training: Training) -> Iterator[Role]:
    """A master and the other nodes; workers alone where nodes may come and go, or none is special."""
    if training.elastic or training.framework == "tensorflow":
        yield Role("Worker", training.nodes)
        return
    yield Role("Master", 1)
    if training.nodes > 1:
        yield Role("Worker", training.nodes - 1)


def _backoff_limit(training: Training) -> int:
    return training.retries * training.most + 1 if training.retries else 0


def _elastic(training: Training) -> dict[str, Any]:
    if not training.elastic:
        return {}
    return {"min": training.nodes, "max": training.most, "retries": training.retries}


def _name(target: Target) -> str:
    training = fields.of(target.component)
    return runs.name(target, training.run, {kind(training)})
