"""Objects of an environment with defaults, for what is computed from objects alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.impact.state import EnvironmentState, Owner, PlacedObject

Object = dict[str, Any]
KEY = ("risk", "fraud", "production")
FOLDER = "projects/risk/fraud/overlays/production"


def labels(component: str = "api", slot: str = "blue") -> dict[str, str]:
    return {"app.kubernetes.io/component": component} | ({"tidegate.dev/slot": slot} if slot else {})


def container(**fields: Any) -> Object:
    held: Object = {"name": "main", "image": "ghcr.io/acme/api:1"}
    requests = {"cpu": fields.pop("cpu", "500m"), "memory": fields.pop("memory", "1Gi"), **fields.pop("devices", {})}
    return {**held, "resources": {"requests": requests}, **fields}


def deployment(
    name: str = "fraud-api-blue",
    *,
    component: str = "api",
    slot: str = "blue",
    pod: Mapping[str, Any] = {},
    **spec: Any,
) -> Object:
    template = {"spec": {"terminationGracePeriodSeconds": 30, "containers": [container()], **pod}}
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "labels": labels(component, slot)},
        "spec": {"strategy": rolling, "template": template, **spec},
    }


def autoscaler(least: int, most: int, name: str = "fraud-api-blue", kind: str = "Deployment") -> Object:
    target = {"apiVersion": "apps/v1", "kind": kind, "name": name}
    spec = {"scaleTargetRef": target, "minReplicas": least, "maxReplicas": most}
    metadata = {"name": name, "labels": labels()}
    return {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": metadata, "spec": spec}


def claim(name: str = "fraud-api-cache", size: str = "10Gi", **annotations: str) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name, "labels": labels(slot=""), "annotations": annotations},
        "spec": {"resources": {"requests": {"storage": size}}},
    }


def service(position: str, name: str = "fraud-api", component: str = "api") -> Object:
    """The main Service of a component, with the position of its release as JSON."""
    metadata = {"name": name, "labels": labels(component, ""), "annotations": {"tidegate.dev/release": position}}
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"ports": [{"port": 80}]}}


def state(
    *objects: Object,
    namespace: str = "fraud",
    cluster: str = "eu",
    folder: str = "canary",
    costs: Mapping[Owner, float | Sequence[float | None]] | None = None,
) -> EnvironmentState:
    placed: Sequence[PlacedObject] = [
        PlacedObject(each, f"{FOLDER}/{folder}/{each['metadata']['name']}.{each['kind'].lower()}.yaml")
        for each in objects
    ]
    prices = {owner: [cost] if isinstance(cost, float) else cost for owner, cost in (costs or {}).items()}
    return EnvironmentState(KEY, cluster, namespace, placed, prices if costs is not None else None)
