"""The snapshot of a component as far as its objects tell it: what `release/snapshot.py` takes from a project file.

What objects do not tell is empty, which no rule of `release/refused_changes.py` takes for a difference.
"""

import json
import posixpath
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from generator.components import kinds
from generator.impact import state, transitions, workloads
from generator.impact.state import EnvironmentState
from generator.impact.transitions import Position
from generator.kubernetes import labels
from generator.kubernetes.effects import capacity
from generator.manifest.object_fields import BROKEN, items, value_at
from generator.manifest.object_template import KubernetesObject
from generator.release import claims, operator_objects, ports, snapshot
from generator.release.claims import Claims
from generator.release.operator_objects import OperatorObject
from generator.release.ports import Endpoints, RouteEnd
from generator.release.snapshot import Snapshot
from generator.spec.release import Release, SlotName, Version, other_slot

ROUTES = {kind.lower(): traffic for kind, traffic in capacity.TRAFFIC.items()}
"""The kinds of routes in lower case, and the `traffic` that makes them."""
OF_A_SLOT = frozenset(
    {"scaleTargetRef", "behavior", "advanced"}.union(
        *({each.least, each.most} for each in capacity.AUTOSCALERS.values())
    )
)
"""Fields of an autoscaler that its slot and the position of the release decide, or that are compared for themselves."""


class Objects(NamedTuple):
    """The objects of one component, by kind in lower case and name, and the Component folder that has those with pods.

    Of a run, `folder` has the object that starts its pods.
    """

    found: Mapping[tuple[str, str], KubernetesObject]
    folder: str = ""

    def of_kind(self, *kinds: str) -> list[KubernetesObject]:
        """The objects of some kinds."""
        return [content for (kind, _), content in self.found.items() if kind in kinds]

    @property
    def running(self) -> list[KubernetesObject]:
        """The workloads whose pods run on."""
        return [content for content in self.found.values() if workloads.is_workload(content)]

    @property
    def operated(self) -> OperatorObject | None:
        """The object of which an operator makes the workloads, whose traffic it moves itself."""
        return operator_objects.find(self.found.values())

    @property
    def main_service(self) -> KubernetesObject | None:
        """The Service that is named like the component."""
        return next((each for each in self.of_kind("service") if _is_main(each)), None)


def _is_main(content: KubernetesObject) -> bool:
    with suppress(*BROKEN):
        return labels.is_main(content)
    return False


def objects(side: EnvironmentState) -> dict[str, Objects]:
    """The objects of each component."""
    found: dict[str, dict[tuple[str, str], KubernetesObject]] = {}
    folders: dict[str, str] = {}
    for each in side.objects:
        component, _ = state.owner(each.object)
        if component:
            found.setdefault(component, {})[state.identity(each.object)] = each.object
            if workloads.has_pods(each.object):
                folders[component] = posixpath.basename(posixpath.dirname(each.file))
    return {component: Objects(own, folders.get(component, "")) for component, own in found.items()}


def of(own: Objects, side: EnvironmentState, position: Position | None) -> Snapshot:
    """The snapshot of a component; without a `position` that of a kind that has none."""
    main, engine = own.main_service, transitions.engine(own.found.values())
    return Snapshot(
        kind=kind(own, position),
        engine=engine if position is not None else "",
        traffic=next((ROUTES[kind] for kind, _ in own.found if kind in ROUTES), ""),
        strategy=strategy(position),
        mode=position.mode if position is not None else "in-place",
        release=position.release if position is not None else Release(Version("")),
        shape=_shape_on(engine, own, position.release) if position is not None else {},
        prescales=prescales(own, position.release) if position is not None else frozenset(),
        pods=_pods(own, position),
        namespace=side.namespace if own.running or own.operated else "",
        cluster=side.cluster if own.running or own.operated else "",
        headless=value_at(main, ("spec", "clusterIP")) == "None",
        balancer=_balancer(main),
        claims=_claims(own),
        own_claims=_own_claims(own),
        endpoints=_endpoints(own),
    )


def strategy(position: Position | None) -> str:
    """The strategy, after which the folder of a component with a position is named; empty without one."""
    return transitions.strategy(position.file) if position is not None else ""


def kind(own: Objects, position: Position | None) -> str:
    """The kind of a component; empty if its objects do not tell. All kinds with the position of a release count as services."""
    if position is not None:
        return "service"
    if own.folder in transitions.STRATEGIES:
        return "worker"
    of_pods = [name for (name, _), content in own.found.items() if workloads.has_pods(content)]
    return kinds.in_folder(own.folder, of_pods[0]) if of_pods else ""


def _pods(own: Objects, position: Position | None) -> dict[str, str]:
    """A digest for the pods of each workload, or of each version that an operator serves."""
    operated = own.operated
    if operated is not None and position is not None:
        return operated.reader.pods(operated.content, position.release)
    return {state.identity(each)[1]: snapshot.digest(workloads.pods(each)) for each in own.running}


def _balancer(service: KubernetesObject | None) -> str:
    if value_at(service, ("spec", "type")) != "LoadBalancer":
        return ""
    return str(value_at(service, ("spec", "loadBalancerClass")) or "default")


def _claims(own: Objects) -> Claims | None:
    """The claims of each pod of a StatefulSet."""
    for each in own.of_kind("statefulset"):
        with suppress(*BROKEN):
            return claims.of_object(each)
    return None


