"""Kind `spark`: a Spark application, a driver that starts executors and ends with them.

The Spark operator runs it, once or by a schedule. The pods are written as templates, which Spark completes itself: so they comply
with the Pod Security Standard of the environment whether the operator's webhook for pods runs or not.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.components import operator_form, pod_groups
from generator.components.spark import fields, pods, rules
from generator.components.spark.forms import FORMS
from generator.environment.environment import Machine
from generator.kubernetes import object_kinds
from generator.manifest.manifest import Draft
from generator.resolve import kind as kinds
from generator.resolve import resources
from generator.source.finding import Finding, Path
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate.context import Rules
from generator.validate.policy import Pods

SYNONYMS = "sparkapplication scheduledsparkapplication pyspark sparkjob sparkoperator sparksubmit"
SLOTS = False
FOLDER = fields.FOLDER
HASHED = True
FIELDS = fields.FIELDS
RULES = rules.RULES
POLICY: Rules = {}
SIZE = frozenset({fields.DRIVER, fields.EXECUTORS})
COUNTS: tuple[Path, ...] = ((fields.EXECUTORS,),)
GROUPS: tuple[str, ...] = (fields.DRIVER, fields.EXECUTORS)

complete, kind_values, settled = fields.complete, fields.kind_values, kinds.as_written


def names(base: str) -> tuple[DerivedName, ...]:
    """The name of a run; with a hash or a schedule it has to be shorter, which depends on `run`.

    The operator appends `-driver` and `-ui-svc` to it.
    """
    return (object_kinds.of("SparkApplication").derived(base),)


def demand(versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine]) -> Sequence[Pods]:
    """The driver and as many executors as there may be, all at the same time."""
    driver, executors = (resources.settled(group, machines).requests for _, group in fields.groups(versions[0]))
    return [Pods(1, driver), Pods(pod_groups.bounds(versions[0][fields.EXECUTORS])[1], executors)]


def problems(target: Target) -> Iterator[Finding]:
    """Yield settled values that the operator does not take."""
    yield from operator_form.chosen(target, FORMS).problems(target)


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a Spark application."""
    return operator_form.drafts(target, pods.connected(target), FORMS)
