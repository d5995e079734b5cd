"""Drafts of a service's objects: in the folder of its strategy, with its labels and annotations."""

from collections.abc import Mapping
from typing import Any

from generator.kubernetes import labels, services
from generator.manifest.manifest import Draft
from generator.spec.component import Component
from generator.spec.project import Target
from generator.spec.release import SlotName

POSITION_ANNOTATION = "tidegate.dev/release"


def draft(
    target: Target,
    template: str,
    name: str,
    values: dict[str, Any],
    *,
    component: Component | None = None,
    slot: SlotName | None = None,
    file: str = "",
    folder: str = "",
    pods: Mapping[str, Any] | None = None,
) -> Draft:
    """Draft an object of the target's service.

    `component` and `slot` are set for an object of one slot, `file` for an object whose name contains a hash, `folder` for one of a
    kind that has no strategy. `pods` are the values of a workload's pod template: changing them replaces the pods, changing
    `values` does not.
    """
    chosen = component or target.component
    return Draft(
        template=template,
        folder=folder or target.component.serving.strategy.type,
        file=file or name,
        values={
            "name": name,
            "labels": labels.metadata(target, chosen, slot),
            "annotations": labels.annotations(target, chosen),
            **(pods or {}),
            **values,
        },
        pods=pods,
    )


def main_service(target: Target) -> dict[str, Any]:
    """The values of the main Service, except its selector."""
    return {**services.main(target), "annotations": position_annotations(target)}


def position_annotations(target: Target) -> dict[str, str]:
    """The annotations of the main Service: its own, the position of the release and the description of the component."""
    own = {**services.annotations(target), POSITION_ANNOTATION: target.release.position(), **labels.description(target)}
    return labels.annotations(target, target.component, own)
