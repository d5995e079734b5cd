"""Rules for groups of pods that a schema cannot express, with those of a service that hold for them, too."""

from collections.abc import Iterator

from generator.components.service import network_rules, route_rules
from generator.components.service import rules as service
from generator.errors import Severity
from generator.source import nodes
from generator.source.finding import Finding
from generator.validate import context, operators, rdma, variables, volumes
from generator.validate.context import ENVIRONMENT, PARTS, CheckedComponent, Rules

GIVEN = ("LWS_LEADER_ADDRESS", "LWS_GROUP_SIZE", "LWS_WORKER_INDEX")
"""The variables that the operator gives to every container, in place of written ones of their names."""

SINCE = (0, 3)
"""The first version that serves `leaderworkerset.x-k8s.io/v1` with `startupPolicy` and `maxSurge` (its CRD)."""


def _rolling(component: CheckedComponent) -> Iterator[Finding]:
    strategy = component.data["strategy"]["type"]
    if strategy != "rolling":
        fact = f"groups of pods are replaced one after the other: their operator has no {strategy}"
        hint = "use strategy: rolling, with surge: 1 where a whole group is spare"
        yield component.finding(("strategy", "type"), fact=fact, hint=hint, code="kind-value")


def _shares(component: CheckedComponent) -> Iterator[Finding]:
    """What the operator's webhook refuses: a share is of one group at first, since the autoscaler comes later."""
    strategy = component.data["strategy"]
    missing = strategy.get("unavailable")
    if strategy.get("surge") in {0, "0%"} and isinstance(missing, str) and missing not in {"0%", "100%"}:
        fact = f"{missing} of one group is none, and without a surge the operator refuses that"
        hint = "write a number of groups: unavailable: 1"
        yield component.finding(("strategy", "unavailable"), fact=fact, hint=hint, code="rolling")


def _leaders_alone(component: CheckedComponent) -> Iterator[Finding]:
    scale, node = component.data["scale"], component.node.get("scale")
    found = [name for name in ("cpu", "memory") if isinstance(scale, dict) and name in scale]
    if found:
        written = node.get(found[0]) if isinstance(node, nodes.Mapping) else None
        path = ("scale", found[0]) if written is not None and written.mark.line else ("scale",)
        fact = f"the autoscaler sees the leaders alone: what the workers use of {' and '.join(found)} does not count"
        hint = "scale on a metric of the leader, such as its queue: metrics: {vllm:num_requests_waiting: 5}"
        yield component.finding(path, fact=fact, hint=hint, code="scale", severity=Severity.WARNING)


def _given(component: CheckedComponent) -> Iterator[Finding]:
    for part in context.parts(component):
        yield from variables.given(part, GIVEN, "for every pod of a group")


def _version(component: CheckedComponent) -> Iterator[Finding]:
    yield from operators.too_old(component, ("kind",), SINCE, "API of version v1")


def _claims(component: CheckedComponent) -> Iterator[Finding]:
    yield from volumes.on_one_node(component, "the pods of a group run on several", "many or read-many")


RULES: Rules = {
    **service.PORT_RULES,
    **service.SCALE_RULES,
    **network_rules.RULES,
    **route_rules.RULES,
    **rdma.RULES,
    _rolling: frozenset({"strategy"}),
    _shares: frozenset({"strategy"}),
    _leaders_alone: frozenset({"scale"}),
    _given: frozenset({"env", *PARTS}),
    _version: frozenset({ENVIRONMENT}),
    _claims: frozenset({"volumes", *PARTS}),
}
