"""The release board: what every project runs where, where its releases stand, what waits, and what differs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from generator.environment.environment import Environment
from generator.errors import Problem
from generator.generation import work
from generator.git import last_change
from generator.git.last_change import LastChange
from generator.release import state_machine
from generator.releases import positions, promotion
from generator.review import parity
from generator.review.parity import ProjectParity
from generator.source import nodes
from generator.spec.release import Version
from generator.validation.environment_check import Unit
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject

Reason = Literal["release", "promotion", "consent"]
Key = tuple[str, str]
"""A component and an environment."""


class Place(NamedTuple):
    """Where a component runs. `slotted`: each version has a slot, and Git moves the traffic; `commands` may follow.

    `cluster` is empty if no cluster syncs it.
    """

    cluster: str
    namespace: str
    slotted: bool
    commands: tuple[str, ...] = ()


class Wait(NamedTuple):
    """What waits for a person: a release in progress, a version that another environment has already, or consent that stands.

    `since` is the last change of a release's position, None if it is not known or not committed. `version` and `source` are those
    of a promotion; `text` and `line` are those of an entry of `allowPrune`.
    """

    reason: Reason
    environment: str = ""
    component: str = ""
    since: LastChange | None = None
    version: Version | None = None
    source: str = ""
    text: str = ""
    line: int = 0


class BoardProject(NamedTuple):
    """A project: its components side by side, their places, what waits, and its problems.

    Of a project with problems only what is sound is shown. `parity` is None if it cannot be read at all.
    """

    file: str
    parity: ProjectParity | None
    places: Mapping[Key, Place]
    waits: tuple[Wait, ...] = ()
    problems: tuple[Problem, ...] = ()
    invalid: bool = False


class Board(NamedTuple):
    """All projects, ordered by team and name; `source` says what they were read from."""

    source: str
    projects: tuple[BoardProject, ...]

    @property
    def invalid(self) -> bool:
        """Whether a project has problems."""
        return any(each.invalid for each in self.projects)


def ordered(source: str, projects: Sequence[BoardProject]) -> Board:
    """A board; projects that cannot be read come first."""

    def key(each: BoardProject) -> tuple[str, str, str]:
        return (each.parity.team, each.parity.project, each.file) if each.parity is not None else ("", "", each.file)

    return Board(source, tuple(sorted(projects, key=key)))


def of(checked: CheckedProject, platform: Platform) -> BoardProject:
    """A project as its file says."""
    found = parity.of(checked, platform) or parity.sound(checked)
    units = {(unit.target.name, unit.target.environment.name): unit for unit in checked.units}
    return BoardProject(
        file=checked.file,
        parity=found,
        places={key: _place(unit, checked.file) for key, unit in units.items()},
        waits=tuple(_waits(checked, found, units, platform.environments)),
        problems=checked.problems,
        invalid=checked.invalid,
    )


def releases(found: ProjectParity, since: Callable[[str, str], LastChange | None]) -> Iterator[Wait]:
    """The releases that are in progress; `since` says when the position of a component in an environment changed."""
    for environment in found.environments:
        for each in found.components:
            cell = each.cells[environment]
            if cell is not None and cell.release.in_progress:
                yield Wait("release", environment, each.name, since=since(each.name, environment))


def _place(unit: Unit, file: str) -> Place:
    position = positions.position(unit, file)
    commands = state_machine.legal_commands(position.release, position.mode)
    cluster = unit.target.environment.cluster.name
    return Place(cluster, position.namespace, position.slotted, tuple(map(str, commands)))


def _waits(
    checked: CheckedProject,
    found: ProjectParity | None,
    units: Mapping[Key, Unit],
    environments: Mapping[str, Environment],
) -> Iterator[Wait]:
    if found is None or checked.project is None:
        return
    yield from releases(found, lambda component, environment: _since(checked, component, environment))
    for environment in found.environments:
        source = environments[environment].promotes_from if environment in environments else ""
        for name in checked.project.components if source else ():
            version = _promotable(units.get((name, source)), units.get((name, environment)))
            if version is not None:
                yield Wait("promotion", environment, name, version=version, source=source)
    for entry in work.consents(checked.project):
        yield Wait("consent", text=entry.text, line=entry.mark.line)


def _since(checked: CheckedProject, component: str, environment: str) -> LastChange | None:
    """The last change of the lines of an entry of `releases`."""
    parsed = checked.project.document if checked.project is not None else None
    node: nodes.Node | None = parsed.root if parsed is not None else None
    for key in ("environments", environment, "releases"):
        node = node.get(key) if isinstance(node, nodes.Mapping) else None
    entry = node.entries.get(component) if isinstance(node, nodes.Mapping) else None
    if parsed is None or entry is None:
        return None
    first = entry.key.mark.line
    last = first + parsed.text[entry.key.start : entry.value.end].rstrip().count("\n")
    return last_change.of_lines(checked.file, first, last)


def _promotable(source: Unit | None, unit: Unit | None) -> Version | None:
    """The version that is active in the environment before and neither active nor released in this one."""
    if source is None or unit is None:
        return None
    version, release = source.target.release.active, unit.target.release
    known = (release.active, release.candidate, release.previous)
    same = any(each is not None and promotion.is_same(each, version) for each in known)
    return None if same else version
