"""Kind `training`: one or more nodes that train a model together, each of which knows its number and where the others are.

The operator of the environment runs it: an indexed Job with a headless Service by default, or a JobSet, a TrainJob of Kubeflow
Trainer, a PyTorchJob or TFJob. A change makes another run, as `run` says. All of its pods start at the same time.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.components import operator_form
from generator.components.training import fields, pods, rules
from generator.components.training.forms import FORMS
from generator.environment.environment import Machine
from generator.manifest.manifest import Draft
from generator.resolve import kind as kinds
from generator.resolve import pod_requests
from generator.source.finding import Finding, Path
from generator.spec import naming
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate.context import Rules
from generator.validate.policy import Pods

SYNONYMS = "train trainer trainjob pytorchjob tfjob mpijob jobset finetune finetuning distributed ddp torchrun"
SLOTS = False
FOLDER = fields.FOLDER
HASHED = True
FIELDS = fields.FIELDS
RULES = rules.RULES
POLICY: Rules = {}
SIZE = pod_requests.FIELDS | {"nodes", "elastic"}
COUNTS: tuple[Path, ...] = (("elastic", "max"), ("nodes",))
GROUPS: tuple[str, ...] = ()

complete, kind_values, settled = fields.complete, fields.kind_values, kinds.as_written


def names(base: str) -> tuple[DerivedName, ...]:
    """The name of a run, its hash included; what its operator appends depends on the environment."""
    hashed = naming.hashed(base, naming.ANY_HASH)
    return (DerivedName(hashed, naming.LIMIT, "training", starts_with_letter=True),)


def demand(versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine]) -> Sequence[Pods]:
    """All nodes at the same time, as many as there may be."""
    data = versions[0]
    return [Pods(fields.most_nodes(data), pod_requests.total(data, machines))]


def problems(target: Target) -> Iterator[Finding]:
    """Yield settled values that the operator of the environment does not take."""
    yield from operator_form.chosen(target, FORMS).problems(target)


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a training."""
    return operator_form.drafts(target, pods.connected(target), FORMS)
