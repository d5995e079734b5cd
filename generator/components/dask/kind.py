"""Kind `dask`: a scheduler and workers of Dask, which the Dask operator runs.

With `command` or `args` it is a job: the program runs beside them, and all of them end with it. Without it is a cluster for other
programs, which find the scheduler by the component's name.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.components import operator_form
from generator.components.dask import fields, pods, rules
from generator.components.dask.forms import FORMS
from generator.environment.environment import Machine
from generator.kubernetes import network, object_kinds
from generator.manifest.manifest import Draft
from generator.source.finding import Finding, Path
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate.context import Rules
from generator.validate.policy import Pods

SYNONYMS = "daskjob daskcluster daskautoscaler daskoperator distributed dataframe"
SLOTS = False
FOLDER = fields.FOLDER
HASHED = True
FIELDS = fields.FIELDS
RULES = rules.RULES
POLICY: Rules = {}
SIZE = fields.STARTED_BY | {fields.SCHEDULER, fields.WORKERS, "machine", "resources"}
COUNTS: tuple[Path, ...] = ((fields.WORKERS,),)
GROUPS: tuple[str, ...] = (fields.SCHEDULER, fields.WORKERS)

complete, kind_values, settled = fields.complete, fields.kind_values, pods.settled


def names(base: str) -> tuple[DerivedName, ...]:
    """The name of a job or cluster; with a hash it has to be shorter, which depends on `run`.

    The operator appends `-scheduler` to it (`MAX_CLUSTER_NAME_LEN`).
    """
    return (object_kinds.of("DaskCluster").derived(base),)


def demand(versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine]) -> Sequence[Pods]:
    """The scheduler, all workers that there may be, and what runs a job's command."""
    return list(pods.demand(versions[0], machines))


def problems(target: Target) -> Iterator[Finding]:
    """Yield settled values that the operator does not take, and warn where it cannot reach the scheduler."""
    yield from operator_form.chosen(target, FORMS).problems(target)
    yield from network.operator_problems(target, pods.connected(target).component.operator_ports)


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a Dask job or cluster."""
    return operator_form.drafts(target, pods.connected(target), FORMS, pods.ingress(target))
