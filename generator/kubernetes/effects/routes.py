"""Effects of changes to routes: HTTPRoute, GRPCRoute and Ingress."""

from collections.abc import Iterator
from typing import Any

from generator.kubernetes.effects import annotations, capacity, common, sources
from generator.kubernetes.effects.capacity import TRAFFIC
from generator.kubernetes.effects.common import number
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Pair, Revision, Rule, Table, Verdict, Whole
from generator.manifest.field_path import Steps
from generator.manifest.object_fields import value_at

_SHARES = "none: no share changes; interruption: a Service gets traffic that had no pods before"
WEIGHT = "the shares of the traffic change"
_GONE = "interruption: a host goes; none: a guard keeps it"


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def hosts(content: Any) -> set[str]:
    """The hosts of a route or Ingress, of its `spec` whatever its kind."""
    spec = value_at(content, ("spec",))
    ingress = (rule.get("host") for rule in _items(value_at(spec, ("rules",))) if isinstance(rule, dict))
    return {str(each) for each in (*_items(value_at(spec, ("hostnames",))), *ingress) if each}


def _shares(content: Any, steps: Steps) -> dict[tuple[str, Any], float]:
    """The per cent of each backend, by Service and port, of the rule in which a changed field is; those without a share aside."""
    rules, position = _items(value_at(content, ("spec", "rules"))), steps[2]
    rule = rules[position] if isinstance(position, int) and position < len(rules) else {}
    weights: dict[tuple[str, Any], int] = {}
    for each in _items(value_at(rule, ("backendRefs",))):
        key = str(each.get("name")), each.get("port")
        weights[key] = weights.get(key, 0) + number(each.get("weight"), 1)
    total = sum(weights.values())
    return {key: 100 * weight / total for key, weight in weights.items() if weight > 0}


def _share(field: Field) -> Verdict | None:
    """Where requests go is what counts, not the places of backends in the list, nor those without a share."""
    pair = field.pair
    was, now = (_shares(side, field.steps) for side in (pair.before, pair.after))
    if was == now:
        return Verdict(Effect.NONE, "requests go where they went", sources.SPLITTING)
    old, new = ({name: share for (name, _), share in side.items()} for side in (was, now))
    moves = [
        f"{name} {old.get(name, 0):g} to {new.get(name, 0):g} %"
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    ]
    if not moves:
        return None
    reason = f"the shares of the traffic change: {', '.join(moves)}"
    absent = [name for name in new if name not in old and not _was_there(pair, name)]
    if absent:
        reason = f"{reason}; {', '.join(absent)} had no pods before"
        return Verdict(Effect.INTERRUPTION, reason, sources.SPLITTING, (Effect.TRAFFIC,))
    return Verdict(Effect.TRAFFIC, reason, sources.SPLITTING)


def _was_there(pair: Pair, service: str) -> bool:
    """Whether a Service led to pods, as far as the objects say: one of others, or one whose selector a controller writes, may."""
    found = pair.old.find("Service", service)
    if found is None:
        return pair.new.find("Service", service) is None
    return value_at(found, ("spec", "selector")) is None or bool(capacity.workloads(pair.old, found))


def _host(field: Field) -> Verdict | None:
    gone = hosts(field.pair.before) - field.pair.new.once(_all_hosts)
    if gone:
        return Verdict(Effect.INTERRUPTION, common.gone(gone), also=(Effect.ACCESS,))
    return None


def _all_hosts(revision: Revision) -> set[str]:
    return {host for route in revision.of_kind(*TRAFFIC) for host in hosts(route)}


def _removed(pair: Pair) -> Verdict | None:
    if common.guard(pair.before):
        return Verdict(Effect.NONE, "it goes from Git; a guard keeps it in the cluster")
    gone = hosts(pair.before) - pair.new.once(_all_hosts)
    if gone:
        return Verdict(Effect.INTERRUPTION, common.gone(gone), also=(Effect.ACCESS,))
    return None


def _rules(page: str) -> Iterator[Rule]:
    yield Rule(
        "metadata.name",
        Effect.TRAFFIC,
        "another route for the same requests: the rules of this one have another writer",
        page,
    )
    yield from annotations.route(page)
    yield Rule(
        "spec.hostnames",
        Effect.ACCESS,
        "under which hosts it is reached",
        page,
        judge=_host,
        depends="interruption: a host goes",
    )
    yield Rule("spec.parentRefs", Effect.ACCESS, "through which gateways it is reached", page)
    yield Rule(
        "spec.rules[*].backendRefs[*].weight",
        Effect.TRAFFIC,
        WEIGHT,
        sources.SPLITTING,
        judge=_share,
        depends=_SHARES,
    )
    yield Rule(
        "spec.rules[*].backendRefs",
        Effect.TRAFFIC,
        "requests go to another Service or port",
        page,
        judge=_share,
        depends=_SHARES,
    )
    yield Rule("spec.rules[*].matches", Effect.ACCESS, "which requests are answered", page)
    yield Rule("spec.rules[*].timeouts", Effect.TRAFFIC, "how long a request may take", sources.TIMEOUTS)
    yield Rule("spec.rules[*].retry", Effect.TRAFFIC, "what becomes of requests that fail", page)
    yield Rule("spec.rules[*].filters", Effect.TRAFFIC, "requests or answers are changed on the way", page)
    yield Rule("spec.rules[*].sessionPersistence", Effect.TRAFFIC, "which pods answer a request", page)
    yield Rule("spec.rules[*].name", Effect.NONE, "what the rule is called", page)
    yield Rule("spec.rules[*]", Effect.ACCESS, "which requests are answered", page)


def _table(page: str) -> Table:
    return Table(
        added=Whole(Effect.ACCESS, "its hosts and paths are answered", page),
        removed=Whole(
            Effect.ACCESS,
            "its paths are answered no more",
            page,
            _removed,
            _GONE,
        ),
        rules=tuple(_rules(page)),
    )


HTTP_ROUTE = _table(sources.HTTP_ROUTE)
GRPC_ROUTE = _table(sources.GRPC_ROUTE)

INGRESS = Table(
    added=Whole(Effect.ACCESS, "its hosts and paths are answered", sources.INGRESS),
    removed=Whole(Effect.ACCESS, "its paths are answered no more", sources.INGRESS, _removed, _GONE),
    rules=(
        *annotations.INGRESS,
        Rule(
            "spec.rules[*].host",
            Effect.ACCESS,
            "under which hosts it is reached",
            f"{sources.INGRESS}#ingress-rules",
            judge=_host,
            depends="interruption: a host goes",
        ),
        Rule(
            "spec.rules[*].http.paths[*].backend",
            Effect.TRAFFIC,
            "requests go to another Service or port",
            sources.INGRESS,
        ),
        Rule("spec.rules[*].http", Effect.ACCESS, "which paths are answered", f"{sources.INGRESS}#path-types"),
        Rule(
            "spec.rules",
            Effect.ACCESS,
            "which hosts are answered",
            sources.INGRESS,
            judge=_host,
            depends="interruption: a host goes",
        ),
        Rule(
            "spec.defaultBackend", Effect.TRAFFIC, "where all other requests go", f"{sources.INGRESS}#default-backend"
        ),
        Rule("spec.ingressClassName", Effect.ACCESS, "another controller answers", f"{sources.INGRESS}#ingress-class"),
        Rule("spec.tls", Effect.ACCESS, "with which certificates hosts are answered", f"{sources.INGRESS}#tls"),
    ),
)
