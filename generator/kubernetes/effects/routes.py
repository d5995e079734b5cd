"""Effects of changes to routes: HTTPRoute, GRPCRoute and Ingress."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from generator.kubernetes.effects import annotations, answers, common, sources
from generator.kubernetes.effects.answers import Way
from generator.kubernetes.effects.common import number
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Pair, Rule, Table, Verdict, Whole
from generator.manifest.field_path import Steps
from generator.manifest.object_fields import value_at

_SHARES = "none: no share changes; interruption: a Service gets traffic that had no pods before"
WEIGHT = "the shares of the traffic change"
_GONE = (
    "interruption: a host, or a way to it, goes; "
    "with a guard that keeps it: none where a Canary takes it over, unknown beside another route"
)
_HOSTS = "interruption: a host goes, or goes to a Service that had no pods before"
_TAKEN = "interruption: requests that another route answered go to a Service that had no pods before"
_ENTRY = "interruption: a way in goes"


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


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
    absent = [name for name in new if name not in old and not answers.leads_to_pods(name, pair.old, pair.new)]
    if absent:
        reason = f"{reason}; {', '.join(absent)} had no pods before"
        return Verdict(Effect.INTERRUPTION, reason, sources.SPLITTING, (Effect.TRAFFIC,))
    return Verdict(Effect.TRAFFIC, reason, sources.SPLITTING)


def _hosts(field: Field) -> Verdict | None:
    """A host of this route that comes or goes: who asks for it is refused, or answered by others."""
    pair = field.pair
    stays = answers.hosts(pair.after)
    return _lost(pair, [way for way in answers.lost(pair.before, pair.new) if way.host not in stays]) or _taken(pair)


def _entry(field: Field) -> Verdict | None:
    """A gateway or class that the route leaves: who comes through it is refused, until DNS leads elsewhere."""
    pair = field.pair
    stays = answers.hosts(pair.after)
    lost = answers.lost(pair.before, pair.new)
    return _lost(pair, [way for way in lost if way.entry and (way.host in stays or not way.host)])


def _matches(field: Field) -> Verdict | None:
    return _taken(field.pair)


def _added(pair: Pair) -> Verdict | None:
    return _taken(pair)


def _removed(pair: Pair) -> Verdict | None:
    lost = _lost(pair, [way for way in answers.lost(pair.before, pair.new) if way.host])
    if common.guard(pair.before):
        return _kept(pair, lost)
    if lost is None and answers.sent(pair.before).keys() <= pair.new.once(answers.all_sent).keys():
        return Verdict(Effect.ACCESS, "another route answers its paths")
    return lost


def _kept(pair: Pair, lost: Verdict | None) -> Verdict:
    """A route that a guard keeps is Flagger's, where its Canary comes; else it stays in the way until somebody deletes it."""
    name = str(value_at(pair.before, ("metadata", "name")))
    if pair.new.find("Canary", name) is not None:
        return Verdict(Effect.NONE, "it goes from Git; a guard keeps it in the cluster for Flagger")
    if lost is not None:
        return lost._replace(reason=f"{lost.reason}; a guard keeps the route in the cluster: delete it there")
    return Verdict(
        Effect.UNKNOWN, "a guard keeps it in the cluster, beside the route that answers its paths: delete it there"
    )


def _lost(pair: Pair, ways: Sequence[Way]) -> Verdict | None:
    """What is said of ways to a route by which nothing is reached any more."""
    kept = pair.new.once(answers.all_ways)
    answered = {way.host for way in kept}
    gone = {way.host for way in ways if way.host not in answered}
    said = [common.gone(gone)] if gone else []
    through: dict[str, set[str]] = {}
    for way in ways:
        if way.entry and way.host in answered:
            through.setdefault(_way_in(way, kept), set()).add(way.host or "what it answers")
    said += [f"{common.gone(names)} through {way_in}" for way_in, names in sorted(through.items())]
    return Verdict(Effect.INTERRUPTION, "; ".join(said), also=(Effect.ACCESS,)) if said else None


