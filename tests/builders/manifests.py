"""Objects and the nouns around them: Drafts, Manifests, Overlays."""

from typing import Any

from generator.manifest import object_template
from generator.manifest.manifest import Draft, Manifest, Overlay

VERSIONS = {
    "Deployment": "apps/v1",
    "HorizontalPodAutoscaler": "autoscaling/v2",
    "HTTPRoute": "gateway.networking.k8s.io/v1",
}


def draft(kind: str, name: str = "fraud-api", **values: Any) -> Draft:
    """A Draft of a native service, where the values say nothing else."""
    return Draft(
        template=f"native/{kind.lower()}.yaml",
        folder="rolling",
        file=name,
        values={"name": name, "labels": {}, "annotations": {}, **values},
    )


def manifest(folder: str, kind: str = "ConfigMap", file: str = "fraud-api", **more: Any) -> Manifest:
    """A Manifest of an object named as its file; `more` are top-level fields."""
    metadata = {"name": file, "labels": {"a": "b"}}
    found = {"apiVersion": VERSIONS.get(kind, "v1"), "kind": kind, "metadata": metadata, **more}
    return Manifest(folder=folder, file=file, content=object_template.constant(found))


def overlay(*manifests: Manifest, namespace: str = "fraud-production", **more: Any) -> Overlay:
    """The overlay of project `fraud` of team `risk-ml` in `production`."""
    return Overlay(
        team="risk-ml", project="fraud", environment="production", namespace=namespace, manifests=manifests, **more
    )
