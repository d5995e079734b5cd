"""Kind `notebook`: a Jupyter server with a home that lasts, for a person or a team.

A StatefulSet runs its one pod; a claim holds /home/jovyan, and a token from a Secret opens it. There is no `spec.replicas` in Git,
so a notebook that somebody scaled to 0 stays so. Jupyter ends kernels that nobody uses (`idle`), never the pod. A version replaces
the other in place, after the old pod has ended.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.components import endpoints, supporting_objects
from generator.components.notebook import rules, server
from generator.components.service import fields
from generator.engines import drafting
from generator.environment.environment import Machine
from generator.kubernetes import labels, pod
from generator.manifest.manifest import Draft
from generator.resolve import defaults, merge, pod_requests
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.source.finding import Finding
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate import route_policy, service_policy
from generator.validate.context import Rules
from generator.validate.policy import Pods

SYNONYMS = "jupyter jupyterlab jupyter-lab lab jupyternotebook ipython workbench workspace rstudio"
SLOTS = False
HASHED = False
FIELDS = fields.FIELDS.with_own(Fields(forms={"home": merge.scalar_as("size")}, merges={}))
RULES = rules.RULES
POLICY: Rules = {**service_policy.RULES, **route_policy.RULES}
SIZE = pod_requests.FIELDS
FOLDER = "notebooks"
LIMIT = 52
"""Characters of a StatefulSet's name: its controller appends 11 to it in a label of each pod (kubernetes#64023)."""
ONE = {"scale": 1, "strategy": {"type": "rolling", "surge": 0, "unavailable": 1}}
"""One pod, which ends before the next one starts."""
PORTS = defaults.entry("ports", defaults.node({"http": {"port": 8888}}))

settled = server.settled


def complete(merged: nodes.Mapping, *, gpu: bool, cache: nodes.NodeCache) -> nodes.Mapping:
    """The merged component with defaults."""
    return fields.complete(merged.copy_with({"ports": PORTS, **merged.entries}), gpu=gpu, cache=cache)


def names(base: str) -> tuple[DerivedName, ...]:
    """The name of the StatefulSet, which its Service shares."""
    return (DerivedName(base, LIMIT, "StatefulSet", starts_with_letter=True),)


def kind_values(data: Mapping[str, Any]) -> object:
    """The values of a service with one pod."""
    return fields.kind_values({**data, **ONE})


def demand(versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine]) -> Sequence[Pods]:
    """One pod, whoever scaled it to 0."""
    return [Pods(1, pod_requests.total(versions[0], machines))]


def problems(_target: Target) -> Iterator[Finding]:
    """No problems beyond those that the rules find: no engine and no autoscaler is concerned."""
    return iter(())


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a notebook."""
    component = target.component
    yield from supporting_objects.drafts(target)
    yield from supporting_objects.config(target, component, target.base)
    values = {
        "annotations": labels.annotations(target, component, labels.description(target)),
        "selector": labels.selector(target),
    }
    pods = pod.values(target, component, None, pod.config(target.base, component))
    yield drafting.draft(target, "notebook/statefulset.yaml", target.base, values, pods=pods, folder=FOLDER)
    yield endpoints.budget(target, folder=FOLDER)
    yield from endpoints.drafts(target, folder=FOLDER)
