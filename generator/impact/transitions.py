"""The transitions of releases between two revisions, read from the position that the objects of a component carry."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from generator.impact import state, workloads
from generator.impact.state import EnvironmentState
from generator.kubernetes import labels, object_kinds
from generator.manifest.object_fields import value_at
from generator.release import predictors, snapshot, state_machine
from generator.release.state_machine import Command, Mode, Refusal
from generator.spec.component import SIDE_BY_SIDE
from generator.spec.release import Release


class Position(NamedTuple):
    """Where a release stands, by the object in `file`. `slotted`: each version has a slot of its own, and Git moves the traffic."""

    release: Release
    slotted: bool
    file: str = ""
    mode: Mode = "slots"


class Transition(NamedTuple):
    """The positions of a component before and after, and the command between them: None if no single one leads there."""

    component: str
    before: Release
    after: Release
    command: Command | None


def between(before: EnvironmentState | None, after: EnvironmentState | None) -> tuple[Transition, ...]:
    """The releases that move from one position to another; those that change in place are none."""
    was, now = positions(before), positions(after)
    found = []
    for component, position in now.items():
        old = was.get(component)
        if old is None or not (old.slotted and position.slotted) or old.release == position.release:
            continue
        command = state_machine.command_between(old.release, position.release, position.mode)
        found.append(
            Transition(component, old.release, position.release, None if isinstance(command, Refusal) else command)
        )
    return tuple(found)


def positions(side: EnvironmentState | None) -> dict[str, Position]:
    """The position of each component that has one."""
    objects = side.objects if side is not None else ()
    native = {component for each in objects for component, slot in [state.owner(each.object)] if slot}
    served = {state.owner(each.object)[0]: _mode(each.object) for each in objects if _kind(each.object) == SERVED}
    found = {}
    for each in objects:
        release = _release(each.object)
        if release is not None:
            component, _ = state.owner(each.object)
            folders = {*each.file.split("/")[:-1]}
            found[component] = Position(
                release,
                component in {*native, *served} and not folders.isdisjoint(SIDE_BY_SIDE),
                each.file,
                served.get(component, "slots"),
            )
    return found


SERVED = "inferenceservice"


def _kind(content: Mapping[str, Any]) -> str:
    return str(content.get("kind", "")).lower()


def _mode(content: Mapping[str, Any]) -> Mode:
    """The mode of the releases of an InferenceService."""
    return snapshot.MODES[predictors.engine(content)]


def _release(content: Mapping[str, Any]) -> Release | None:
    row = object_kinds.TABLE.get(str(content.get("kind", "")).lower())
    if row is None or not row.position:
        return None
    annotations = workloads.mapping(value_at(content, (*row.position.split("."), "annotations")))
    if labels.POSITION not in annotations:
        return None
    try:
        return Release.parse(str(annotations[labels.POSITION]))
    except (KeyError, TypeError, ValueError):
        return None
