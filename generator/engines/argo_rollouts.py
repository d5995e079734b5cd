"""Engine `argo-rollouts`: its controller moves traffic between two versions of one Rollout.

The Rollout, its Services and its route keep their names under every strategy: `rolling` is a canary without steps, `blue-green`
waits for a promotion with the new version behind the preview Service, `canary` moves the route's weights step by step.
`recreate` is a Deployment instead, as no Rollout ends its old pods first; its other objects are those of `rolling`. Before each
share of traffic its pods are started: a `setCanaryScale` step ends when they are available. The first pause comes before any
traffic, as on `native`. Required in the cluster: the controller and, for canaries, its plugin `argoproj-labs/gatewayAPI` (0.13 or
newer, configured in the ConfigMap `argo-rollouts-config`, with access to HTTPRoutes).
"""

from collections.abc import Iterator
from typing import Any

from generator.engines import analysis, drafting
from generator.errors import Severity
from generator.kubernetes import autoscaling, exposure, labels, pod, services, workload
from generator.kubernetes.workload import Workload
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.component import Service
from generator.spec.networking import Route
from generator.spec.project import Target

PLUGIN = "argoproj-labs/gatewayAPI"
HASH_ARGUMENT = "{{args.hash}}"
ALB = "alb"
"""The AWS load balancer controller, and its ingress class; its other classes start with `alb-`."""
MIN_SCALE_DOWN_DELAY = 600
"""Seconds that old pods must stay, so that a rollback is immediate; the default of Argo Rollouts, 30, is too short."""


def problems(target: Target) -> Iterator[Finding]:
    """Yield settings that delay a rollback or interrupt traffic with Argo Rollouts."""
    environment = target.environment
    if environment.rollouts.keep < MIN_SCALE_DOWN_DELAY:
        fact = f"the old pods would be removed after {environment.rollouts.keep}s, too soon for a rollback"
        yield workload.environment_finding(
            target, ("rollouts", "keep"), fact=fact, hint="use at least 10m", code="rollouts"
        )
    service, ingress = target.component.serving, environment.ingress
    names = (ingress.controller, ingress.ingress_class) if ingress is not None else ()
    behind_alb = environment.traffic == "ingress" and ALB in {name.split("-")[0] for name in names}
    if behind_alb and service.routes and service.strategy.type == "blue-green":
        fact = "behind the AWS load balancer a switch leaves no healthy target for a moment"
        hint = "use strategy: rolling there, or ask the platform for traffic: gateway-api"
        yield workload.component_finding(
            target,
            ("strategy", "type"),
            fact=fact,
            hint=hint,
            code="rollouts",
            severity=Severity.WARNING,
            place=environment.name,
        )


def drafts(target: Target) -> Iterator[Draft]:
    """All objects that run a service's pods and route its traffic."""
    service = target.component.serving
    yield drafting.deployment(target, target.base) if _recreates(service) else _rollout(target, service)
    yield drafting.draft(target, "native/poddisruptionbudget.yaml", target.base, {"selector": labels.selector(target)})
    yield from autoscaling.drafts(target, _workload(target, service))
    yield from _services(target, service)
    yield from drafting.routes(target, [(target.base, 100), (naming.preview(target.base), 0)], route_name)
    checks = metric_checks(target)
    if checks:
        values: dict[str, Any] = {
            "questions": [check._asdict() for check in checks],
            "server": target.environment.prometheus,
            "interval": target.environment.analysis.interval,
            "failures": target.environment.analysis.threshold - 1,
            "count": target.environment.analysis.iterations if service.strategy.type == "blue-green" else None,
        }
        yield drafting.draft(target, "argo-rollouts/analysistemplate.yaml", target.base, values)


def _services(target: Target, service: Service) -> Iterator[Draft]:
    selector = {"selector": labels.selector(target)}
    yield drafting.draft(target, "native/service.yaml", target.base, selector | drafting.main_service(target))
    values = selector | services.plain(service)
    yield drafting.draft(target, "native/service.yaml", naming.preview(target.base), values)


def _workload(target: Target, service: Service) -> Workload:
    return Workload(
        name=target.base,
        kind="Deployment" if _recreates(service) else "Rollout",
        component=target.component,
        minimum=service.scale.min,
        maximum=service.scale.max,
    )


def metric_checks(target: Target) -> list[analysis.MetricCheck]:
    """The checks of the new version; none for a change in place, which has no separate new version to measure."""
    if target.component.serving.strategy.in_place:
        return []
    return analysis.metric_checks(target, f"{target.base}-{HASH_ARGUMENT}-[a-z0-9]+")


def _recreates(service: Service) -> bool:
    return service.strategy.type == "recreate"


def _rollout(target: Target, service: Service) -> Draft:
    component, strategy = target.component, service.strategy
    rollouts = target.environment.rollouts
    values = {
        "selector": labels.selector(target),
        "deadline": pod.deadline(component),
        "min_ready": service.min_ready,
        "strategy": strategy.type,
        "surge": strategy.surge,
        "unavailable": strategy.unavailable,
        "preview": naming.preview(target.base),
        "promote": rollouts.promote,
        "keep": rollouts.keep,
        "analysed": bool(metric_checks(target)),
        "steps": list(_steps(strategy.steps, rollouts.pause)),
        "plugin": PLUGIN,
        "routes": _plugin_routes(target) if strategy.type == "canary" else {},
        "namespace": target.namespace,
    }
    pods = pod.values(target, component, None, pod.config(target.base, component))
    return drafting.draft(target, "argo-rollouts/rollout.yaml", target.base, values, pods=pods)


def _steps(shares: tuple[int, ...], pause: int | None) -> Iterator[dict[str, Any]]:
    """The canary steps: for each share scale the pods, shift the traffic, then pause; finally scale to all pods."""
    duration: dict[str, Any] = {} if pause is None else {"duration": f"{pause}s"}
    for i, share in enumerate(shares):
        yield {"setCanaryScale": {"weight": share}}
        if i == 0:
            yield {"pause": duration}
        yield {"setWeight": share}
        yield {"pause": duration}
    if shares:
        yield {"setCanaryScale": {"weight": 100}}


def route_name(target: Target, route: Route) -> str:
    """The route's name with a hash of its rules: the controller owns the rules of a route, so other rules need another route."""
    rules = " ".join(filter(None, (route.path, str(exposure.port(target, route).port), route.timeout)))
    return naming.hashed(exposure.name(target, route), naming.content_hash(rules.encode()))


def _plugin_routes(target: Target) -> dict[str, Any]:
    """The routes whose weights the plugin moves; several, or those of gRPC, need its lists."""
    names: dict[str, list[dict[str, str]]] = {}
    for route in exposure.routes(target):
        names.setdefault(f"{route.protocol}Routes", []).append({"name": route_name(target, route)})
    if list(names) == ["httpRoutes"] and len(names["httpRoutes"]) == 1:
        return {"httpRoute": names["httpRoutes"][0]["name"]}
    return dict(names)
