"""Process one project of a run: check it and, if it has no problems and the options ask for it, render it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from generator.errors import InputError, Mark, NotReadyError
from generator.files import reading
from generator.generation import callers
from generator.generation.prune_consent import Consent
from generator.generation.results import Component, Places, ProjectResult, ReleasePositions, RenderedFiles, RunOptions
from generator.kubernetes import workload
from generator.manifest import gitops_paths
from generator.manifest.gitops_paths import EnvironmentFile
from generator.manifest.manifest import Overlay
from generator.named_tuples import NamedTuple
from generator.resolve import project as projects
from generator.source import finding
from generator.spec import naming, templates
from generator.spec.project import Project
from generator.spec.release import other_slot
from generator.validation.platform import Platform

# What only some runs need is imported where they need it: validate runs in editors and hooks, where a cold start counts.
if TYPE_CHECKING:
    from generator.generation.result_cache import Cache
    from generator.release.snapshot import Snapshot
    from generator.source.document import NodePaths
    from generator.validation.project_check import CheckedProject
    from generator.validation.project_files import Beside


class Source(NamedTuple):
    """All that the work on a project reads: its file, and what lies beside it; None means that nobody has looked yet."""

    path: str
    content: bytes
    beside: "Beside | None" = None


def work(path: str, platform: Platform, options: RunOptions) -> ProjectResult:
    """Check one project file and, if it has no problems and the options ask for it, render it; errors are in the result."""
    found = look(path)
    return found if isinstance(found, ProjectResult) else process(found, platform, options)


def look(path: str, cache: "Cache | None" = None, *, beside: bool = False) -> Source | ProjectResult:
    """What is to be processed or, if nothing is, its result: that of an earlier run, or why the file cannot be read.

    With `beside`, all files are read now, so that another machine can process it.
    """
    try:
        content = reading.read(path)
        found = cache.load(path, content) if cache is not None else None
        if found is not None:
            return found
        if not beside:
            return Source(path, content)
        from generator.validation import project_files

        return Source(path, content, project_files.beside(content, path))
    except NotReadyError as error:
        return ProjectResult(file=path, failure=error)


def process(source: Source, platform: Platform, options: RunOptions) -> ProjectResult:
    """Check a project and, if it has no problems and the options ask for it, render it; errors are in the result.

    A pure function, unless nobody has looked beside the file.
    """
    try:
        return _process(source, platform, options)
    except InputError as error:
        return ProjectResult(file=source.path, problems=tuple(error.problems))
    except NotReadyError as error:
        return ProjectResult(file=source.path, failure=error)


def _process(source: Source, platform: Platform, options: RunOptions) -> ProjectResult:
    from generator.validation import project_check  # a run in which nothing has changed needs none of it

    checked = project_check.check(source.content, source.path, platform, beside=source.beside)
    overlays: tuple[Overlay, ...] = ()
    if not checked.invalid and (options.files or options.verify or project_check.has_patches(checked)):
        from generator.validation import project_render

        checked, overlays = project_render.render(checked, platform, options.environment)
    result = ProjectResult(
        file=source.path,
        problems=checked.problems,
        reservations=checked.reservations,
        demands=checked.demands,
    )
    if checked.project is None:
        return result
    result = result._replace(
        team=checked.project.team,
        project=checked.project.name,
        environments=tuple(checked.project.environments),
        links=tuple(callers.links(checked)),
        consents=tuple(consents(checked.project)),
        sources=_digests(checked.project.files),
    )
    return result if checked.invalid else _with_requested(result, checked, platform, options, overlays)


def _with_requested(
    result: ProjectResult,
    checked: "CheckedProject",
    platform: Platform,
    options: RunOptions,
    overlays: tuple[Overlay, ...],
) -> ProjectResult:
    """The result of a project without problems, with all that the options ask for."""
    if options.files:
        result = result._replace(files=files(checked, overlays))
    if options.positions:
        result = result._replace(positions=_positions(checked))
    if options.verify:
        from generator.generation import verification

        clusters = {name: each.cluster for name, each in platform.environments.items()}
        inputs = verification.of(overlays, checked.units, checked.file, clusters)
        result = result._replace(verification=inputs)
    return result


def _digests(files: Mapping[str, bytes]) -> Mapping[str, str]:
    if not files:
        return {}
    from generator.generation import fingerprints

    return {path: fingerprints.digest(content) for path, content in files.items()}


def consents(project: Project) -> Iterator[Consent]:
    """The entries of `allowPrune` in a project's file."""
    root = project.document.root
    if root is None:
        return
    for number, text in enumerate(project.allow_prune):
        _, mark = finding.locate(root, ("allowPrune", number), mark=Mark(project.document.file, 1, 1))
        name = text.partition("/")[2]
        template = project.templates.get(name)
        reason = templates.fact(name, template) if template is not None else ""
        yield Consent(text, f"allowPrune[{number}]", mark, reason)


def files(checked: "CheckedProject", overlays: tuple[Overlay, ...]) -> RenderedFiles:
    """The files of a project's overlays."""
    from generator.layout import tree

    return RenderedFiles(tree.files(*overlays), frozenset(_emptied(checked)))


def _positions(checked: "CheckedProject") -> ReleasePositions:
    snapshots_found = snapshots(checked)
    environments = [] if checked.project is None else checked.project.environments
    keys = [*snapshots_found, *((name, "") for name in environments)]
    return ReleasePositions(
        snapshots_found, {key: position_mark(checked, *key) for key in keys}, places(checked, snapshots_found)
    )


def places(checked: "CheckedProject", found: Mapping[Component, "Snapshot"]) -> Mapping[Component, Places]:
    """Where the components have the fields whose change may be refused, by path in the component."""
    from generator.release import refused_changes

    by_component: dict[Component, Places] = {}
    paths_by_file: dict[str, NodePaths] = {}
    for unit in checked.units:
        key = unit.target.environment.name, unit.target.name
        paths = tuple(refused_changes.paths(found[key]))
        findings = [workload.component_finding(unit.target, path, fact="", hint="", code="jump") for path in paths]
        documents = [unit.target.project.document, *unit.target.environment.documents]
        located = finding.problems(findings, documents, f"components.{unit.target.name}", paths_by_file)
        by_component[key] = {path: (each.mark, each.where) for path, each in zip(paths, located, strict=True)}
    return by_component


def snapshots(checked: "CheckedProject") -> Mapping[Component, "Snapshot"]:
    """A snapshot of each component, by environment and name, to compare two revisions of a project."""
    from generator.release import snapshot

    return {
        (unit.target.environment.name, unit.target.name): snapshot.snapshot(unit.target, unit.drafts)
        for unit in checked.units
    }


def position_mark(checked: "CheckedProject", environment: str, component: str) -> Mark:
    """Where a release's position is in the file: its `step`, else its entry, else the environment."""
    project = checked.project
    if project is None or environment not in project.environments:
        return Mark(checked.file, 1, 1)
    entry = projects.release(project, environment, component)
    if entry is None:
        return project.environments[environment].key.mark
    return finding.locate(entry.value, ("step",), mark=entry.key.mark)[1]


def _emptied(checked: "CheckedProject") -> Iterator[EnvironmentFile]:
    """The files of Deployments of empty slots: a finished release removes them, so this needs no permission."""
    for unit in checked.units:
        target = unit.target
        if target.component.slots and len(target.slots) == 1:
            name = naming.slot(target.base, other_slot(target.release.slot))
            yield EnvironmentFile(target.environment.name, gitops_paths.object_file(name, "deployment"))
