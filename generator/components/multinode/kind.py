"""Kind `multinode`: a server each copy of which is a group of pods on several nodes, such as a model that no node can hold.

The LeaderWorkerSet operator makes the groups: a leader, which answers requests, and its workers. A group starts, is replaced and is
started again as a whole. Requests go to leaders alone, by a label that the operator gives to every pod: so ports and probes are
those of leaders. `scale` counts groups, and the autoscaler sees the leaders alone (`hpaPodSelector` of the operator).

The operator puts the variables `GIVEN` before those of the team, in every container.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.components import endpoints, supporting_objects
from generator.components.multinode import rules
from generator.components.service import fields
from generator.components.service import kind as service
from generator.engines import drafting
from generator.environment.environment import Machine
from generator.kubernetes import autoscaling, labels, object_kinds, pod, workload_kinds
from generator.kubernetes.workload import Workload
from generator.manifest.manifest import Draft
from generator.resolve import kind as kinds
from generator.resolve import pod_requests
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.component import NO_PROBES, Component, Group, Service
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate import policy, route_policy, service_policy
from generator.validate.context import Rules
from generator.validate.policy import Pods

SYNONYMS = (
    "leaderworkerset lws multihost multi-node-inference distributed-inference distributed-serving sharded-serving"
)
OBJECT = "LeaderWorkerSet"
SLOTS = False
FOLDER = "multinode"
HASHED = False
RULES: Rules = rules.RULES
POLICY: Rules = {**policy.STRATEGY_RULES, **policy.MINIMUM_RULES, **service_policy.RULES, **route_policy.RULES}
SIZE = service.SIZE | {"size"}
COUNTS, GROUPS = service.COUNTS, service.GROUPS


def _is_not_rolling(strategy: nodes.Node) -> bool:
    chosen = strategy.get("type") if isinstance(strategy, nodes.Mapping) else strategy
    return isinstance(chosen, nodes.Scalar) and chosen.text != "rolling"


FIELDS = fields.FIELDS.with_own(Fields({}, {}, unsuited={"strategy": _is_not_rolling}))
complete, settled = fields.complete, kinds.as_written


def kind_values(data: Mapping[str, Any]) -> Service:
    """The values of a service, and its group."""
    leader, worker = (tuple(data.get(role, {}).get("command", ())) for role in ("leader", "worker"))
    return fields.kind_values(data)._replace(group=Group(data["size"], leader, worker))


def names(base: str) -> tuple[DerivedName, ...]:
    """The names of the Service, and of the LeaderWorkerSet, whose own headless Service has its name."""
    main = DerivedName(base, naming.LIMIT, "Service", starts_with_letter=True)
    return (main, object_kinds.of(OBJECT).derived(naming.groups(base)))


def demand(versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine]) -> Sequence[Pods]:
    """All pods of the greatest number of groups, and those of the groups that a surge adds."""
    data = versions[0]
    groups: int = data["scale"] if isinstance(data["scale"], int) else data["scale"]["max"]
    surge = service.surge(data["strategy"].get("surge", 0), groups)
    size: int = data["size"]
    return [Pods(groups * size, pod_requests.total(data, machines), surge=surge * size)]


def problems(target: Target) -> Iterator[Finding]:
    """Yield settings that the autoscaler does not support."""
    yield from autoscaling.problems(target)


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of the groups; the operator makes the headless Service in which they find each other."""
    component = target.component._replace(meets_peers=True, shared_memory=True, given_variables=rules.GIVEN)
    placed = target._replace(component=component)
    scale = component.serving.scale
    groups = Workload(
        name=naming.groups(target.base),
        component=component,
        minimum=scale.min,
        maximum=scale.max,
        kind=OBJECT,
        pods="[0-9]+",
    )
    yield from supporting_objects.drafts(placed)
    yield from supporting_objects.config(placed, component, target.base)
    yield _set(placed)
    yield endpoints.budget(placed, folder=FOLDER)
    yield from autoscaling.drafts(placed, groups)
    yield from endpoints.drafts(placed, folder=FOLDER, pods=workload_kinds.LEADERS)


def _set(target: Target) -> Draft:
    component, serving = target.component, target.component.serving
    values = {
        "annotations": labels.annotations(target, component, labels.description(target)),
        "surge": serving.strategy.surge,
        "unavailable": serving.strategy.unavailable,
    }
    group = serving.group
    assert group is not None  # noqa: S101 - `kind_values` sets it
    leader = _pods(target, component._replace(command=group.leader or component.command))
    unasked = serving._replace(ports=(), health=NO_PROBES, metrics=None)
    workers = _pods(target, component._replace(command=group.worker or component.command, kind_values=unasked))
    pods = {**workers, "leader": leader, "size": group.size}
    template, name = "multinode/leaderworkerset.yaml", naming.groups(target.base)
    return drafting.draft(target, template, name, values, pods=pods, folder=FOLDER)


def _pods(target: Target, component: Component) -> dict[str, Any]:
    return pod.values(target, component, None, pod.config(target.base, component))
