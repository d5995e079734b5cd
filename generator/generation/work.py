"""What a run does with one project: judge it and, where it is good and wanted, render it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.errors import InputError, Mark, NotReadyError
from generator.files import reading
from generator.generation import conflicts
from generator.generation.result import Order, Result
from generator.manifest import gitops_paths
from generator.manifest.gitops_paths import EnvironmentFile
from generator.manifest.manifest import Overlay
from generator.resolve import project as projects
from generator.source import finding
from generator.spec import naming
from generator.spec.release import other
from generator.validation import project_check
from generator.validation.platform import Platform

# What only some runs need is imported where they need it: validate runs in editors and hooks, where a cold start counts.
if TYPE_CHECKING:
    from generator.release.snapshot import Snapshot


def work(path: str, platform: Platform, order: Order) -> Result:
    """Judge one project file and, where it is good and wanted, render it."""
    try:
        content = reading.read(path)
        return _known(path, content, platform, order) or _made(path, content, platform, order)
    except InputError as error:
        return Result(file=path, problems=list(error.problems))
    except NotReadyError as error:
        return Result(file=path, failure=error)


def _known(path: str, content: bytes, platform: Platform, order: Order) -> Result | None:
    if not order.into:
        return None
    from generator.generation import result_cache

    return result_cache.recall(path, content, platform, order.into)


def _made(path: str, content: bytes, platform: Platform, order: Order) -> Result:
    judged = project_check.of(content, path, platform)
    overlays: list[Overlay] = []
    if not judged.bad and (order.render or order.stream or project_check.patched(judged)):
        overlays = project_check.overlays(judged, platform, order.only)
    result = Result(file=path, problems=judged.problems, claims=conflicts.claims(judged))
    if judged.project is not None:
        result.team, result.project = judged.project.team, judged.project.name
    if not judged.bad:
        _fill(result, judged, platform, order, overlays)
        if order.into and judged.project is not None:
            from generator.generation import result_cache

            result_cache.keep(result, content, judged.project.files, platform)
    return result


def _fill(
    result: Result, judged: project_check.Judged, platform: Platform, order: Order, overlays: Sequence[Overlay]
) -> None:
    """What is wanted of a good project."""
    result.emptied = frozenset(emptied(judged))
    if order.render:
        from generator.layout import tree

        result.tree = tree.files(*overlays)
    if order.positions:
        result.positions = positions(judged)
        environments = [] if judged.project is None else judged.project.environments
        keys = [*result.positions, *((name, "") for name in environments)]
        result.moves = {key: step(judged, *key) for key in keys}
    if order.stream:
        _stream(result, judged, platform, overlays)


def positions(judged: project_check.Judged) -> dict[tuple[str, str], "Snapshot"]:
    """A project's services by environment and name, as two revisions are compared by them."""
    from generator.release import snapshot

    return {
        (unit.target.environment.name, unit.target.name): snapshot.snapshot(unit.target, unit.drafts)
        for unit in judged.units
    }


def step(judged: project_check.Judged, environment: str, component: str) -> Mark:
    """Where a position is written: at its `step`, its entry or, without one, the environment."""
    project = judged.project
    if project is None or environment not in project.environments:
        return Mark(judged.file, 1, 1)
    entry = projects.release(project, environment, component)
    if entry is None:
        return project.environments[environment].key.mark
    return finding.at(entry.value, ("step",), mark=entry.key.mark)[1]


def emptied(judged: project_check.Judged) -> Iterator[EnvironmentFile]:
    """Workloads of slots that have no work: their removal is what a finished release wants."""
    for unit in judged.units:
        target = unit.target
        if target.component.service is not None and len(target.slots) == 1:
            name = naming.slot(target.base, other(target.release.slot))
            yield EnvironmentFile(target.environment.name, gitops_paths.object_file(name, "deployment"))


def _stream(result: Result, judged: project_check.Judged, platform: Platform, overlays: Sequence[Overlay]) -> None:
    from generator.layout import tree

    for overlay in overlays:
        version = platform.environments[overlay.environment].cluster.kubernetes
        result.streams[version] = result.streams.get(version, "") + "---\n" + tree.stream(overlay) + tree.entry(overlay)
        result.objects[version] = result.objects.get(version, 0) + len(overlay.manifests) + (overlay.entry is not None)
    for unit in judged.units:
        for draft in unit.drafts:
            result.places[(draft.kind, draft.name)] = (unit.target.key.mark, f"components.{unit.target.name}")
