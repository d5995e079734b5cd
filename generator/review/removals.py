"""What a change removes that needs consent, and whether `allowPrune` gives it (docs/output.md#prune-consent)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from generator.environment.environment import Environment
from generator.errors import Problem
from generator.generation import prune_consent, prune_plan, work
from generator.generation.prune_consent import Removal
from generator.generation.prune_plan import Removals
from generator.generation.removed_projects import RemovedProject
from generator.generation.results import ProjectResult, ProjectUpdate, RenderedFiles
from generator.releases import removal_check
from generator.releases.removal_check import Entries
from generator.review.rendering import RenderedSide
from generator.review.review import Prune
from generator.spec.project import Project
from generator.validation.project_check import CheckedProject

OPTION = "run generate or publish with --allow-prune"
"""`diff` has no option that consents."""


class Removed(NamedTuple):
    """What needs consent, and refusals and warnings about it."""

    prunes: tuple[Prune, ...] = ()
    problems: tuple[Problem, ...] = ()


def of_project(
    old: RenderedSide,
    new: RenderedSide,
    environments: Mapping[str, Environment],
    skipped: Collection[str],
    only: str | None = None,
) -> Removed:
    """The removals of a project that is still there, apart from `skipped` environments, which could not be compared."""
    checked = new.checked
    if checked is None or checked.project is None:
        return Removed()
    project = checked.project
    written = removal_check.entries(project, _project(old), environments)
    found = tuple(_removals(old, new, skipped))
    update = ProjectUpdate(
        ProjectResult(file=checked.file, team=project.team, project=project.name, consents=written.consents)
    )
    problems = [*prune_plan.refusals(Removals(found, ()), update, written.closed, option=OPTION)]
    problems += removal_check.outlived(written, found)
    if not skipped:  # else nobody knows what an entry would allow
        problems += prune_consent.unused(written.consents, found, only, written.closed)
    return Removed(tuple(_prunes(found, (project.team, project.name), written)), tuple(problems))


def of_gone(old: RenderedSide, file: str, renamed: CheckedProject | None, skipped: Collection[str]) -> Removed:
    """The removals of a project whose file is gone, or holds another project now (`renamed`); no entry consents to them."""
    before = _project(old)
    if before is None:
        return Removed()
    found = tuple(_removals(old, RenderedSide(), skipped))
    gone = RemovedProject(file, before.team, before.name)
    result = ProjectResult(file=file) if renamed is None else _result(renamed)
    update = ProjectUpdate(result, (gone,), present=renamed is not None)
    refusals = prune_plan.refusals(Removals((), tuple((each, gone) for each in found)), update, (), option=OPTION)
    return Removed(tuple(_prunes(found, gone.key, Entries((), (), ()))), tuple(refusals))


def _project(side: RenderedSide) -> Project | None:
    return side.checked.project if side.checked is not None else None


def _result(checked: CheckedProject) -> ProjectResult:
    return ProjectResult(file=checked.file, reservations=checked.reservations)


def _removals(old: RenderedSide, new: RenderedSide, skipped: Collection[str]) -> Iterator[Removal]:
    now = {each.file for state in new.states.values() for each in state.objects}
    names = [
        name
        for name, state in old.states.items()
        if name not in skipped and not now.issuperset(each.file for each in state.objects)
    ]
    if names:
        yield from removal_check.removals(_files(new, names), _files(old, names))


def _files(side: RenderedSide, names: Iterable[str]) -> RenderedFiles:
    if side.checked is None:
        return RenderedFiles({})
    return work.files(side.checked, tuple(side.overlays[name] for name in names if name in side.overlays))


def _prunes(found: Iterable[Removal], key: tuple[str, str], written: Entries) -> Iterator[Prune]:
    for removal in found:
        consent = written.allowing(removal)
        yield Prune((*key, removal.environment), removal.path, removal.component, consent.text if consent else None)
