"""The environments of a project on one side of a review, rendered in memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.components.kinds import KINDS
from generator.environment.environment import Environment
from generator.errors import Problem, Severity, unique
from generator.impact.state import EnvironmentState, Owner, PlacedObject
from generator.manifest.manifest import Overlay
from generator.resolve import target as targets
from generator.source import nodes
from generator.spec import machine
from generator.spec.project import Project
from generator.validation import project_render
from generator.validation.environment_check import Unit
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject


class RenderedSide(NamedTuple):
    """The environments of a project that could be rendered, and the names of those that could not."""

    checked: CheckedProject | None = None
    states: Mapping[str, EnvironmentState] = {}
    broken: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    overlays: Mapping[str, Overlay] = {}

    @property
    def is_unknown(self) -> bool:
        """Whether nothing of the project could be read, not even where it goes."""
        return self.checked is not None and self.checked.project is None


def render(checked: CheckedProject, platform: Platform, only: str | None) -> RenderedSide:
    """Render every environment, or `only` one, in which all components are valid."""
    project = checked.project
    if project is None:
        return RenderedSide(checked, problems=_serious(checked.problems))
    states: dict[str, EnvironmentState] = {}
    overlays: dict[str, Overlay] = {}
    broken: list[str] = []
    problems = list(checked.problems)
    for name in project.environments:
        if only not in {None, name}:
            continue
        environment = platform.environments.get(name)
        if environment is None or not _is_whole(checked, project, environment):
            broken.append(name)
            continue
        rendered = project_render.render(checked, platform, name)
        found = rendered.checked.problems[len(checked.problems) :]
        problems += found
        if any(each.severity is Severity.ERROR for each in found):
            broken.append(name)
        else:
            units = [unit for unit in checked.units if unit.target.environment is environment]
            overlays[name] = rendered.overlays[0]
            states[name] = _state(overlays[name], _costs(units, environment))
    return RenderedSide(checked, states, tuple(broken), _serious(unique(problems)), overlays)


def _serious(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(each for each in problems if each.severity is not Severity.WARNING)


def _is_whole(checked: CheckedProject, project: Project, environment: Environment) -> bool:
    """Whether every component of an environment is valid."""
    valid = {unit.target.name for unit in checked.units if unit.target.environment is environment}
    return valid.issuperset(targets.components(project, environment))


def _state(overlay: Overlay, costs: Mapping[Owner, Sequence[float | None]] | None) -> EnvironmentState:
    objects = [PlacedObject(each.object, f"{overlay.folder}/{each.path}") for each in overlay.manifests]
    if overlay.entry is not None:
        objects.append(PlacedObject(overlay.entry.object, overlay.entry_path))
    return EnvironmentState(
        key=(overlay.team, overlay.project, overlay.environment),
        cluster=overlay.cluster,
        namespace=overlay.namespace,
        objects=objects,
        costs=costs,
    )


def _costs(units: list[Unit], environment: Environment) -> Mapping[Owner, Sequence[float | None]] | None:
    """What a pod of each component and slot costs in an hour; None if the platform's machines have no prices."""
    if all(each.hourly_cost is None for each in environment.machines.values()):
        return None
    found: dict[Owner, Sequence[float | None]] = {}
    for unit in units:
        groups = KINDS[unit.target.component.kind].GROUPS
        found[unit.target.name, ""] = list(_prices(unit.target.node, groups, environment))
        for slot, component in unit.target.slot_nodes.items():
            found[unit.target.name, slot] = list(_prices(component, groups, environment))
    return found


def _prices(component: nodes.Mapping, groups: Iterable[str], environment: Environment) -> Iterator[float | None]:
    """The price of each group of pods, and last of the pods that are of no group; of steps the one that all of them have."""
    data = _data(component)
    found = [_price(each, environment) for each in (*machine.groups(data, groups), data)]
    if machine.STEPS in data:  # the most that run at the same time are not told apart
        found = [found[0] if len({*found[:-1]}) == 1 else None]
    yield from found


def _price(pods: Mapping[str, Any], environment: Environment) -> float | None:
    found = environment.machines.get(machine.name(pods))
    return None if found is None else found.hourly_cost


def _data(node: nodes.Node) -> Any:
    """A node as plain data; of scalars the text."""
    if isinstance(node, nodes.Mapping):
        return {key: _data(entry.value) for key, entry in node.entries.items()}
    return node.text if isinstance(node, nodes.Scalar) else None
