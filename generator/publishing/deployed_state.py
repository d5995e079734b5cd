"""What a GitOps repository holds of a project that is to be published: positions of its releases, and what is in its way."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from generator.engines.drafting import POSITION_ANNOTATION
from generator.errors import Mark, NotReadyError, Problem, Severity
from generator.files.gitops_index import Store
from generator.generation.results import ProjectResult
from generator.kubernetes import object_kinds
from generator.kubernetes.object_kind import ObjectKind
from generator.manifest import gitops_paths, yaml_reader
from generator.manifest.gitops_paths import ObjectFile, OverlayFile, OverlayFolder
from generator.release import refused_changes, snapshot
from generator.release.snapshot import Snapshot
from generator.spec import naming
from generator.spec.release import Release

STRATEGIES = ("rolling", "blue-green", "canary")


def jumps(result: ProjectResult, store: Store) -> Iterator[Problem]:
    """A refusal for each component whose position is more than one transition from the one that the repository holds."""
    if result.positions is None:
        return
    for (environment, component), after in result.positions.snapshots.items():
        before = _before(result, environment, component, after, store)
        for refused in refused_changes.judge(before, after):
            mark, where = (
                result.positions.marks[environment, component],
                f"environments.{environment}.releases.{component}",
            )
            fact = f"{refused.fact} (compared with what the repository holds)"
            yield Problem(mark=mark, where=where, fact=fact, hint=refused.hint, code="jump", severity=Severity.REFUSAL)


def removals(result: ProjectResult, stale: Sequence[str], store: Store) -> Iterator[Problem]:
    """A refusal for each component that the removal of these files would remove while its release is on the way."""
    marks = result.positions.marks if result.positions is not None else {}
    kept = {key for path in result.tree if (key := _carrier(path))}
    for path in stale:
        carrier = _carrier(path)
        if carrier is None or carrier in kept:
            continue
        overlay, file = carrier
        release = _release(store.read(path), object_kinds.of(file.kind))
        if release is not None and release.in_progress:
            component = file.object.removeprefix(f"{overlay.project}-")
            fact = "it is taken away while a release is on its way (compared with what the repository holds)"
            yield Problem(
                mark=marks.get((overlay.environment, ""), Mark(result.file, 1, 1)),
                where=f"environments.{overlay.environment}.releases.{component}",
                fact=fact,
                hint="finish or abort the release first",
                code="jump",
                severity=Severity.REFUSAL,
            )


def _carrier(path: str) -> tuple[OverlayFolder, ObjectFile] | None:
    """The overlay and the name of a file whose kind of object may carry a position; None for any other file."""
    place, file = gitops_paths.parse(path), gitops_paths.parse_object_file(path)
    row = object_kinds.TABLE.get(file.kind) if file is not None else None
    if isinstance(place, OverlayFile) and file is not None and row is not None and row.position:
        return place.overlay, file
    return None


def _before(result: ProjectResult, environment: str, component: str, after: Snapshot, store: Store) -> Snapshot | None:
    base = naming.base(result.project, component)
    for strategy in STRATEGIES:
        folder = f"{gitops_paths.overlay(result.team, result.project, environment)}/{strategy}"
        names = set(store.files(folder))
        for kind, row in object_kinds.TABLE.items():
            name = gitops_paths.object_file(base, kind)
            release = _release(store.read(f"{folder}/{name}"), row) if row.position and name in names else None
            if release is not None:
                return snapshot.deployed(after, _engine(base, names) or after.engine, strategy, release)
    return None


def _engine(base: str, names: Collection[str]) -> str:
    """The engine whose workload is among the files; empty where there is none."""
    if gitops_paths.object_file(base, "rollout") in names:
        return "argo-rollouts"
    if gitops_paths.object_file(base, "deployment") in names:
        return "flagger"
    slots = {gitops_paths.object_file(naming.slot(base, slot), "deployment") for slot in naming.SLOTS}
    return "native" if slots.intersection(names) else ""


def _release(text: str, row: ObjectKind) -> Release | None:
    """The position that an object of a kind carries: the main Service, or the Canary whose Services Flagger makes."""
    try:
        metadata: Any = yaml_reader.read(text)
        for part in row.position.split("."):
            metadata = metadata[part]
        return Release.parse(metadata["annotations"][POSITION_ANNOTATION])
    except (KeyError, TypeError, ValueError):
        return None


def check_folders(result: ProjectResult, store: Store) -> None:
    """NotReadyError where the repository holds a file in the place of a folder above the project's files."""
    wanted: set[str] = set()
    for path in result.tree:
        while path := path.rpartition("/")[0]:
            wanted.add(path)
    for folder in sorted(wanted):
        parent, _, name = folder.rpartition("/")
        if name in store.files(parent):
            raise NotReadyError(
                f"{folder}: is not a folder in the repository", hint="move this away, or publish to another repository"
            )
