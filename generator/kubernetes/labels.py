"""Labels and annotations of every object: selectors are fixed for ever, metadata may change."""

from collections.abc import Mapping

from generator.spec.component import Component
from generator.spec.project import Target
from generator.spec.release import SlotName

NAME = "app.kubernetes.io/name"
SLOT = "tidegate.dev/slot"
PART_OF = "app.kubernetes.io/part-of"
COMPONENT = "app.kubernetes.io/component"


def selector(target: Target, slot: SlotName | None = None) -> dict[str, str]:
    """What selects the component's pods, or those of one slot."""
    chosen = {NAME: target.base}
    return chosen if slot is None else {**chosen, SLOT: slot}


def project(target: Target) -> dict[str, str]:
    """Labels of an object that is of no one component."""
    own = {PART_OF: target.project.name, "app.kubernetes.io/managed-by": "tidegate"}
    return {**target.project.labels, **own, "tidegate.dev/team": target.project.team}


def shared(target: Target) -> dict[str, str]:
    """What selects all pods of the component, those too that its engine makes and gives another name."""
    if target.environment.engine == "flagger":
        return {PART_OF: target.project.name, COMPONENT: target.name}
    return selector(target)


def metadata(target: Target, component: Component, slot: SlotName | None = None) -> dict[str, str]:
    """Labels of an object: the team's, the project's identity, and the selector."""
    return {
        **target.project.labels,
        **component.labels,
        **selector(target, slot),
        COMPONENT: target.name,
        PART_OF: target.project.name,
        "app.kubernetes.io/managed-by": "tidegate",
        "tidegate.dev/team": target.project.team,
    }


def annotations(target: Target, component: Component, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Annotations of an object: the team's, then the tool's own."""
    return {**target.project.annotations, **component.annotations, **(more or {})}


def described(target: Target) -> dict[str, str]:
    """The description as an annotation of the object that stands for the component."""
    text = target.component.description or target.project.description
    return {"kubernetes.io/description": text} if text else {}
