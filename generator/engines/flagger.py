"""Engine `flagger`: Flagger copies a Deployment to its primary, judges each new version beside it, and promotes or goes back.

`rolling` is the Deployment alone with its Service and route. With `blue-green` or `canary` a Canary is there too, and what Flagger
makes of it is left out of Git: the Services, the route, the primary and its autoscaler. What must reach the primary's pods as well
selects labels that Flagger copies unchanged, and so does the Service of `rolling`: when the first Canary comes, the primary answers
before the Deployment is emptied. Going back from a Canary to `rolling` interrupts the service: Flagger deletes what it made.
"""

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from generator.engines import analysis, drafting
from generator.errors import Severity
from generator.kubernetes import autoscaling, exposure, keda, labels, object_kinds, pod, workload
from generator.kubernetes.workload import Workload
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.component import Port, Service
from generator.spec.project import Target

THRESHOLD = 3
ITERATIONS = 10
ALL = 100
AUTOSCALERS: Mapping[str, str] = {"hpa": "HorizontalPodAutoscaler", "keda": "ScaledObject"}


def problems(target: Target) -> Iterator[Finding]:
    """What Flagger cannot do, and what it does to a service that runs."""
    service, environment = target.component.serving, target.environment
    if service.strategy.type == "rolling":
        return
    fact = f"Flagger builds its primary of the first version: nothing in {environment.name} is judged then"
    hint = (
        "change an existing service to it while few people use it; a change of scale alone waits for the next release"
    )
    yield workload.found(target, ("strategy", "type"), fact=fact, hint=hint, code="flagger", severity=Severity.WARNING)
    yield from _ports(target, service)
    first = (service.strategy.steps or (ALL,))[0]
    if service.strategy.type == "canary" and service.scale.max * first > service.scale.min * ALL:
        fact = f"Flagger starts the new version with {service.scale.min} pods, fewer than {first} % of {service.scale.max} need"
        hint = "a smaller first step, or a larger scale.min"
        yield workload.found(
            target, ("strategy", "steps", 0), fact=fact, hint=hint, code="flagger", severity=Severity.WARNING
        )
    if not environment.load_tester and service.strategy.type == "blue-green":
        fact = f"{environment.name} has no load tester: the new version is judged by its probes alone"
        hint = "ask the platform for flagger: {loadTester: URL}"
        yield workload.found(
            target, ("strategy", "type"), fact=fact, hint=hint, code="flagger", severity=Severity.WARNING
        )


def _ports(target: Target, service: Service) -> Iterator[Finding]:
    main = _port(target, service)
    for port in service.ports:
        if port.protocol != "TCP":
            fact = f"Flagger's Services carry TCP, not {port.protocol}"
            yield workload.found(
                target, ("ports", port.name), fact=fact, hint="use strategy: rolling there", code="flagger"
            )
        for fact, hint in _unoffered(service, port, main) if port is not main else ():
            yield workload.found(
                target, ("ports", port.name), fact=fact, hint=f"{hint} strategy: rolling there", code="flagger"
            )
        if port is not main and port.app_protocol:
            fact = f"Flagger gives its protocol, {port.app_protocol}, to no port but {main.name}"
            hint = "use strategy: rolling where something has to know it"
            yield workload.found(
                target, ("ports", port.name), fact=fact, hint=hint, code="flagger", severity=Severity.WARNING
            )


def _unoffered(service: Service, port: Port, main: Port) -> Iterator[tuple[str, str]]:
    """What Flagger, which finds the ports beside the main one by the container's numbers, does not make of a port."""
    first = next(each for each in (main, *service.ports) if each.target == port.target)
    if port.port != port.target:
        yield f"Flagger offers {port.target}, the container's number, not {port.port}", f"use port: {port.target}, or"
    elif first is not port:
        yield f'Flagger offers {port.target} once, as "{first.name}"', "use one port, or"


def drafts(target: Target) -> Iterator[Draft]:
    """All objects that carry a service's pods and traffic, but those that Flagger makes."""
    service = target.component.serving
    rolling = service.strategy.type == "rolling"
    yield _deployment(target, service)
    yield from _budgets(target, rolling=rolling)
    yield from autoscaling.drafts(target, _workload(target, service))
    if rolling:
        yield _service(target, service)
    else:
        yield from _canary(target, service)
    if service.expose is not None and target.environment.traffic == "ingress":
        yield drafting.draft(target, "native/ingress.yaml", target.base, exposure.ingress(target))
    elif service.expose is not None and rolling:
        yield drafting.draft(target, "native/httproute.yaml", target.base, exposure.route(target, [(target.base, ALL)]))


def _workload(target: Target, service: Service) -> Workload:
    least, most = service.scale.min, service.scale.max
    return Workload(name=target.base, component=target.component, least=least, most=most)


