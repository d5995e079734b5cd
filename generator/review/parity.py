"""`parity`: what differs between the environments of a project, and whether the team or the platform makes it differ."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from generator.components.kinds import KINDS
from generator.errors import Mark
from generator.releases import positions
from generator.spec import machine as spec_machine
from generator.spec.component import Scale
from generator.spec.release import Release
from generator.validation import explained_rows
from generator.validation.environment_check import Unit
from generator.validation.explained_rows import Row
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject

Origin = Literal["team", "platform", "default"]


class Cell(NamedTuple):
    """What a component is in one environment; `machine` is the name of one, `resources` the requests of its main container."""

    image: str
    model: str
    strategy: str
    scale: tuple[int, int] | None
    machine: str
    resources: Mapping[str, str]
    release: Release


class Field(NamedTuple):
    """A field that is not the same everywhere; an environment without a value is not in `values`. `origins` set the values."""

    name: str
    values: Mapping[str, object]
    origins: tuple[Origin, ...]


class ComponentParity(NamedTuple):
    """A component: its cells by environment (None where it is left out), and the fields that differ."""

    name: str
    cells: Mapping[str, Cell | None]
    fields: tuple[Field, ...] = ()

    @property
    def present(self) -> tuple[str, ...]:
        """The environments that have it."""
        return tuple(name for name, cell in self.cells.items() if cell is not None)

    @property
    def differing(self) -> tuple[str, ...]:
        """The columns whose cells are not all equal; of a component that is left out somewhere, those of the others count."""
        present = [cell for cell in self.cells.values() if cell is not None]
        return tuple(
            name for name in Cell._fields if any(getattr(each, name) != getattr(present[0], name) for each in present)
        )

    @property
    def is_everywhere(self) -> bool:
        """Whether no environment leaves it out."""
        return None not in self.cells.values()


class ProjectParity(NamedTuple):
    """The components of a project, in the order of its file, in environments in the order of promotion.

    `missing` are those that were named and that the project does not run in.
    """

    file: str
    team: str
    project: str
    environments: tuple[str, ...]
    components: tuple[ComponentParity, ...]
    missing: tuple[str, ...] = ()


def of(checked: CheckedProject, platform: Platform, only: Sequence[str] = ()) -> ProjectParity | None:
    """A project in all of its environments, or in `only` some; None if it has problems."""
    project, found = checked.project, sound(checked, only)
    if project is None or found is None or checked.invalid:
        return None
    secrets = frozenset(problem.mark for problem in checked.problems if problem.code == "secret")
    values = _values(
        [row for each in found.environments for row in explained_rows.rows(project, platform, each, secrets=secrets)]
    )
    components = (
        component._replace(fields=tuple(_fields(values.get(component.name, {}), component.present, checked.file)))
        for component in found.components
    )
    missing = tuple(dict.fromkeys(name for name in only if name not in found.environments))
    return found._replace(components=tuple(components), missing=missing)


def sound(checked: CheckedProject, only: Sequence[str] = ()) -> ProjectParity | None:
    """The cells of those components that have no problems, without fields; None if the project cannot be read."""
    project = checked.project
    if project is None:
        return None
    environments = tuple(name for name in project.environments if not only or name in only)
    cells = {(unit.target.name, unit.target.environment.name): _cell(unit, checked.file) for unit in checked.units}
    components = (
        ComponentParity(name, {each: cells.get((name, each)) for each in environments})
        for name in project.components
        if any((name, each) in cells for each in environments)
    )
    return ProjectParity(checked.file, project.team, project.name, environments, tuple(components))


def _cell(unit: Unit, file: str) -> Cell:
    target = unit.target
    component, position = target.component, positions.position(unit, file)
    service = component.service
    return Cell(
        image=target.release.active.image,
        model=target.release.active.model,
        strategy=position.strategy,
        scale=_bounds(service.scale) if service is not None else None,
        machine=spec_machine.name_in(target.node),
        resources={} if is_grouped(component.kind) else dict(component.resources.requests),
        release=position.release,
    )


def is_grouped(kind: str) -> bool:
    """Whether the pods of a kind have no common size: each of their groups has its own."""
    return kind in KINDS and bool(KINDS[kind].GROUPS)


def _bounds(scale: Scale) -> tuple[int, int]:
    return scale.min, scale.max


Values = Mapping[str, Mapping[str, Row]]
"""Rows by field of a component, and by environment."""


def _values(rows: Sequence[Row]) -> Mapping[str, Values]:
    """The values of the active version of each component; what only another slot has belongs to its release."""
    found: dict[str, dict[str, dict[str, Row]]] = {}
    for row in rows:
        component, _, field = row.field.removeprefix("components.").partition(".")
        if " (" not in component:
            found.setdefault(component, {}).setdefault(field, {})[row.environment] = row
    return found


def _fields(values: Values, environments: Sequence[str], file: str) -> Iterator[Field]:
    """The fields that differ between the environments that have the component."""
    for field, by_environment in values.items():
        shown = {each: by_environment[each].value for each in environments if each in by_environment}
        texts = [repr(shown[each]) if each in shown else None for each in environments]
        if len({*texts}) > 1:
            marks = [row.mark for row in by_environment.values()]
            yield Field(field, shown, tuple(dict.fromkeys(_origin(mark, file) for mark in marks)))


def _origin(mark: Mark, file: str) -> Origin:
    if not mark.line:
        return "default"
    return "team" if mark.file == file else "platform"
