"""What an environment needs before and after a change, and at most while it takes place: pods, resources, storage, money.

Pods are counted at the least number of their autoscalers. Those of tasks, which end, count only where the change starts them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any, NamedTuple

from generator.impact import replacements, state, workloads
from generator.impact.state import EnvironmentState
from generator.impact.workloads import Side, Workload
from generator.kubernetes import object_kinds, pod_templates
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.run_pods import STORAGE
from generator.manifest.object_fields import items, value_at
from generator.manifest.object_template import KubernetesObject

NONE = Decimal(0)
Changed = Mapping[tuple[str, str], Effect]
"""The effect on each object whose pods are replaced, by kind and name."""


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
    """A number of equal pods; `cost` is the price of an hour of one, None if it is not known.

    With more than one of `slots` a new group is complete before the old one goes.
    """

    pods: int
    requests: Mapping[str, Decimal]
    cost: float | None
    slots: int = 1


def steady(side: Side) -> Totals:
    """What an environment needs while nothing changes; nothing if it is not there."""
    needs = [need for each in _running(side).values() for need in each]
    return _sum(needs, sum(_claims(side).values(), NONE), known=_has_prices(side))


def peak(before: Side, after: Side, changed: Changed) -> Totals:
    """What an environment needs at most during the change: with the surge of rolling updates, and what goes still there."""
    if before.state is not None and after.state is not None and before.state.place != after.state.place:
        return _added(steady(before), steady(after))
    needs = [*_started(before, after)]
    was, now = _running(before), _running(after)
    for identity in dict.fromkeys((*was, *now)):
        needs += _at_peak(was.get(identity, ()), now.get(identity, ()), changed.get(identity))
        if identity in changed and identity in after.workloads:
            needs += _surge(after.workloads[identity], was.get(identity, ()), now[identity])
    old, new = _claims(before), _claims(after)
    storage = sum((max(old.get(each, NONE), new.get(each, NONE)) for each in {**old, **new}), NONE)
    return _sum(needs, storage, known=_has_prices(before) and _has_prices(after))


def _has_prices(side: Side) -> bool:
    """Whether the platform of an environment has prices; one that is not there needs none."""
    return side.state is None or side.state.costs is not None


def _running(side: Side) -> dict[tuple[str, str], Sequence[_Need]]:
    """The groups of pods of each object whose pods run until they are replaced, by kind and name."""
    found: dict[tuple[str, str], Sequence[_Need]] = {}
    if side.state is not None:
        for workload in side.workloads.values():
            found[workload.identity] = tuple(_of_workload(workload, side.state))
        for each in side.objects:
            row = workloads.row_of(each)
            if row is not None and row.lasting:
                found[state.identity(each)] = tuple(_of_groups(each, side.state))
    return found


def _of_workload(workload: Workload, side: EnvironmentState) -> Iterator[_Need]:
    """The pods of a workload at its least scale, those of each template of a group by themselves."""
    kind = object_kinds.workload(workload.object)
    replicas = workload.scale.least // kind.size(workload.object)
    for number, (path, template) in enumerate(pod_templates.find(workload.kind, workload.object).items()):
        pods = replicas * kind.pods_of_template(workload.object, path)
        requests = workloads.requests(workloads.mapping(value_at(template, ("spec",))))
        yield _Need(pods, requests, _cost(workload.object, side, number))


def _of_groups(content: KubernetesObject, side: EnvironmentState) -> Iterator[_Need]:
    for number, pods in enumerate(workloads.run_pods(content)):
        yield _Need(pods.least, pods.requests, _cost(content, side, number), pods.slots)


def _at_peak(was: Sequence[_Need], now: Sequence[_Need], effect: Effect | None) -> Iterator[_Need]:
    """Groups of pods with the larger of their two sizes, each pod as large as the larger one; both where one replaces the other."""
    for old, new in zip_longest(was, now):
        if old is None or new is None or (effect is Effect.TRAFFIC and new.slots > 1):
            yield from (each for each in (old, new) if each is not None)
            continue
        cost = None if old.cost is None or new.cost is None else max(old.cost, new.cost)
        yield _Need(max(old.pods, new.pods), _largest(old.requests, new.requests), cost)


def _largest(one: Mapping[str, Decimal], other: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {name: max(one.get(name, NONE), other.get(name, NONE)) for name in (*one, *other)}


def _surge(workload: Workload, was: Sequence[_Need], now: Sequence[_Need]) -> Iterator[_Need]:
    """The new pods that a rolling update starts beside the old ones, in the proportion of their templates."""
    before, after = (sum(each.pods for each in needs) for needs in (was, now))
    added = replacements.surge(workload, max(before, after))
    yield from (each._replace(pods=added * each.pods // after) for each in now if after)


def _started(before: Side, after: Side) -> Iterator[_Need]:
    """The pods of runs that the change starts; those of a schedule start later."""
    known = {*map(state.identity, before.objects)}
    for each in after.objects:
        row = workloads.row_of(each)
        if after.state is None or row is None or not row.immutable or row.lasting or state.identity(each) in known:
            continue
        for number, pods in enumerate(workloads.run_pods(each)):
            yield _Need(pods.number, pods.requests, _cost(each, after.state, number))


def _cost(content: KubernetesObject, side: EnvironmentState, group: int) -> float | None:
    """The price of a pod of a group; pods that are of none have the last one."""
    costs, owner = side.costs or {}, state.owner(content)
    found = costs.get(owner) or costs.get((owner[0], "")) or [None]
    return found[min(group, len(found) - 1)]


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
    storage += resources.pop(STORAGE, NONE)
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
