"""Render the objects of a checked project in each environment, with its patches applied."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from generator.environment.environment import Environment
from generator.errors import Problem
from generator.files import kubernetes_schemas
from generator.gitops import gitops
from generator.gitops.entry import Entry
from generator.manifest.manifest import Manifest, Overlay
from generator.render import overlay
from generator.resolve import target as targets
from generator.source import finding
from generator.spec.project import Project
from generator.validation.environment_check import Unit
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject

if TYPE_CHECKING:
    from generator.validate.quota import Demand


class RenderedProject(NamedTuple):
    """A project's overlays; `checked` also has the problems of its patches."""

    checked: CheckedProject
    overlays: tuple[Overlay, ...] = ()


def render(checked: CheckedProject, platform: Platform, only: str | None = None) -> RenderedProject:
    """The overlays of every environment, or of `only` one."""
    project = checked.project
    if project is None:
        return RenderedProject(checked)
    problems: list[Problem] = []
    overlays: list[Overlay] = []
    patched: list[Demand] = []
    for environment in _environments(project, platform, only):
        units = [unit for unit in checked.units if unit.target.environment is environment]
        manifests: list[Manifest] = []
        for unit in units:
            rendered = overlay.render_target(platform.templates, unit.target, unit.drafts, kubernetes_schemas.schema)
            prefix = f"environments.{environment.name}.components.{unit.target.name}"
            problems += finding.problems(rendered.findings, [project.document, *environment.documents], prefix)
            manifests += rendered.manifests
            patched += _patched_demand(unit, rendered.manifests)
        overlays.append(_overlay(project, environment, units, manifests, platform))
    checked = _with_demands(checked.with_problems(problems), platform, patched, only)
    return RenderedProject(checked, tuple(overlays))


def _patched_demand(unit: Unit, manifests: Sequence[Manifest]) -> "Iterator[Demand]":
    """What a component needs with its patches; nothing if it has none, or the platform no quota."""
    if unit.demand is not None and unit.target.component.patches:
        from generator.render import patched_demand  # few components have patches

        yield patched_demand.demand(unit.demand, manifests)


def _with_demands(
    checked: CheckedProject, platform: Platform, patched: "Sequence[Demand]", only: str | None
) -> CheckedProject:
    """The project with the demands that its patches make, and the refusals for them."""
    if not patched:
        return checked
    from generator.validate import quota

    changed = {(each.environment, each.component): each for each in patched}
    demands = tuple(changed.get((each.environment, each.component), each) for each in checked.demands)
    return checked.with_problems(quota.problems(platform.environments, demands, only))._replace(demands=demands)


def _environments(project: Project, platform: Platform, only: str | None) -> Iterator[Environment]:
    for name in project.environments:
        environment = platform.environments.get(name)
        if environment is not None and only in {None, name}:
            yield environment


def _overlay(
    project: Project,
    environment: Environment,
    units: Sequence[Unit],
    manifests: Sequence[Manifest],
    platform: Platform,
) -> Overlay:
    namespace = targets.namespace(project, environment)
    entry = Entry(
        team=project.team,
        project=project.name,
        environment=environment,
        namespace=namespace,
        target_drafts=[(unit.target, unit.drafts) for unit in units],
    )
    return Overlay(
        team=project.team,
        project=project.name,
        environment=environment.name,
        namespace=namespace,
        manifests=tuple(manifests),
        cluster=environment.cluster.name,
        entry=platform.templates.render(gitops.draft(entry)),
    )
