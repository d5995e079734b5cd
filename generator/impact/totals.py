"""What an environment needs before and after a change, and at most while it takes place: pods, resources, storage, money.

Pods are counted at the least number of their autoscalers. Those of tasks, which end, count only where the change starts them.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from generator.impact import replacements, state, workloads
from generator.impact.state import EnvironmentState
from generator.impact.workloads import Side, Workload
from generator.kubernetes import object_kinds
from generator.kubernetes.effects.effect import Effect
from generator.manifest.object_fields import items, value_at
from generator.manifest.object_template import KubernetesObject

NONE = Decimal(0)
Changed = Mapping[tuple[str, str], Effect]
"""The effect on each workload whose pods are replaced, by kind and name."""


class Totals(NamedTuple):
    """Pods, CPUs, bytes of memory, devices by name, bytes of claims, and the price of an hour.

    The price is None unless that of every pod is known: a part of it would look like the whole.
    """

    pods: int = 0
    cpu: Decimal = NONE
    memory: Decimal = NONE
    devices: Mapping[str, Decimal] = {}
    storage: Decimal = NONE
    hourly_cost: float | None = 0.0


class _Need(NamedTuple):
    """A number of equal pods; `cost` is the price of an hour of one, None if it is not known."""

    pods: int
    requests: Mapping[str, Decimal]
    cost: float | None


def steady(side: Side) -> Totals:
    """What an environment needs while nothing changes; nothing if it is not there."""
    needs = [_need(each, each.scale.least, side.state) for each in side.workloads.values()]
    return _sum(needs, sum(_claims(side).values(), NONE), known=_has_prices(side))


def peak(before: Side, after: Side, changed: Changed) -> Totals:
    """What an environment needs at most during the change: with the surge of rolling updates, and what goes still there."""
    if before.state is not None and after.state is not None and before.state.place != after.state.place:
        return _added(steady(before), steady(after))
    needs: list[_Need] = []
    for identity in dict.fromkeys((*before.workloads, *after.workloads)):
        was, now = (side.workloads.get(identity) for side in (before, after))
        needs += _at_peak(was, now, before.state, after.state, changed.get(identity))
    needs += _started(before, after)
    old, new = _claims(before), _claims(after)
    storage = sum((max(old.get(each, NONE), new.get(each, NONE)) for each in {**old, **new}), NONE)
    return _sum(needs, storage, known=_has_prices(before) and _has_prices(after))


def _has_prices(side: Side) -> bool:
    """Whether the platform of an environment has prices; one that is not there needs none."""
    return side.state is None or side.state.costs is not None


def _at_peak(
    was: Workload | None,
    now: Workload | None,
    before: EnvironmentState | None,
    after: EnvironmentState | None,
    effect: Effect | None,
) -> Iterator[_Need]:
    """A workload with the larger of its two sizes, each pod as large as the larger one, and the surge of a rolling update."""
    old = _need(was, was.scale.least, before) if was is not None and before is not None else None
    new = _need(now, now.scale.least, after) if now is not None and after is not None else None
    if old is None or new is None or now is None:
        yield from (each for each in (old, new) if each is not None)
        return
    pods = max(old.pods, new.pods)
    largest = {
        name: max(old.requests.get(name, NONE), new.requests.get(name, NONE)) for name in (*old.requests, *new.requests)
    }
    cost = None if old.cost is None or new.cost is None else max(old.cost, new.cost)
    yield _Need(pods, largest, cost)
    if effect is not None:
        yield new._replace(pods=replacements.surge(now, pods))


def _started(before: Side, after: Side) -> Iterator[_Need]:
    """The pods of runs that the change starts; those of a schedule start later."""
    known = {*map(state.identity, before.objects)}
    for each in after.objects:
        row = object_kinds.TABLE.get(state.identity(each)[0])
        if after.state is None or row is None or not row.immutable or state.identity(each) in known:
            continue
        for pods in workloads.run_pods(each):
            yield _Need(pods.number, pods.requests, _cost(each, after.state))


def _need(workload: Workload, pods: int, side: EnvironmentState | None) -> _Need:
    cost = _cost(workload.object, side) if side is not None else None
    return _Need(pods, workloads.requests(workload.pod), cost)


def _cost(content: KubernetesObject, side: EnvironmentState) -> float | None:
    costs, owner = side.costs or {}, state.owner(content)
    return costs.get(owner, costs.get((owner[0], "")))


def _claims(side: Side) -> dict[tuple[str, str], Decimal]:
    """The bytes of every claim that objects make: their own, and those that each pod of a workload gets."""
    claims = {}
    for each in side.objects:
        if each.get("kind") == "PersistentVolumeClaim":
            claims["claim", state.identity(each)[1]] = _size(each)
    for workload in side.workloads.values():
        for template in items(workload.spec, "volumeClaimTemplates"):
            name = f"{workload.name}/{value_at(template, ('metadata', 'name'))}"
            claims["template", name] = _size(template) * workload.scale.least
        for volume in items(workload.pod, "volumes"):
            made = value_at(volume, ("ephemeral", "volumeClaimTemplate"))
            if made is not None:
                claims["pod", f"{workload.name}/{volume.get('name')}"] = _size(made) * workload.scale.least
    return claims


def _size(claim: Any) -> Decimal:
    return workloads.amount(value_at(claim, ("spec", "resources", "requests", "storage")) or 0)


def _sum(needs: Iterable[_Need], storage: Decimal, *, known: bool) -> Totals:
    resources: dict[str, Decimal] = {}
    pods, cost = 0, Decimal(0)
    for each in needs:
        pods += each.pods
        for name, amount in each.requests.items():
            resources[name] = resources.get(name, NONE) + each.pods * amount
        known = known and (each.cost is not None or each.pods == 0)
        cost += each.pods * Decimal(str(each.cost or 0))
    devices = {name: amount for name, amount in sorted(resources.items()) if "/" in name and amount}
    return Totals(
        pods=pods,
        cpu=resources.get("cpu", NONE),
        memory=resources.get("memory", NONE),
        devices=devices,
        storage=storage,
        hourly_cost=float(cost) if known else None,
    )


def _added(one: Totals, other: Totals) -> Totals:
    is_known = one.hourly_cost is not None and other.hourly_cost is not None
    return Totals(
        pods=one.pods + other.pods,
        cpu=one.cpu + other.cpu,
        memory=one.memory + other.memory,
        devices={
            name: one.devices.get(name, NONE) + other.devices.get(name, NONE)
            for name in sorted({*one.devices, *other.devices})
        },
        storage=one.storage + other.storage,
        hourly_cost=float(Decimal(str(one.hourly_cost)) + Decimal(str(other.hourly_cost))) if is_known else None,
    )
