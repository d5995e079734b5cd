"""Kubernetes objects for tests: whole and valid, with the parts that a test is about."""

import copy
from typing import Any

Object = dict[str, Any]
IMAGE = "ghcr.io/acme/fraud:1.0.0"


def deployment(name: str = "fraud-api-blue", **spec: Any) -> Object:
    """A Deployment with one container `main`."""
    labels = {"app.kubernetes.io/name": name}
    template = {"metadata": {"labels": dict(labels)}, "spec": {"containers": [{"name": "main", "image": IMAGE}]}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "labels": dict(labels)},
        "spec": {"selector": {"matchLabels": labels}, "template": template, **spec},
    }


def config_map(name: str, data: dict[str, str]) -> Object:
    """An immutable ConfigMap."""
    metadata = {"name": name}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "immutable": True, "data": data}


def changed(content: Object, path: str, value: Any) -> Object:
    """A copy of an object with another value at a path of keys and positions, `spec.containers.0.image`; None removes it."""
    found = copy.deepcopy(content)
    *parents, last = path.split("/") if "/" in path else path.split(".")
    node: Any = found
    for step in parents:
        node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
    if value is None:
        del node[int(last) if isinstance(node, list) else last]
    else:
        node[int(last) if isinstance(node, list) else last] = value
    return found
