"""Render the objects of a checked project in each environment, with its patches applied."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

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
from generator.validate import policy
from generator.validation.environment_check import Unit
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject


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
    for environment in _environments(project, platform, only):
        units = [unit for unit in checked.units if unit.target.environment is environment]
        manifests: list[Manifest] = []
        demands: list[policy.Demand] = []
        for unit in units:
            rendered = overlay.render_target(platform.templates, unit.target, unit.drafts, kubernetes_schemas.schema)
            prefix = f"environments.{environment.name}.components.{unit.target.name}"
            problems += finding.problems(rendered.findings, [project.document, *environment.documents], prefix)
            manifests += rendered.manifests
            demands += _demand(unit, rendered.manifests)
        if any(unit.target.component.patches for unit in units):
            problems += _quota(checked, environment, demands)
        overlays.append(_overlay(project, environment, units, manifests, platform))
    return RenderedProject(checked.with_problems(problems), tuple(overlays))


def _demand(unit: Unit, manifests: Sequence[Manifest]) -> Iterator[policy.Demand]:
    """What a component needs with its patches; nothing if the environment has no quota."""
    if unit.demand is not None and unit.target.component.patches:
        from generator.render import patched_demand  # few components have patches

        yield patched_demand.demand(unit.demand, manifests)
    elif unit.demand is not None:
        yield unit.demand


def _quota(checked: CheckedProject, environment: Environment, demands: Sequence[policy.Demand]) -> Iterable[Problem]:
    """What the patches make exceed the quota, unless the components do so without them."""
    project = checked.project
    if project is None:
        return ()
    key = project.environments[environment.name].key
    if any(problem.code == "quota" and problem.mark == key.mark for problem in checked.problems):
        return ()
    return finding.problems(list(policy.quota(environment, key, demands)), [project.document, *environment.documents])


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
