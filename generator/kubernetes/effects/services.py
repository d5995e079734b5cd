"""Effects of changes to a Service."""

from typing import Any

from generator.kubernetes import labels
from generator.kubernetes.effects import annotations, capacity, common, sources
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Pair, Revision, Rule, Table, Verdict, Whole
from generator.manifest.field_path import ABSENT
from generator.manifest.object_fields import value_at

HEADLESS = "None"
PREVIEW = "-preview"
_BALANCER = "LoadBalancer"
_TYPES = f"{sources.SERVICE}#publishing-services-service-types"


def _selector(field: Field) -> Verdict | None:
    """Requests go to other pods; where none of them was there before, nobody answers until they are ready."""
    pair = field.pair
    was, now = (labels_of.get(labels.SLOT) for labels_of in _selectors(pair))
    moves = f"from slot {was} to slot {now}" if was and now else "to the pods that the new selector chooses"
    if not value_at(pair.after, ("spec", "selector")):
        reason = "a controller writes the selector from now on; until it does, requests go where they went"
        return Verdict(Effect.TRAFFIC, reason, sources.WITHOUT_SELECTOR)
    reason = f"requests of {value_at(pair.after, ('metadata', 'name'))} go {moves}"
    if not _leads_to(pair.after, pair.old) and _leads_to(pair.before, pair.old):
        return Verdict(
            Effect.INTERRUPTION, f"{reason}, which were not there before", sources.SERVICE, (Effect.TRAFFIC,)
        )
    return Verdict(Effect.TRAFFIC, reason, sources.SERVICE)


def _selectors(pair: Pair) -> tuple[dict[str, Any], dict[str, Any]]:
    was, now = pair.values("spec", "selector")
    return (was if isinstance(was, dict) else {}), (now if isinstance(now, dict) else {})


def _leads_to(service: Any, revision: Revision) -> bool:
    return bool(capacity.workloads(revision, service))


def _target_port(field: Field) -> Verdict | None:
    """Pods that run already may have the new port; those that do not refuse requests until they are replaced."""
    pair = field.pair
    reached = capacity.workloads(pair.old, pair.after)
    if reached and all(field.after in capacity.ports(workload) for workload in reached):
        reason = f"requests go to port {field.after} of the same pods, which they have already"
        return Verdict(Effect.TRAFFIC, reason, sources.SERVICE)
    return None


def _port(field: Field) -> Verdict | None:
    if field.is_added:
        return Verdict(Effect.ACCESS, "one more port can be reached", sources.SERVICE)
    return None


def _cluster_ip(field: Field) -> Verdict | None:
    """Without a value the API server keeps what is there; so a Service that has no address never gets one."""
    if {field.before, field.after} <= {ABSENT, ""}:
        return Verdict(Effect.NONE, "an address is chosen either way", sources.SERVICE)
    if field.before == HEADLESS:
        reason = "a Service without an address gets none: the API server keeps it headless, or refuses the change"
        return Verdict(Effect.IMMUTABLE, reason, sources.HEADLESS_STAYS)
    return None


def _balancer_class(field: Field) -> Verdict | None:
    was, now = field.pair.values("spec", "type")
    if _BALANCER not in {was, now} or was != now:
        return Verdict(Effect.ACCESS, "a load balancer comes or goes", f"{sources.SERVICE}#load-balancer-class")
    return None


def _type(field: Field) -> Verdict | None:
    if field.before in {_BALANCER, "NodePort"} and field.after != _BALANCER:
        reason = f"its {field.before} goes: who came that way is refused"
        return Verdict(
            Effect.INTERRUPTION, reason, f"{sources.SERVICE}#publishing-services-service-types", (Effect.ACCESS,)
        )
    return None


def _added(pair: Pair) -> Verdict | None:
    if value_at(pair.after, ("spec", "type")) in {_BALANCER, "NodePort"}:
        return Verdict(Effect.ACCESS, "its pods can be reached from outside of the cluster", _TYPES)
    return None


