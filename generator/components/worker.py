"""Kind `worker`: a program that runs until it is replaced and that nobody calls, such as a consumer of a queue.

It is a service whose ports and probes are optional: a Service, a route and probes are there if the project file has `ports`,
`expose` and `health`. A Deployment runs its pods whatever the engine, which has no traffic to move, so there are no slots and a
version replaces the other in place. Its natural scale is a queue (`scale.queue`), with KEDA down to no pod at all.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.components import endpoints, supporting_objects
from generator.components.service import fields, network_rules, route_rules, rules
from generator.components.service import kind as service
from generator.engines import drafting
from generator.kubernetes import autoscaling, labels
from generator.kubernetes import workload as workloads
from generator.kubernetes.workload import Workload
from generator.manifest.manifest import Draft
from generator.resolve import defaults
from generator.resolve import health as probe_fields
from generator.resolve import kind as kinds
from generator.resolve.kind import Place
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.source.finding import Finding, Path
from generator.spec import naming
from generator.spec.component import IN_PLACE, PROBE_KINDS
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate import policy, probes, route_policy, service_policy
from generator.validate.context import CheckedComponent, Rules

SYNONYMS = (
    "consumer queue-worker queue-consumer job-worker task-worker background background-worker processor subscriber listener daemon "
    "celery rq sidekiq poller"
)
SLOTS = False
FOLDER = ""
HASHED = False
SIZE = service.SIZE
COUNTS, GROUPS = service.COUNTS, service.GROUPS


demand, settled = service.demand, kinds.as_written


FIELDS = fields.FIELDS.with_own(
    Fields({}, {}, unsuited={"strategy": fields.keeps_two_versions, "health": lambda _: True})
)


def complete(merged: nodes.Mapping, *, place: Place, cache: nodes.NodeCache) -> nodes.Mapping:
    """The merged component with defaults; without ports nothing is asked unless it is written, so its pods are ready at once."""
    health = merged.entries.get("health") or defaults.entry("health", defaults.node({}))
    value = health.value
    if "ports" not in merged.entries and isinstance(value, nodes.Mapping) and "ready" not in value.entries:
        ready = {"ready": defaults.entry("ready", defaults.node(probe_fields.NONE))}
        health = health.copy_with(value.copy_with({**ready, **value.entries}))
        merged = merged.copy_with({**merged.entries, "health": health})
    return fields.complete(merged, place=place, cache=cache)


def kind_values(data: Mapping[str, Any]) -> object:
    """The values of a service; without ports no requests have to leave its pods before they end, unless a drain is written."""
    values = fields.kind_values(data)
    if values.ports or (isinstance(data["shutdown"], Mapping) and "drain" in data["shutdown"]):
        return values
    return values._replace(shutdown=values.shutdown._replace(drain=0))


def _in_place(component: CheckedComponent) -> Iterator[Finding]:
    strategy = component.data["strategy"]["type"]
    if strategy not in IN_PLACE:
        fact = f"a worker has no traffic that {strategy} could move"
        hint = "use rolling or recreate; what others call is a service"
        yield component.finding(("strategy", "type"), fact=fact, hint=hint, code="kind-value")


def _probes_without_ports(component: CheckedComponent) -> Iterator[Finding]:
    for role, probe in probes.written(component) if "ports" not in component.data else ():
        if "http" in probe and "port" not in probe:
            hint = f"write the number that is asked: {role}: {{http: {probe['http']}, port: 8080}}"
            fact = '"port" is missing: this worker has no main port'
            yield component.finding(("health", role, "http"), fact=fact, hint=hint, code="missing")
        if role == "ready" and probe and probe.keys().isdisjoint(PROBE_KINDS):
            fact = f"one of {', '.join(PROBE_KINDS)} is missing: this worker has no main port"
            hint = "write how it is asked: ready: {command: [cat, /tmp/ready]}, or {tcp: 8080}"
            yield component.finding(("health", role), fact=fact, hint=hint, code="missing")


def _traffic_without_ports(component: CheckedComponent) -> Iterator[Finding]:
    """Traffic goes to a main port; without one, a route leads to the port of a sidecar that it names."""
    if "ports" in component.data:
        return
    names = list(probes.all_ports(component))
    for route in route_rules.written(component):
        if not names:
            yield _unreachable(component, route.position)
        elif "port" not in route.data:
            fact = '"port" is missing: this worker has no main port'
            hint = f"write the port that answers: port: {names[0]}"
            yield component.finding(route.position, fact=fact, hint=hint, code="missing")
    for field in ("callers", "service") if not names else ():
        if component.data.get(field):
            yield _unreachable(component, (field,))


def _unreachable(component: CheckedComponent, path: Path) -> Finding:
    hint = f"write the port that answers, ports: {{http: 8080}}, or remove {path[0]}"
    return component.finding(
        path, fact="this worker has no port that traffic could reach", hint=hint, code="unknown-port"
    )


RULES: Rules = {
    **rules.PORT_RULES,
    **route_rules.RULES,
    **rules.SCALE_RULES,
    **rules.CLAIM_RULES,
    **network_rules.RULES,
    _in_place: frozenset({"strategy"}),
    _probes_without_ports: frozenset({"health", "ports"}),
    _traffic_without_ports: frozenset({"callers", "expose", "service", *probes.PORTS}),
}
POLICY: Rules = {**policy.STRATEGY_RULES, **policy.MINIMUM_RULES, **service_policy.RULES, **route_policy.RULES}


def names(base: str) -> tuple[DerivedName, ...]:
    """The name of the Deployment, which a Service shares where there are ports."""
    return (DerivedName(base, naming.LIMIT, "Deployment"),)


def problems(target: Target) -> Iterator[Finding]:
    """Yield settings that the autoscaler does not support, and a name that the Service of its ports cannot have."""
    yield from autoscaling.problems(target)
    if target.component.serving.ports and target.base[0].isdigit():
        fact = f'"{target.base}" begins with a digit, but the name of a Service must not'
        hint = "begin the name of the project with a letter, or remove ports"
        yield workloads.component_finding(target, ("ports",), fact=fact, hint=hint, code="dns-label")


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a worker."""
    component, service_values = target.component, target.component.serving
    yield from supporting_objects.drafts(target)
    yield from supporting_objects.config(target, component, target.base)
    yield drafting.deployment(target, target.base, annotations=labels.description(target))
    yield endpoints.budget(target)
    scale = service_values.scale
    yield from autoscaling.drafts(
        target, Workload(name=target.base, component=component, minimum=scale.min, maximum=scale.max)
    )
    yield from endpoints.drafts(target)