def _own_claims(own: Objects) -> Claims:
    """The component's own claims, by the path at which its pods mount them."""
    found = {}
    paths = dict(_mounted(own))
    for each in own.of_kind("persistentvolumeclaim"):
        name = state.identity(each)[1]
        with suppress(*BROKEN):
            found[paths.get(name, name)] = claims.own_of_object(each)
    return found


def _mounted(own: Objects) -> Iterator[tuple[str, str]]:
    """The names of claims, and where the pods mount them."""
    for each in own.found.values():
        pod = workloads.pod_spec(each)
        paths = {
            str(mount.get("name")): str(mount.get("mountPath"))
            for container in items(pod, "containers")
            for mount in items(container, "volumeMounts")
        }
        for volume in items(pod, "volumes"):
            claim, name = value_at(volume, ("persistentVolumeClaim", "claimName")), str(volume.get("name"))
            if isinstance(claim, str) and name in paths:
                yield claim, paths[name]


def _endpoints(own: Objects) -> Endpoints:
    """The ports and routes by which a component is reached."""
    operated = own.operated
    if operated is not None:
        return operated.reader.endpoints(operated.content)
    workload = next(iter(own.running), {})
    canary = next(iter(own.of_kind("canary")), None)
    with suppress(*BROKEN):
        served = (
            ports.of_canary(canary, workload)
            if canary is not None
            else ports.of_service(own.main_service or {}, workload)
        )
        return Endpoints(served, dict(_route_ends(own)))
    return ports.NOT_REACHED


def _route_ends(own: Objects) -> Iterator[tuple[str, RouteEnd]]:
    for each in own.of_kind(*ROUTES):
        for number in _backend_ports(each):
            yield state.identity(each)[1], RouteEnd(number)
            break


def _backend_ports(route: KubernetesObject) -> Iterator[int]:
    for rule in items(route, "spec", "rules"):
        backends = (*items(rule, "backendRefs"), *(_service(path) for path in items(rule, "http", "paths")))
        numbers = (each.get("port") for each in backends)
        yield from (number for number in numbers if isinstance(number, int))


def _service(path: Mapping[str, Any]) -> Mapping[str, Any]:
    """The backend of a path of an Ingress, as a route names it."""
    return {"port": value_at(path, ("backend", "service", "port", "number"))}


def _shape_on(engine: str, own: Objects, release: Release) -> dict[str, str]:
    """A digest for each field that must not change during a release which commits move; empty on other engines."""
    operated = own.operated
    if operated is not None:
        return operated.reader.shape(operated.content)
    return dict(_shape(own, release)) if engine == "native" else {}


def _shape(own: Objects, release: Release) -> Iterator[tuple[str, str]]:
    """A digest for each field that must not change during a release.

    The active slot has the least number of pods of the scale; what a candidate has more follows from its next share.
    """
    scalers = list(filter(_scales, own.found.values()))
    least = [capacity.bounds(each)[0] for each in scalers if state.owner(each)[1] == release.slot]
    most = sorted({capacity.bounds(each)[1] for each in scalers})
    rules = sorted({_of_all_slots(each) for each in scalers})
    yield "scale", snapshot.digest([least, most, rules])
    yield "ports", snapshot.digest(value_at(own.main_service, ("spec", "ports")))
    yield "expose", snapshot.digest({state.identity(each)[1]: _reached_by(each) for each in own.of_kind(*ROUTES)})
    yield "autoscaler", snapshot.digest(sorted({str(each["kind"]) for each in scalers}))


def _of_all_slots(autoscaler: KubernetesObject) -> str:
    """What autoscalers of both slots have alike, such as metrics, without the names of the slot."""
    spec = workloads.mapping(autoscaler.get("spec"))
    text = json.dumps(
        {name: value for name, value in spec.items() if name not in OF_A_SLOT}, sort_keys=True, default=str
    )
    return text.replace(f"-{state.owner(autoscaler)[1]}", "")


def _reached_by(route: KubernetesObject) -> Mapping[str, Any]:
    """The hosts, paths and ports of a route, without the shares of its slots."""
    rules = [
        {**rule, "backendRefs": sorted({str(each.get("port")) for each in items(rule, "backendRefs")})}
        for rule in items(route, "spec", "rules")
    ]
    return {**workloads.mapping(route.get("spec")), "rules": rules}


def prescales(own: Objects, release: Release) -> frozenset[int]:
    """The numbers of pods for all of the traffic (`prescale`) that explain the least number of a candidate; empty without one.

    The greatest number of the scale, which is the default, is 0, as in `release/snapshot.py`: it follows the scale.
    """
    bounds = {state.owner(each)[1]: capacity.bounds(each) for each in own.found.values() if _scales(each)}
    slot = other_slot(release.slot)
    if release.candidate is None or not {release.slot, slot} <= {*bounds}:
        return frozenset()
    (minimum, _), (least, most) = bounds[release.slot], bounds[slot]
    found = (each for each in range(minimum, most + 1) if _explains(each, least, release, slot, minimum))
    return frozenset(0 if each == most else each for each in found)


def _explains(prescale: int, least: int, release: Release, slot: SlotName, minimum: int) -> bool:
    return release.min_pods(slot, minimum=minimum, full_load=prescale) == least


def _scales(content: KubernetesObject) -> bool:
    return str(content.get("kind")) in capacity.AUTOSCALERS