def _way_in(way: Way, kept: Collection[Way]) -> str:
    """A gateway or class, and which of its listeners, where others of it are left."""
    others = any((each.entry, each.host) == (way.entry, way.host) for each in kept)
    if way.listener:
        return f"listener {way.listener} of {way.entry}"
    return f"all listeners of {way.entry}" if others else way.entry


def _taken(pair: Pair) -> Verdict | None:
    """Requests that another route answered, to other Services; where these had no pods, nobody answers until they are ready."""
    own, was = answers.sent(pair.before), pair.old.once(answers.all_sent)
    moved = {
        request: services
        for request, services in answers.sent(pair.after).items()
        if request not in own and services - was.get(request, services)
    }
    if not moved:
        return None
    names = sorted({request.through.host or "any host" for request in moved})
    services = sorted({service for each in moved.values() for service in each})
    reason = f"requests of {', '.join(names)}, which another route answered, go to {', '.join(services)}"
    absent = [name for name in services if not answers.leads_to_pods(name, pair.old, pair.new)]
    if not absent:
        return Verdict(Effect.ACCESS, reason, also=(Effect.TRAFFIC,))
    reason = f"{reason}; {', '.join(absent)} had no pods before"
    return Verdict(Effect.INTERRUPTION, reason, also=(Effect.ACCESS, Effect.TRAFFIC))


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
        judge=_hosts,
        depends=_HOSTS,
    )
    yield Rule(
        "spec.parentRefs", Effect.ACCESS, "through which gateways it is reached", page, judge=_entry, depends=_ENTRY
    )
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
    yield Rule(
        "spec.rules[*].matches", Effect.ACCESS, "which requests are answered", page, judge=_matches, depends=_TAKEN
    )
    yield Rule("spec.rules[*].timeouts", Effect.TRAFFIC, "how long a request may take", sources.TIMEOUTS)
    yield Rule("spec.rules[*].retry", Effect.TRAFFIC, "what becomes of requests that fail", page)
    yield Rule("spec.rules[*].filters", Effect.TRAFFIC, "requests or answers are changed on the way", page)
    yield Rule("spec.rules[*].sessionPersistence", Effect.TRAFFIC, "which pods answer a request", page)
    yield Rule("spec.rules[*].name", Effect.NONE, "what the rule is called", page)
    yield Rule("spec.rules[*]", Effect.ACCESS, "which requests are answered", page)


def _table(page: str) -> Table:
    return Table(
        added=Whole(Effect.ACCESS, "its hosts and paths are answered", page, _added, _TAKEN),
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
    added=Whole(Effect.ACCESS, "its hosts and paths are answered", sources.INGRESS, _added, _TAKEN),
    removed=Whole(Effect.ACCESS, "its paths are answered no more", sources.INGRESS, _removed, _GONE),
    rules=(
        *annotations.INGRESS,
        Rule(
            "spec.rules[*].host",
            Effect.ACCESS,
            "under which hosts it is reached",
            f"{sources.INGRESS}#ingress-rules",
            judge=_hosts,
            depends=_HOSTS,
        ),
        Rule(
            "spec.rules[*].http.paths[*].backend",
            Effect.TRAFFIC,
            "requests go to another Service or port",
            sources.INGRESS,
        ),
        Rule(
            "spec.rules[*].http",
            Effect.ACCESS,
            "which paths are answered",
            f"{sources.INGRESS}#path-types",
            judge=_matches,
            depends=_TAKEN,
        ),
        Rule(
            "spec.rules",
            Effect.ACCESS,
            "which hosts are answered",
            sources.INGRESS,
            judge=_hosts,
            depends=_HOSTS,
        ),
        Rule(
            "spec.defaultBackend", Effect.TRAFFIC, "where all other requests go", f"{sources.INGRESS}#default-backend"
        ),
        Rule(
            "spec.ingressClassName",
            Effect.ACCESS,
            "another controller answers",
            f"{sources.INGRESS}#ingress-class",
            judge=_entry,
            depends=_ENTRY,
        ),
        Rule("spec.tls", Effect.ACCESS, "with which certificates hosts are answered", f"{sources.INGRESS}#tls"),
    ),
)
