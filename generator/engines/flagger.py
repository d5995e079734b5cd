"""Engine `flagger`: Flagger runs a copy of a Deployment, the primary, analyses each new version next to it, and promotes it or not.

`rolling` and `recreate` are the Deployment with its Service and route. `blue-green` and `canary` add a Canary; what Flagger
creates for it is not in Git: the Services, the route, the primary and its autoscaler. Selectors that must match the primary's
pods as well use labels that Flagger copies unchanged. So does the Service of those two: when the first Canary is created, the
primary answers before the Deployment is scaled to 0. Changing from a Canary to them interrupts the service: Flagger deletes
what it created.
"""

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from generator.engines import analysis, drafting, flagger_rules
from generator.kubernetes import (
    autoscaling,
    exposure,
    keda,
    labels,
    object_kinds,
    pod,
    probes,
    services,
)
from generator.kubernetes.workload import Workload
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.component import Port, Probe, Service
from generator.spec.project import Target

WEBHOOK_TIMEOUT = "30s"
AUTOSCALERS: Mapping[str, str] = {"hpa": "HorizontalPodAutoscaler", "keda": "ScaledObject"}


def problems(target: Target) -> Iterator[Finding]:
    """Yield settings that Flagger does not support, and warnings of its effects on a running service."""
    if not target.component.serving.strategy.in_place:
        yield from flagger_rules.problems(target)


def drafts(target: Target) -> Iterator[Draft]:
    """All objects that run a service's pods and route its traffic, except those that Flagger creates."""
    service = target.component.serving
    in_place = service.strategy.in_place
    yield drafting.deployment(target, target.base)
    yield from _budgets(target, in_place=in_place)
    yield from autoscaling.drafts(target, _workload(target, service))
    if in_place:
        yield _service(target)
    else:
        yield from _canary(target, service)
    if in_place or target.environment.traffic == "ingress":
        yield from drafting.routes(target, [(target.base, flagger_rules.ALL)])


def _workload(target: Target, service: Service) -> Workload:
    scale = service.scale
    return Workload(name=target.base, component=target.component, minimum=scale.min, maximum=scale.max)


def _budgets(target: Target, *, in_place: bool) -> Iterator[Draft]:
    """One PodDisruptionBudget for the Deployment and one for the primary, as Flagger creates none."""
    for name in (target.base,) if in_place else (target.base, primary(target)):
        values = {"selector": {labels.NAME: name}}
        yield drafting.draft(target, "native/poddisruptionbudget.yaml", name, values)


def primary(target: Target) -> str:
    """The name of the primary Deployment and the value of its pods' name label."""
    return naming.primary(target.base)


def controller_objects(target: Target) -> Iterator[tuple[str, str]]:
    """Kind (in lower case) and name of each object that Flagger creates; no other object may have these names."""
    if target.component.serving.strategy.in_place:
        return
    for name in (target.base, primary(target), f"{target.base}-canary"):
        yield "service", name
    yield "deployment", primary(target)
    yield AUTOSCALERS[target.environment.autoscaler].lower(), primary(target)
    if target.component.serving.routes and target.environment.traffic == "gateway-api":
        yield "httproute", target.base


def _service(target: Target) -> Draft:
    values = {
        "selector": labels.all_pods(target),
        **drafting.main_service(target),
    }
    return drafting.draft(target, "native/service.yaml", target.base, values)


def _canary(target: Target, service: Service) -> Iterator[Draft]:
    environment, port = target.environment, flagger_rules.analysed_port(target, service)
    # Flagger makes a single route; several are refused.
    route = next(iter(service.routes), None) if environment.traffic == "gateway-api" else None
    checks = metric_checks(target)
    autoscaler = object_kinds.of(AUTOSCALERS[environment.autoscaler])
    values: dict[str, Any] = {
        "provider": "gatewayapi:v1" if route else "kubernetes",
        "autoscaler": {"api_version": autoscaler.api_version, "kind": autoscaler.kind},
        "queries": keda.queries(target, primary(target)) if environment.autoscaler == "keda" else {},
        "deadline": pod.deadline(target.component),
        "port": {"number": port.port, "name": port.name, "protocol": port.app_protocol},
        "target_port": port.name if port in services.named(service) else port.target,
        "several": len(service.ports) > 1,
        "distribution": services.DISTRIBUTIONS[service.main_service.distribution],
        "apex": {
            "labels": labels.metadata(target, target.component),
            "annotations": {**(route.annotations if route else {}), **drafting.position_annotations(target)},
        },
        "hosts": exposure.hosts(target, route) if route else [],
        "path": route.path if route else "/",
        "timeout": route.timeout if route else "",
        "gateway": environment.gateway if route else None,
        "interval": environment.analysis.interval,
        "threshold": environment.analysis.threshold,
        "steps": list(service.strategy.steps),
        "iterations": environment.analysis.iterations,
        "metrics": [{"name": f"{target.base}-{each.name}", "most": each.most} for each in checks],
        "webhooks": [
            {"timeout": WEBHOOK_TIMEOUT, "metadata": {}, **webhook}
            for webhook in (*_webhooks(target, service, port), *environment.analysis.webhooks)
        ],
    }
    yield drafting.draft(target, "flagger/canary.yaml", target.base, values)
    for each in checks:
        query = {"query": f"({each.query}) or on() vector(0)", "server": environment.prometheus}
        yield drafting.draft(target, "flagger/metrictemplate.yaml", f"{target.base}-{each.name}", query)


def metric_checks(target: Target) -> list[analysis.MetricCheck]:
    """The checks of the new version; none if it gets no traffic, neither a share of a route's nor the load tester's."""
    if target.component.serving.strategy.type == "blue-green" and not target.environment.load_tester:
        return []
    return analysis.metric_checks(target, f"{target.base}-[a-z0-9]+-[a-z0-9]+")


def _webhooks(target: Target, service: Service, port: Port) -> Iterator[dict[str, Any]]:
    tester, ready = target.environment.load_tester, service.health.ready
    if not tester:
        return
    asked = ready if ready is not None and ready.kind == "http" and not ready.port else None
    path = asked.path if asked is not None else "/"
    # The load tester runs the command in a shell.
    scheme = probes.scheme(asked or Probe(kind="http"), port).lower()
    url = shlex.quote(f"{scheme}://{target.base}-canary.{target.namespace}:{port.port}{path}")
    if asked is not None and port is service.ports[0] and not port.owner:
        # A certificate names the main Service, not the one that Flagger makes for the new version.
        command = f"curl -fsS{'k' if scheme == 'https' else ''} {url}"
        yield {"name": "ready", "type": "pre-rollout", "url": tester, "metadata": {"type": "bash", "cmd": command}}
    metadata = {"type": "cmd", "cmd": f"hey -z {target.environment.analysis.interval}s -q 10 -c 2 {url}"}
    yield {"name": "load", "type": "rollout", "url": tester, "metadata": metadata}
