"""A cluster that does its worst: what it makes of an overlay whose objects arrive one by one, in any order.

Pods are counted per Deployment, and all that are counted are ready. A new Deployment has none until the merge is synced;
an autoscaler lifts to its minimum once synced, and at any moment takes away all above it, unless it may not scale down.
"""

import copy
import math
from collections.abc import Iterator, Mapping
from typing import Any

from tests.builders.documents import Data

Key = tuple[str, str]
Objects = Mapping[Key, Data]
AUTOSCALERS = ("HorizontalPodAutoscaler", "ScaledObject")


class Scale:
    """What an autoscaler says of its Deployment."""

    def __init__(self, found: Data) -> None:
        spec = found["spec"]
        if found["kind"] == "ScaledObject":
            self.least, self.most = spec["minReplicaCount"], spec["maxReplicaCount"]
            behavior = spec["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]
        else:
            self.least, self.most = spec["minReplicas"], spec["maxReplicas"]
            behavior = spec["behavior"]
        self.target: str = spec["scaleTargetRef"]["name"]
        self.frozen: bool = behavior["scaleDown"]["selectPolicy"] == "Disabled"


class Cluster:
    """One environment's objects as they are at a moment, and the ready pods of each Deployment."""

    def __init__(self, objects: Objects) -> None:
        self.objects: dict[Key, Data] = dict(objects)
        self.pods: dict[str, int] = {name: 0 for kind, name in objects if kind == "Deployment"}
        self.settle()

    def apply(self, key: Key, found: Data | None) -> None:
        """One object arrives or goes, and every autoscaler acts at once."""
        kind, name = key
        if found is None:
            del self.objects[key]
            if kind == "Deployment":
                del self.pods[name]
        else:
            self.objects[key] = found
            if kind == "Deployment":
                self.pods.setdefault(name, 0)
        self._shrink()

    def settle(self) -> None:
        """The merge is synced: every Deployment has its minimum, or what it was not allowed to lose."""
        scales = {scale.target: scale for scale in self.scales()}
        assert scales.keys() == self.pods.keys(), "each Deployment has one autoscaler"
        for name in self.pods:
            self.pods[name] = max(self.pods[name], scales[name].least)
        self._shrink()

    def grow(self, name: str, part: float) -> None:
        """Load comes: the autoscaler adds pods, some part of what it still may."""
        scale = next(scale for scale in self.scales() if scale.target == name)
        self.pods[name] += math.floor((scale.most - self.pods[name]) * part)

    def scales(self) -> Iterator[Scale]:
        for (kind, _), found in self.objects.items():
            if kind in AUTOSCALERS:
                yield Scale(found)

    def _shrink(self) -> None:
        for scale in self.scales():
            if scale.target in self.pods:
                bound = scale.most if scale.frozen else scale.least
                self.pods[scale.target] = min(self.pods[scale.target], bound)

    def traffic(self, base: str) -> list[dict[str, int]]:
        """Per cent of the traffic by Deployment: of callers inside, through the main Service, and of a route's."""
        ways = [{self.reached(base): 100}]
        route = self.objects.get(("HTTPRoute", base))
        for rule in route["spec"]["rules"] if route is not None else ():
            way: dict[str, int] = {}
            for ref in rule["backendRefs"]:
                if ref["weight"]:
                    name = self.reached(ref["name"])
                    way[name] = way.get(name, 0) + ref["weight"]
            ways.append(way)
        return ways

    def reached(self, service: str) -> str:
        """The one Deployment whose pods a Service selects, empty where there is none."""
        wanted = self.objects["Service", service]["spec"]["selector"].items()
        found = [
            name
            for (kind, name), each in self.objects.items()
            if kind == "Deployment" and wanted <= each["spec"]["template"]["metadata"]["labels"].items()
        ]
        assert len(found) <= 1, f"{service} reaches {found}"
        return found[0] if found else ""


def changes(before: Objects, after: Objects) -> dict[Key, Data | None]:
    """What a merge does to each object that it changes; None takes it away."""
    return {key: after.get(key) for key in {**before, **after} if before.get(key) != after.get(key)}


def config(deployment: Data) -> set[str]:
    """The ConfigMaps that a Deployment's pods read."""
    found: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                if key in {"configMap", "configMapKeyRef", "configMapRef"}:
                    found.add(value["name"])
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(copy.deepcopy(deployment["spec"]["template"]))
    return found
