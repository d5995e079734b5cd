"""Engine `native`: commits move the traffic; no controller is needed.

There are two slots, blue and green. A slot has a Deployment, autoscaler and PodDisruptionBudget only while a version runs in it,
but always a Service. `rolling` and `recreate` use the active slot only, so a change of strategy adds or removes only objects
of the other slot.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from generator.engines import drafting
from generator.engines.analysis import MetricCheck
from generator.kubernetes import autoscaling, labels, monitoring, services
from generator.kubernetes.workload import Workload
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.component import Component, Service
from generator.spec.project import Target
from generator.spec.release import SlotName, other_slot


def problems(_target: Target) -> Iterator[Finding]:
    """No problems beyond those that the rules for all engines find."""
    return iter(())


def metric_checks(_target: Target) -> Sequence[MetricCheck]:
    """No analysis: a person, or CI, moves the traffic by a commit."""
    return ()


def drafts(target: Target) -> Iterator[Draft]:
    """All objects that run a service's pods and route its traffic."""
    service = target.component.serving
    for slot, component in target.slots.items():
        yield drafting.deployment(target, naming.slot(target.base, slot), component=component, slot=slot)
        yield _draft(
            target,
            "poddisruptionbudget",
            naming.slot(target.base, slot),
            slot,
            {"selector": labels.selector(target, slot)},
        )
        yield from autoscaling.drafts(target, _workload(target, component, slot))
    yield from _services(target, service)
    yield from drafting.routes(target, _backends(target, service))


def _draft(
    target: Target,
    template: str,
    name: str,
    slot: SlotName | None,
    values: dict[str, Any],
) -> Draft:
    component = target.component if slot is None else target.slots.get(slot, target.component)
    return drafting.draft(target, f"native/{template}.yaml", name, values, component=component, slot=slot)


def _workload(target: Target, component: Component, slot: SlotName) -> Workload:
    """A slot's Deployment, with enough pods for its next share of the traffic (docs/releases.md#capacity)."""
    service = target.component.serving
    return Workload(
        name=naming.slot(target.base, slot),
        slot=slot,
        component=component,
        minimum=target.release.min_pods(slot, minimum=service.scale.min, full_load=service.strategy.prescale),
        maximum=service.scale.max,
        frozen=target.release.in_progress,
    )


def _services(target: Target, service: Service) -> Iterator[Draft]:
    release, base = target.release, target.base
    plain = services.plain(service)
    names: list[tuple[str, SlotName, SlotName | None, dict[str, Any]]] = [
        (base, release.slot, None, drafting.main_service(target)),
        (naming.slot(base, release.slot), release.slot, release.slot, plain),
    ]
    if not service.strategy.in_place:
        names.append(
            (naming.slot(base, other_slot(release.slot)), other_slot(release.slot), other_slot(release.slot), plain)
        )
        names.append((naming.preview(base), other_slot(release.slot), None, plain))
    for name, selected, slot, own in names:
        values: dict[str, Any] = {
            "labels": {
                **labels.metadata(target, target.component, slot),
                **(monitoring.slot_labels(target) if slot else {}),
            },
            "annotations": labels.annotations(target, target.component),
            "selector": labels.selector(target, selected),
            **own,
        }
        yield _draft(target, "service", name, slot, values)


def _backends(target: Target, service: Service) -> list[tuple[str, int]]:
    """The Services of the slots with their shares of the traffic, the same for every route."""
    weights = [(target.release.slot, 100)] if service.strategy.in_place else list(target.release.weights.items())
    return [(naming.slot(target.base, slot), weight) for slot, weight in weights]