def _deployment(target: Target, service: Service) -> Draft:
    component = target.component
    surge, unavailable = pod.room(component, service.strategy)
    values = {"selector": labels.selector(target), "deadline": pod.deadline(service)}
    values |= {"surge": surge, "unavailable": unavailable}
    pods = pod.values(target, component, None, pod.config(target.base, component))
    return drafting.draft(target, "native/deployment.yaml", target.base, values, pods=pods)


def _budgets(target: Target, *, rolling: bool) -> Iterator[Draft]:
    """One for the Deployment and, since Flagger makes none, one for the primary."""
    for name in (target.base,) if rolling else (target.base, primary(target)):
        values = {"selector": {labels.NAME: name}}
        yield drafting.draft(target, "native/poddisruptionbudget.yaml", name, values)


def primary(target: Target) -> str:
    """The name of Flagger's copy of the Deployment, and of its pods' label."""
    return f"{target.base}-primary"


def makes(target: Target) -> Iterator[tuple[str, str]]:
    """Kind (in lower case) and name of what Flagger makes itself: nobody else may use these names."""
    if target.component.serving.strategy.type == "rolling":
        return
    for name in (target.base, primary(target), f"{target.base}-canary"):
        yield "service", name
    yield "deployment", primary(target)
    yield AUTOSCALERS[target.environment.autoscaler].lower(), primary(target)
    if target.component.serving.expose is not None and target.environment.traffic == "gateway-api":
        yield "httproute", target.base


def _service(target: Target, service: Service) -> Draft:
    values = {
        "selector": labels.shared(target),
        "ports": service.ports,
        "named": [port.name for port in pod.ports(service)],
        "annotations": drafting.position(target),
    }
    return drafting.draft(target, "native/service.yaml", target.base, values)


def _port(target: Target, service: Service) -> Port:
    """The port that traffic is judged on: the exposed one, or the main one."""
    return exposure.exposed(target)[1] if service.expose is not None else service.ports[0]


def _canary(target: Target, service: Service) -> Iterator[Draft]:
    environment, port = target.environment, _port(target, service)
    routed = service.expose is not None and environment.traffic == "gateway-api"
    questions = _questions(target)
    autoscaler = object_kinds.of(AUTOSCALERS[environment.autoscaler])
    values: dict[str, Any] = {
        "provider": "gatewayapi:v1" if routed else "kubernetes",
        "autoscaler": {"api_version": autoscaler.api_version, "kind": autoscaler.kind},
        "queries": keda.queries(target, primary(target)) if environment.autoscaler == "keda" else {},
        "deadline": pod.deadline(service),
        "port": {"number": port.port, "name": port.name, "protocol": port.app_protocol},
        "target_port": port.name if port in pod.ports(service) else port.target,
        "several": len(service.ports) > 1,
        "apex": {"labels": labels.metadata(target, target.component), "annotations": drafting.position(target)},
        "host": exposure.host_name(target) if routed else "",
        "path": service.expose.path if service.expose is not None else "/",
        "gateway": environment.gateway if routed else None,
        "interval": environment.analysis.interval,
        "threshold": THRESHOLD,
        "steps": list(service.strategy.steps),
        "iterations": ITERATIONS,
        "metrics": [{"name": f"{target.base}-{each.name}", "most": each.most} for each in questions],
        "webhooks": list(_webhooks(target, service, port)),
        "longest": _longest(target, service),
    }
    yield drafting.draft(target, "flagger/canary.yaml", target.base, values)
    for each in questions:
        query = {"query": f"({each.query}) or on() vector(0)", "server": environment.prometheus}
        yield drafting.draft(target, "flagger/metrictemplate.yaml", f"{target.base}-{each.name}", query)


def _questions(target: Target) -> list[analysis.Question]:
    """Without traffic of its own, the share of a route or the load tester's, nothing is asked."""
    if target.component.serving.strategy.type == "blue-green" and not target.environment.load_tester:
        return []
    return analysis.questions(target, f"{target.base}-[a-z0-9]+-[a-z0-9]+")


def _webhooks(target: Target, service: Service, port: Port) -> Iterator[dict[str, Any]]:
    tester, ready = target.environment.load_tester, service.health.ready
    if not tester:
        return
    path = ready.path if ready.kind == "http" and not ready.port else "/"
    # A shell of the load tester's runs it
    url = shlex.quote(f"http://{target.base}-canary.{target.namespace}:{port.port}{path}")
    if ready.kind == "http" and not ready.port and port is service.ports[0]:
        command = f"curl -fsS {url}"
        yield {"name": "ready", "type": "pre-rollout", "url": tester, "metadata": {"type": "bash", "cmd": command}}
    metadata = {"type": "cmd", "cmd": f"hey -z {target.environment.analysis.interval}s -q 10 -c 2 {url}"}
    yield {"name": "load", "type": "rollout", "url": tester, "metadata": metadata}


def _longest(target: Target, service: Service) -> int:
    """Seconds that a release may take: building, each step, promoting the primary."""
    steps = len(service.strategy.steps) or ITERATIONS
    return 2 * pod.deadline(service) + (steps + THRESHOLD + 2) * target.environment.analysis.interval
