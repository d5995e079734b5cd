"""Kind `notebook`: a Jupyter server with a home that lasts, for a person or a team.

A StatefulSet of ours or of Kubeflow's notebook controller runs its one pod; a volume holds its home, and a token from a Secret
opens it. Git says nowhere whether it runs, so a notebook that somebody stopped stays so. A version replaces the other in place,
after the old pod has ended.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.components import operator_form
from generator.components.notebook import rules, server
from generator.components.notebook.forms import FORMS
from generator.components.service import fields
from generator.environment.environment import Machine
from generator.manifest.manifest import Draft
from generator.resolve import defaults, merge, pod_requests
from generator.resolve.kind import Place
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.source.finding import Finding, Path
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate import route_policy, service_policy
from generator.validate.context import Rules
from generator.validate.policy import Pods

SYNONYMS = "jupyter jupyterlab jupyter-lab lab jupyternotebook ipython workbench workspace rstudio"
SLOTS = False
FOLDER = server.FOLDER
HASHED = False
FIELDS = fields.FIELDS.with_own(
    Fields(forms={"home": merge.scalar_as("size")}, merges={"home": merge.choice("size", "claim", "share")})
)
RULES = rules.RULES
POLICY: Rules = {**service_policy.RULES, **route_policy.RULES}
SIZE = pod_requests.FIELDS
COUNTS: tuple[Path, ...] = ()
GROUPS: tuple[str, ...] = ()
LIMIT = 52
"""Characters of a StatefulSet's name: its controller appends 11 to it in a label of each pod (kubernetes#64023)."""
ONE = {"scale": 1, "strategy": {"type": "rolling", "surge": 0, "unavailable": 1}}
"""One pod, which ends before the next one starts."""
PORTS = defaults.entry("ports", defaults.node({"http": {"port": 8888}}))

settled = server.settled


def complete(merged: nodes.Mapping, *, place: Place, cache: nodes.NodeCache) -> nodes.Mapping:
    """The merged component with defaults."""
    merged = server.with_home(merged.copy_with({"ports": PORTS, **merged.entries}))
    return fields.complete(merged, place=place, cache=cache)


def names(base: str) -> tuple[DerivedName, ...]:
    """The name of the StatefulSet, which its Service shares."""
    return (DerivedName(base, LIMIT, "StatefulSet", starts_with_letter=True),)


def kind_values(data: Mapping[str, Any]) -> object:
    """The values of a service with one pod."""
    return fields.kind_values({**data, **ONE})


def demand(versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine]) -> Sequence[Pods]:
    """One pod, whoever scaled it to 0."""
    return [Pods(1, pod_requests.total(versions[0], machines))]


def problems(target: Target) -> Iterator[Finding]:
    """Yield settled values that what runs notebooks does not take."""
    yield from operator_form.chosen(target, FORMS).problems(target)


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a notebook."""
    return operator_form.drafts(target, target, FORMS)
