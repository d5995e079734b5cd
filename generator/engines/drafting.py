"""How engines draft an object of a service: in the folder of its strategy, with its labels and annotations."""

from collections.abc import Mapping
from typing import Any

from generator.kubernetes import labels
from generator.manifest.manifest import Draft
from generator.spec.component import Component
from generator.spec.project import Target
from generator.spec.release import SlotName

RELEASE = "tidegate.dev/release"


def draft(
    target: Target,
    template: str,
    name: str,
    values: dict[str, Any],
    *,
    component: Component | None = None,
    slot: SlotName | None = None,
    file: str = "",
    pods: Mapping[str, Any] | None = None,
) -> Draft:
    """An object of the target's service; `component` and `slot` where it is of one slot, `file` where its name has a hash.

    `pods` are the values of its pod template, for a workload: a change of them replaces pods, a change of `values` does not.
    """
    chosen = component or target.component
    return Draft(
        template=template,
        folder=target.component.serving.strategy.type,
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


def position(target: Target) -> dict[str, str]:
    """The annotations of the main Service: where the release stands, and what the component is."""
    held = {RELEASE: target.release.position(), **labels.described(target)}
    return labels.annotations(target, target.component, held)
