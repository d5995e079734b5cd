"""Engine `native`: traffic moves by commits alone.

Two slots, blue and green; a slot's Deployment, autoscaler and budget are there only while it has work, its Service stays.
`rolling` is the active slot alone, so a change of strategy only adds or removes what belongs to the empty slot.
"""

from collections.abc import Iterator
from typing import Any

from generator.engines import drafting
from generator.kubernetes import autoscaling, exposure, labels, pod
from generator.kubernetes.workload import Workload
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.component import Component, Service, Strategy
from generator.spec.project import Target
from generator.spec.release import SlotName, other_slot

RELEASE = drafting.RELEASE


def problems(_target: Target) -> Iterator[Finding]:
    """Nothing that the shared rules do not find."""
    return iter(())


def drafts(target: Target) -> Iterator[Draft]:
    """All objects that carry a service's pods and traffic."""
    service = target.component.serving
    for slot, component in target.slots.items():
        yield _deployment(target, component, slot)
        yield _draft(
            target,
            "poddisruptionbudget",
            naming.slot(target.base, slot),
            slot,
            {"selector": labels.selector(target, slot)},
        )
        yield from autoscaling.drafts(target, _workload(target, component, slot))
    yield from _services(target, service)
    if service.expose is not None:
        yield _outside(target, service)


def _draft(
    target: Target,
    template: str,
    name: str,
    slot: SlotName | None,
    values: dict[str, Any],
    pods: dict[str, Any] | None = None,
) -> Draft:
    component = target.component if slot is None else target.slots.get(slot, target.component)
    return drafting.draft(target, f"native/{template}.yaml", name, values, component=component, slot=slot, pods=pods)


def _workload(target: Target, component: Component, slot: SlotName) -> Workload:
    """A slot's Deployment: its minimum carries the traffic that it gets next (docs/releases.md#capacity)."""
    service = target.component.serving
    return Workload(
        name=naming.slot(target.base, slot),
        slot=slot,
        component=component,
        least=target.release.min_pods(slot, minimum=service.scale.min, full_load=service.strategy.prescale),
        most=service.scale.max,
        frozen=target.release.in_progress,
    )


def _strategy(target: Target) -> Strategy:
    return target.component.serving.strategy


def _deployment(target: Target, component: Component, slot: SlotName) -> Draft:
    name = naming.slot(target.base, slot)
    service = component.serving
    surge, unavailable = pod.room(component, _strategy(target))
    pods = pod.values(target, component, slot, pod.config(name, component))
    values = {
        "selector": labels.selector(target, slot),
        "deadline": pod.deadline(service),
        "surge": surge,
        "unavailable": unavailable,
    }
    return _draft(target, "deployment", name, slot, values, pods)


def _services(target: Target, service: Service) -> Iterator[Draft]:
    release, base = target.release, target.base
    main = drafting.position(target)
    names: list[tuple[str, SlotName, SlotName | None, dict[str, str] | None]] = [
        (base, release.slot, None, main),
        (naming.slot(base, release.slot), release.slot, release.slot, None),
    ]
    if service.strategy.type != "rolling":
        names.append(
            (naming.slot(base, other_slot(release.slot)), other_slot(release.slot), other_slot(release.slot), None)
        )
        names.append((naming.preview(base), other_slot(release.slot), None, None))
    for name, reaches, slot, annotations in names:
        values: dict[str, Any] = {"selector": labels.selector(target, reaches), "ports": service.ports}
        values["named"] = [port.name for port in pod.ports(service)]
        component = labels.metadata(target, target.component, slot)
        values |= {
            "labels": component,
            "annotations": annotations if annotations is not None else labels.annotations(target, target.component),
        }
        yield _draft(target, "service", name, slot, values)


def _outside(target: Target, service: Service) -> Draft:
    if target.environment.traffic == "ingress":
        return _draft(target, "ingress", target.base, None, exposure.ingress(target))
    shown = [(target.release.slot, 100)] if service.strategy.type == "rolling" else list(target.release.weights.items())
    backends = [(naming.slot(target.base, slot), weight) for slot, weight in shown]
    return _draft(target, "httproute", target.base, None, exposure.route(target, backends))
