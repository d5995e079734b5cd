"""Nodes of kwok: their pods have a status, and no containers."""

from pathlib import Path
from typing import Any

NAMES = ("one", "two", "three")
STAGES = Path(__file__).with_name("stages.yaml")
ROOM = {"cpu": "64", "memory": "256Gi", "pods": "500"}


def node(name: str) -> dict[str, Any]:
    """A node as it registers itself."""
    labels = {"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": name}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels},
        "status": {"capacity": ROOM, "allocatable": ROOM},
    }


def ready(found: Any) -> bool:
    """Whether a node takes pods, or a pod requests."""
    conditions = (found or {}).get("status", {}).get("conditions", ())
    return any((each["type"], each["status"]) == ("Ready", "True") for each in conditions)
