"""Engine `argo-rollouts`: its controller moves traffic between two versions of one Rollout.

The Rollout, its Services and its route keep their names under every strategy: `rolling` is a canary without steps, `blue-green`
waits for a promotion with the new version behind the preview Service, `canary` moves the route's weights step by step. Before each
share of traffic the pods for it are there: `setCanaryScale` is done only when they are available. The first pause comes before any
traffic, as on `native`. Needed in the cluster: the controller and, for canaries, its plugin `argoproj-labs/gatewayAPI` (0.13 or
newer, configured in the ConfigMap `argo-rollouts-config`, with access to HTTPRoutes).
"""

from collections.abc import Iterator
from typing import Any

from generator.engines import analysis, drafting
from generator.errors import Severity
from generator.kubernetes import autoscaling, exposure, labels, pod, workload
from generator.kubernetes.workload import Workload
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.component import Service
from generator.spec.project import Target

PLUGIN = "argoproj-labs/gatewayAPI"
HASH = "{{args.hash}}"
ALB = "alb"
"""How the AWS load balancer controller calls its ingress class; others of it begin so."""
MEASURED = 10
SHORTEST = 600
"""Seconds that the old pods stay at least: a rollback finds them."""


def problems(target: Target) -> Iterator[Finding]:
    """What its controller's own validation would refuse, or what makes a rollback late."""
    environment = target.environment
    if environment.rollouts.keep < SHORTEST:
        fact = f"the old pods would go after {environment.rollouts.keep}s, too soon for a rollback"
        yield workload.platform(target, ("rollouts", "keep"), fact=fact, hint="use at least 10m", code="rollouts")
    service, ingress = target.component.serving, environment.ingress
    behind = environment.traffic == "ingress" and ingress is not None and ingress.ingress_class.split("-")[0] == ALB
    if behind and service.expose is not None and service.strategy.type == "blue-green":
        fact = f"behind the AWS load balancer of {environment.name} a switch leaves no healthy target for a moment"
        hint = "use strategy: rolling there, or ask the platform for traffic: gateway-api"
        yield workload.found(
            target, ("strategy", "type"), fact=fact, hint=hint, code="rollouts", severity=Severity.WARNING
        )


def drafts(target: Target) -> Iterator[Draft]:
    """All objects that carry a service's pods and traffic."""
    service = target.component.serving
    yield _rollout(target, service)
    yield drafting.draft(target, "native/poddisruptionbudget.yaml", target.base, {"selector": labels.selector(target)})
    yield from autoscaling.drafts(target, _workload(target, service))
    yield from _services(target, service)
    if service.expose is not None:
        yield _outside(target)
    questions = _questions(target)
    if questions:
        values: dict[str, Any] = {
            "questions": [question._asdict() for question in questions],
            "server": target.environment.prometheus,
            "interval": target.environment.analysis.interval,
            "count": MEASURED if service.strategy.type == "blue-green" else None,
        }
        yield drafting.draft(target, "argo-rollouts/analysistemplate.yaml", target.base, values)


def _services(target: Target, service: Service) -> Iterator[Draft]:
    for name, annotations in ((target.base, drafting.position(target)), (naming.preview(target.base), None)):
        values = {
            "selector": labels.selector(target),
            "ports": service.ports,
            "named": [port.name for port in pod.ports(service)],
            "annotations": annotations or labels.annotations(target, target.component),
        }
        yield drafting.draft(target, "native/service.yaml", name, values)


def _workload(target: Target, service: Service) -> Workload:
    return Workload(
        name=target.base,
        kind="Rollout",
        component=target.component,
        least=service.scale.min,
        most=service.scale.max,
    )


def _questions(target: Target) -> list[analysis.Question]:
    """A rolling update has no second version to compare with, so nothing is asked."""
    if target.component.serving.strategy.type == "rolling":
        return []
    return analysis.questions(target, f"{target.base}-{HASH}-[a-z0-9]+")


def _rollout(target: Target, service: Service) -> Draft:
    component, strategy = target.component, service.strategy
    rollouts = target.environment.rollouts
    values = {
        "selector": labels.selector(target),
        "deadline": pod.deadline(service),
        "strategy": strategy.type,
        "surge": strategy.surge,
        "unavailable": strategy.unavailable,
        "preview": naming.preview(target.base),
        "promote": rollouts.promote,
        "keep": rollouts.keep,
        "analysed": bool(_questions(target)),
        "steps": list(_steps(strategy.steps, rollouts.pause)),
        "plugin": PLUGIN,
        "route": route_name(target) if strategy.type == "canary" else "",
        "namespace": target.namespace,
    }
    pods = pod.values(target, component, None, pod.config(target.base, component))
    return drafting.draft(target, "argo-rollouts/rollout.yaml", target.base, values, pods=pods)


def _steps(shares: tuple[int, ...], pause: int | None) -> Iterator[dict[str, Any]]:
    """The pods first, then their traffic, then time; all pods before all of the traffic."""
    held: dict[str, Any] = {} if pause is None else {"duration": f"{pause}s"}
    for i, share in enumerate(shares):
        yield {"setCanaryScale": {"weight": share}}
        if i == 0:
            yield {"pause": held}
        yield {"setWeight": share}
        yield {"pause": held}
    if shares:
        yield {"setCanaryScale": {"weight": 100}}


def route_name(target: Target) -> str:
    """The route's name: its rules belong to the controller once it is there, so other rules are another route."""
    expose, port = exposure.exposed(target)
    return naming.hashed(target.base, naming.content_hash(f"{expose.path} {port.port}".encode()))


def _outside(target: Target) -> Draft:
    if target.environment.traffic == "ingress":
        return drafting.draft(target, "native/ingress.yaml", target.base, exposure.ingress(target))
    backends = [(target.base, 100), (naming.preview(target.base), 0)]
    values = exposure.route(target, backends)
    return drafting.draft(target, "native/httproute.yaml", route_name(target), values, file=target.base)
