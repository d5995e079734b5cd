"""`status`: the position of every release of a project."""

from collections.abc import Sequence
from typing import NamedTuple

from generator.release import snapshot
from generator.release.state_machine import Mode
from generator.spec.release import SLOTTED, Release
from generator.validation.environment_check import Unit
from generator.validation.project_check import CheckedProject


class Pods(NamedTuple):
    """The pods of a workload: how many there should be, and how many are ready; None if it does not exist."""

    kind: str
    name: str
    slot: str
    ready: int = 0
    desired: int | None = None


class LiveState(NamedTuple):
    """What the cluster has of a component in an environment.

    `synced` says whether its position is that in Git, None if the component has no position in the cluster. `revision` is the
    commit that the GitOps tool applied last, in the words of the tool; empty if it is not known.
    """

    synced: bool | None
    revision: str
    pods: tuple[Pods, ...]


class Position(NamedTuple):
    """One component's position in one environment; `steps` are those that its next release would take.

    `project` is the name of the project, `file` its file.
    """

    file: str
    team: str
    project: str
    environment: str
    component: str
    strategy: str
    mode: Mode
    release: Release
    steps: tuple[int, ...] = ()
    workload: str = ""
    """The name of the object by which its controller knows it, and `namespace` where that is."""
    namespace: str = ""
    slotted: bool = False
    """Whether it runs on slots that are set in the project file; a strategy that changes in place has one such slot."""
    live: LiveState | None = None
    """What the cluster has of it, if that was asked."""


def positions(checked: CheckedProject, only: str | None = None) -> Sequence[Position]:
    """Every component's position, in every environment or in `only` one."""
    return [position(unit, checked.file) for unit in checked.units if only in {None, unit.target.environment.name}]


def position(unit: Unit, file: str) -> Position:
    """The position of one component in one environment."""
    target = unit.target
    service = target.component.service
    return Position(
        file=file,
        team=target.project.team,
        project=target.project.name,
        environment=target.environment.name,
        component=target.name,
        strategy=service.strategy.type if service is not None and target.component.slots else target.component.kind,
        mode=snapshot.mode(target),
        release=target.release,
        workload=target.base,
        namespace=target.namespace,
        steps=() if service is None else service.strategy.steps,
        slotted=target.component.slots and target.engine in SLOTTED,
    )
