"""Kind `pipeline`: steps that depend on each other, each of which runs in a pod of its own and ends.

Argo Workflows runs it, once or by a schedule. A step starts when all steps that it comes after have succeeded; if one fails, no
other starts.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.components import operator_form
from generator.components.pipeline import fields, rules, steps
from generator.components.pipeline.forms import FORMS
from generator.environment.environment import Machine
from generator.kubernetes import step_peaks
from generator.manifest.manifest import Draft
from generator.source.finding import Finding, Path
from generator.spec import naming, quantity
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate.context import Rules
from generator.validate.policy import Pods

SYNONYMS = "workflow workflowtemplate cronworkflow argo argoworkflows dag kfp flow"
SLOTS = False
FOLDER = fields.FOLDER
HASHED = True
FIELDS = fields.FIELDS
RULES = rules.RULES
POLICY: Rules = {}
SIZE = frozenset({fields.STEPS, "concurrency", "machine", "resources"})
COUNTS: tuple[Path, ...] = ((fields.STEPS,),)
GROUPS: tuple[str, ...] = (fields.STEPS,)

complete, kind_values, settled = fields.complete, fields.kind_values, steps.settled


def names(base: str) -> tuple[DerivedName, ...]:
    """The name of a run with its hash. The name of a CronWorkflow, which has none, may have as many characters (52)."""
    return (DerivedName(naming.hashed(base, naming.ANY_HASH), naming.LIMIT, "Workflow"),)


def demand(versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine]) -> Sequence[Pods]:
    """The most that steps which may run at the same time request together, by resource."""
    data = versions[0]
    requests = {
        name: {key: quantity.parse(text) for key, text in steps.requests(each, machines).items()}
        for name, each in data[fields.STEPS].items()
    }
    found = step_peaks.of(requests, fields.dependencies(data), data.get("concurrency"))
    return [Pods(each.number, {name: str(amount) for name, amount in each.requests.items()}) for each in found]


def problems(target: Target) -> Iterator[Finding]:
    """Yield settled values that the operator does not take."""
    yield from operator_form.chosen(target, FORMS).problems(target)


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a pipeline."""
    return operator_form.drafts(target, steps.with_account(target), FORMS)