def _removed(pair: Pair) -> Verdict | None:
    """A Service whose pods go too, or that only leads to a slot without traffic, takes nothing away that is still asked."""
    if common.guard(pair.before):
        return Verdict(Effect.NONE, "it goes from Git; a guard keeps it in the cluster", sources.SERVICE)
    if _leads_to(pair.before, pair.old) and not _leads_to(pair.before, pair.new):
        return Verdict(Effect.REMOVED, "it goes with its pods", sources.SERVICE)
    name = str(value_at(pair.before, ("metadata", "name")))
    asked = capacity.has_share(pair.old, name)
    slot = value_at(pair.before, ("metadata", "labels", labels.SLOT))
    if not asked and (slot or name.endswith(PREVIEW)):
        return Verdict(Effect.ACCESS, "it led to a slot, and no route asks it", sources.SERVICE)
    return None


SERVICE = Table(
    added=Whole(
        Effect.NEW,
        "its pods can be reached under a name",
        sources.SERVICE,
        _added,
        "access: it can be reached from outside of the cluster",
    ),
    removed=Whole(
        Effect.INTERRUPTION,
        "its name is gone: who asks it is refused",
        sources.SERVICE,
        _removed,
        "removed: its pods go too; access: it led to a slot that no route asks; none: a guard keeps it",
    ),
    rules=(
        *annotations.SERVICE,
        Rule(
            "spec.selector",
            Effect.TRAFFIC,
            "requests go to other pods",
            sources.SERVICE,
            judge=_selector,
            depends="interruption: the chosen pods were not there before",
        ),
        Rule(
            "spec.ports[*].targetPort",
            Effect.INTERRUPTION,
            "requests go to a port that the running pods do not have until they are replaced",
            f"{sources.SERVICE}#field-spec-ports",
            also=(Effect.TRAFFIC,),
            judge=_target_port,
            depends="traffic: the running pods have the port",
        ),
        Rule(
            "spec.ports[*].name",
            Effect.ACCESS,
            "who looks the port up by its name has to use the new one",
            sources.SERVICE,
        ),
        Rule("spec.ports[*].nodePort", Effect.ACCESS, "another port of the nodes", f"{sources.SERVICE}#type-nodeport"),
        Rule(
            "spec.ports[*].appProtocol", Effect.TRAFFIC, "gateways speak another protocol to the pods", sources.SERVICE
        ),
        Rule("spec.ports[*].protocol", Effect.ACCESS, "another protocol of the port", sources.SERVICE),
        Rule("spec.ports(order)", Effect.NONE, "the order of the ports", sources.SERVICE),
        Rule(
            "spec.ports[*]",
            Effect.INTERRUPTION,
            "a port goes: who asks it is refused",
            sources.SERVICE,
            also=(Effect.ACCESS,),
            judge=_port,
            depends="access: a port comes",
        ),
        Rule(
            "spec.type",
            Effect.ACCESS,
            "from where it can be reached",
            _TYPES,
            judge=_type,
            depends="interruption: a way in goes",
        ),
        *(
            Rule(
                f"spec.{name}",
                Effect.IMMUTABLE,
                "a Service keeps its address, or to have none",
                sources.CORE_VALIDATION,
                judge=_cluster_ip,
            )
            for name in ("clusterIP", "clusterIPs")
        ),
        Rule(
            "spec.loadBalancerClass",
            Effect.IMMUTABLE,
            "the class of a load balancer cannot be changed",
            f"{sources.SERVICE}#load-balancer-class",
            judge=_balancer_class,
            depends="access: with the type of the Service",
        ),
        Rule("spec.loadBalancerSourceRanges", Effect.ACCESS, "who may come through the load balancer", _TYPES),
        *(
            Rule(f"spec.{name}", Effect.ACCESS, "under which addresses it can be reached", sources.SERVICE)
            for name in ("externalIPs", "externalName", "loadBalancerIP", "ipFamilies", "ipFamilyPolicy")
        ),
        *(
            Rule(f"spec.{name}", Effect.TRAFFIC, "which pods answer a request", sources.SERVICE)
            for name in (
                *("sessionAffinity", "sessionAffinityConfig", "trafficDistribution", "externalTrafficPolicy"),
                *("internalTrafficPolicy", "publishNotReadyAddresses"),
            )
        ),
    ),
)
