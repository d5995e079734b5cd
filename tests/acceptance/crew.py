"""A made-up component kind `crew`: a leader, and members that do what it says.

This is all that ARCHITECTURE.md asks of a new kind: its module, which this is, its schema and its template; for the kind of
Kubernetes object that it becomes, which holds two pod templates, a row, a schema and a table of effects; and for the operator that
may run it, its form, the rights that its accounts need, and what a platform says of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.components import supporting_objects
from generator.environment.environment import Environment, Machine, Permission
from generator.environment.operators import Form
from generator.kubernetes import labels, object_conditions, pod, pod_requests
from generator.kubernetes.effects import common
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Rule, Table, Whole
from generator.kubernetes.object_kind import ObjectKind
from generator.kubernetes.run_pods import RunPods
from generator.manifest.manifest import Draft
from generator.manifest.object_fields import value_at
from generator.resolve import defaults, field_rules, kind, merge, resources
from generator.resolve.kind import Place
from generator.source import nodes
from generator.source.finding import Finding, Path
from generator.spec import naming
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate import operators
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rules
from generator.validate.policy import Pods

MOST = 9


class Members(NamedTuple):
    """What only a crew has."""

    working: int
    spare: int


def _spare(component: CheckedComponent) -> Iterator[Finding]:
    members = component.data["members"]
    if members["spare"] > members["count"]:
        fact = f"{members['spare']} spare members are more than the {members['count']} that work"
        yield component.finding(("members", "spare"), fact=fact, hint="lower spare", code="spare")


def _spare_needs(component: CheckedComponent) -> Iterator[Finding]:
    if component.data["members"]["spare"]:
        yield from operators.too_old(component, ("members", "spare"), (2, 1), "spare members")


SYNONYMS = "band troupe"
SLOTS = False
FOLDER = "crews"
HASHED = False
FIELDS = field_rules.COMMON.with_own(merge.Fields({"members": merge.scalar_as("count")}, {}))
RULES: Rules = {_spare: frozenset({"members"}), _spare_needs: frozenset({"members", ENVIRONMENT})}
POLICY: Rules = {}
SIZE = frozenset({"machine", "resources", "members"})
COUNTS: tuple[Path, ...] = ()
GROUPS: tuple[str, ...] = ()


settled = kind.as_written


def names(base: str) -> tuple[DerivedName, ...]:
    return (DerivedName(f"{base}-leader", naming.LIMIT, "leader", starts_with_letter=True),)


def complete(merged: nodes.Mapping, *, place: Place, cache: nodes.NodeCache) -> nodes.Mapping:  # noqa: ARG001 - as ComponentKind
    """A member with a GPU is not left idle: one is spare where members have none."""
    there = merged.entries.get("members")
    if there is None or not isinstance(there.value, nodes.Mapping) or "spare" in there.value.entries:
        return merged
    spare = {"spare": defaults.entry("spare", defaults.node(0 if place.gpu else 1))}
    members = there.copy_with(there.value.copy_with({**there.value.entries, **spare}))
    return merged.copy_with({**merged.entries, "members": members})


def kind_values(data: Mapping[str, Any]) -> object:
    members = data["members"]
    return Members(working=members["count"], spare=members["spare"])


def demand(versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine]) -> Sequence[Pods]:
    (data,) = versions
    requests = resources.settled(data, machines).requests
    return [Pods(1, requests), Pods(sum(data["members"].values()), requests)]


def problems(target: Target) -> Iterator[Finding]:
    if target.environment.gitops.tool == "argocd":
        fact, hint = "Argo CD knows no crew", "use a job there"
        yield Finding(node=target.key, mark=target.key.mark, path=(), fact=fact, hint=hint, code="crew")


def drafts(target: Target) -> Iterator[Draft]:
    component = target.component
    yield from supporting_objects.drafts(target)
    yield from supporting_objects.config(target, component, target.base)
    values = {
        "name": target.base,
        "labels": labels.metadata(target, component),
        "annotations": labels.annotations(target, component, labels.description(target)),
        "members": component.kind_values_as(Members),
        **pod.values(target, component, None, pod.config(target.base, component)),
    }
    yield Draft(template="crew/crewset.yaml", folder=FOLDER, file=target.base, values=values)


SCHEMA = {
    "x-summary": "a leader with members",
    "type": "object",
    "required": ["image"],
    "properties": {
        "kind": True,
        "image": {"$ref": "../fields.json#/$defs/image"},
        "args": {"$ref": "../fields.json#/$defs/args"},
        "resources": {"$ref": "../fields.json#/$defs/resources"},
        "security": {"$ref": "../fields.json#/$defs/security"},
        "patches": {"$ref": "../fields.json#/$defs/patches"},
        "members": {
            "type": ["integer", "object"],
            "description": "Members of the crew, and those that wait.",
            "x-hint": "write how many members there are: members: 3",
            "default": 2,
            "if": {"type": "integer"},
            "then": {"minimum": 1, "maximum": MOST},
            "else": {
                "required": ["count"],
                "properties": {
                    "count": {"type": "integer", "minimum": 1, "maximum": MOST},
                    "spare": {"type": "integer"},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
TEMPLATE = """\
apiVersion: crew.example.org/v1
kind: CrewSet
metadata:
  name: {{ name }}
  labels: {{ labels }}
{% if annotations %}
  annotations: {{ annotations }}
{% endif %}
spec:
  leader:
    template:
{% filter indent(6, first=true) %}
{% include "pod/template.yaml" %}
{% endfilter %}
  members:
    count: {{ members.working }}
    spare: {{ members.spare }}
    template:
{% filter indent(6, first=true) %}
{% include "pod/template.yaml" %}
{% endfilter %}
"""
POD = {"type": "object", "properties": {"template": {"type": "object"}}}
OBJECT_SCHEMA = {
    "type": "object",
    "properties": {"spec": {"type": "object", "properties": {"leader": POD, "members": POD}}},
}
DOCS = "https://crew.example.org"
EFFECTS = Table(
    added=Whole(Effect.NEW, "a leader and its members start", DOCS),
    removed=Whole(Effect.REMOVED, "the leader and its members end", DOCS),
    rules=(
        *common.METADATA,
        Rule("spec.members.count", Effect.SCALE, "members start or end", DOCS),
        *common.pods("spec.leader.template", Effect.INTERRUPTION, "nobody leads until the next leader is ready", DOCS),
        *common.pods("spec.members.template", Effect.RESTART, "members are replaced one after the other", DOCS),
    ),
)


def _pods(content: Mapping[str, Any]) -> Iterator[RunPods]:
    leader, members = (value_at(content, ("spec", part)) or {} for part in ("leader", "members"))
    yield RunPods(1, pod_requests.of(leader["template"]["spec"]))
    yield RunPods(members["count"] + members["spare"], pod_requests.of(members["template"]["spec"]))


ROW = ObjectKind(
    group="crew.example.org",
    version="v1",
    kind="CrewSet",
    plural="crewsets",
    schema="resources",
    pod_templates=("spec.leader.template", "spec.members.template"),
    run_pods=_pods,
    lasting=True,
    removal="stops work",
    written_in=object_conditions.always,
)
FORMS: Mapping[str, Form] = {"troupe": Form(reads=frozenset({"version"}))}
"""What runs crews where the platform says so."""
OPERATOR = {
    "type": ["string", "object"],
    "description": "What runs crews.",
    "x-hint": "write troupe",
    "if": {"type": "string"},
    "then": {"enum": ["troupe"]},
    "else": {
        "required": ["api"],
        "additionalProperties": False,
        "properties": {"api": {"type": "string", "enum": ["troupe"]}, "version": {"$ref": "#/$defs/operatorVersion"}},
    },
}
"""What a platform may write of it."""
RIGHTS = Permission(groups=("crew.example.org",), resources=("scores",), verbs=("get",))


def rights(environment: Environment) -> tuple[Permission, ...]:
    """What leaders may do where an operator runs crews."""
    return (RIGHTS,) if environment.may_run("crew", "troupe") else ()
