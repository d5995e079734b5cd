"""The transitions of releases between two revisions, read from the position that the objects of a component carry."""

import posixpath
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, get_args

from generator.impact import state, workloads
from generator.impact.state import EnvironmentState, PlacedObject
from generator.kubernetes import labels, object_kinds
from generator.manifest.object_fields import value_at
from generator.manifest.object_template import KubernetesObject
from generator.release import legal_moves, operator_objects, snapshot
from generator.release.state_machine import MOVED_BY_COMMITS, Command, Mode, Refusal
from generator.spec.component import StrategyType
from generator.spec.release import Release

STRATEGIES = frozenset(get_args(StrategyType))
CONTROLLERS = {"rollout": "argo-rollouts", "canary": "flagger"}
"""The kinds of objects, in lower case, by which a controller moves the traffic."""


class Position(NamedTuple):
    """Where a release stands, by the object in `file`."""

    release: Release
    mode: Mode
    file: str = ""


class Transition(NamedTuple):
    """The positions of a component before and after, and the command between them: None if no single one leads there."""

    component: str
    mode: Mode
    before: Release
    after: Release
    command: Command | None


def between(before: EnvironmentState | None, after: EnvironmentState | None) -> tuple[Transition, ...]:
    """The releases that move from one position to another; those that change in place are none."""
    was, now = positions(before), positions(after)
    found = []
    for component, position in now.items():
        old = was.get(component)
        if old is None or old.release == position.release or not {old.mode, position.mode} <= {*MOVED_BY_COMMITS}:
            continue
        command = legal_moves.command_between(old.release, position.release, position.mode)
        single = None if isinstance(command, Refusal) else command
        found.append(Transition(component, position.mode, old.release, position.release, single))
    return tuple(found)


def positions(side: EnvironmentState | None) -> dict[str, Position]:
    """The position of each component that has one."""
    placed: dict[str, list[PlacedObject]] = {}
    for each in side.objects if side is not None else ():
        placed.setdefault(state.owner(each.object)[0], []).append(each)
    found = {}
    for component, own in placed.items():
        for each in own:
            release = _release(each.object)
            if release is not None:
                moved_by = engine([other.object for other in own])
                mode = snapshot.mode_of(moved_by, strategy(each.file)) if moved_by else "in-place"
                found[component] = Position(release, mode, each.file)
    return found


def strategy(file: str) -> str:
    """The strategy, after which the folder of a component with a position is named; empty without one."""
    folder = posixpath.basename(posixpath.dirname(file))
    return folder if folder in STRATEGIES else ""


def engine(objects: Collection[KubernetesObject]) -> str:
    """The engine that moves the traffic of a component, by its objects; empty if there is none of its objects."""
    found = {state.identity(each)[0] for each in objects}
    for kind, by in CONTROLLERS.items():
        if kind in found:
            return by
    own = operator_objects.find(objects)
    if own is not None:
        return own.reader.engine(own.content)
    return "native" if any(state.owner(each)[1] for each in objects) else ""


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
