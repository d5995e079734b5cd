"""Labels, selectors and annotations. Selectors of workloads are immutable in Kubernetes, so their labels must never change."""

from collections.abc import Mapping
from typing import Any

from generator.environment.operators import TRAFFIC
from generator.spec.component import Component
from generator.spec.project import Target
from generator.spec.release import SlotName

NAME = "app.kubernetes.io/name"
SLOT = "tidegate.dev/slot"
PART_OF = "app.kubernetes.io/part-of"
COMPONENT = "app.kubernetes.io/component"
TEAM = "tidegate.dev/team"
SERVED = "serving.kserve.io/inferenceservice"
"""The label that KServe gives to pods, with the name of their InferenceService."""
DEPLOYMENT_MODE = "serving.kserve.io/deploymentMode"
"""The annotation of an InferenceService with its mode."""
POSITION = "tidegate.dev/release"
"""The annotation of the main Service, or of what a controller releases, with the position of the release."""
MODEL = "tidegate.dev/model"
"""The annotation of pods with the model that they load."""


def selector(target: Target, slot: SlotName | None = None) -> dict[str, str]:
    """The selector of the component's pods, or of the pods of one slot."""
    chosen = {NAME: target.base}
    return chosen if slot is None else {**chosen, SLOT: slot}


def is_main(content: Mapping[str, Any]) -> bool:
    """Whether an object of a component is the one that is named like it, such as the main Service."""
    metadata = content["metadata"]
    return bool(metadata["name"] == metadata["labels"][NAME])


def project(target: Target) -> dict[str, str]:
    """Labels of an object that belongs to no single component."""
    own = {PART_OF: target.project.name, "app.kubernetes.io/managed-by": "tidegate"}
    return {**target.project.labels, **own, TEAM: target.project.team}


def all_pods(target: Target) -> dict[str, str]:
    """The selector of all pods of the component, including those of the primary that Flagger creates."""
    if target.engine in TRAFFIC:
        return {SERVED: target.base}
    if target.environment.engine == "flagger" or target.component.named_by_operator:
        return {PART_OF: target.project.name, COMPONENT: target.name}
    return selector(target)


def metadata(target: Target, component: Component, slot: SlotName | None = None) -> dict[str, str]:
    """Labels of an object: those of the project file, the identity of project and component, and the selector."""
    return {
        **target.project.labels,
        **component.labels,
        **selector(target, slot),
        COMPONENT: target.name,
        PART_OF: target.project.name,
        "app.kubernetes.io/managed-by": "tidegate",
        TEAM: target.project.team,
    }


def annotations(target: Target, component: Component, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Annotations of an object: those of the project file, overridden by `more`."""
    return {**target.project.annotations, **component.annotations, **(more or {})}


def description(target: Target) -> dict[str, str]:
    """The annotation with the component's or project's description; empty if there is none."""
    text = target.component.description or target.project.description
    return {"kubernetes.io/description": text} if text else {}
