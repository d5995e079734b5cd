"""Read the state of a project in the GitOps repository that it is published to, and find what must not be published over it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any, get_args

from generator.errors import Mark, NotReadyError, Problem, Severity
from generator.files.gitops_index import Store
from generator.generation.overlay_changes import TreeStore
from generator.generation.results import ProjectResult
from generator.kubernetes import labels, object_kinds
from generator.kubernetes.object_kind import ObjectKind
from generator.manifest import gitops_paths, yaml_reader
from generator.manifest.gitops_paths import ObjectFile, OverlayFile, OverlayFolder
from generator.publishing import deployed_component
from generator.release import edits, refused_changes, snapshot, state_machine
from generator.release.snapshot import Snapshot
from generator.release.state_machine import Command
from generator.spec import naming
from generator.spec.component import StrategyType
from generator.spec.release import Release

STRATEGIES = get_args(StrategyType)


def jumps(result: ProjectResult, store: Store) -> Iterator[Problem]:
    """A refusal for each component whose position is not at most one transition after that in the repository."""
    if result.positions is None:
        return
    rendered = TreeStore(result.tree)
    for (environment, component), drafted in result.positions.snapshots.items():
        base = naming.base(result.project, component)
        overlay = gitops_paths.overlay(result.team, result.project, environment)
        # Patches change objects, not what they are drafted from: both sides are read from the objects.
        after = deployed_component.read(rendered, overlay, base, drafted)
        after = replace(after, own_claims={**drafted.own_claims, **after.own_claims})
        before = deployed_component.read(store, overlay, base, _position(store, overlay, base, after) or after)
        for refused in refused_changes.judge(before, after):
            mark, where = result.positions.places[environment, component].get(
                refused.path,
                (result.positions.marks[environment, component], f"environments.{environment}.releases.{component}"),
            )
            fact = f"{refused.fact} (compared with what the repository holds)"
            yield Problem(mark=mark, where=where, fact=fact, hint=refused.hint, code="jump", severity=Severity.REFUSAL)


def moves(result: ProjectResult, store: Store) -> Iterator[str]:
    """What each release that goes on does, compared with the repository: a subject, and an indented line for each effect."""
    for (environment, component), after in result.positions.snapshots.items() if result.positions is not None else ():
        base = naming.base(result.project, component)
        before = _position(store, gitops_paths.overlay(result.team, result.project, environment), base, after)
        command = _command(before, after) if before is not None else None
        if before is None or command is None:
            continue
        change = edits.ReleaseChange(command, before.release, after.release, after.mode, {})
        subject = edits.subject(change, f"{result.project}/{component}", environment)
        yield "".join(f"{line}\n" for line in (subject, *(f"  {effect}" for effect in edits.effects(change, base))))


def _command(before: Snapshot, after: Snapshot) -> Command | None:
    """The release command that leads from one position to the other; None if they are equal or none does."""
    if after.mode != "slots":
        return Command.RELEASE if before.release.active != after.release.active else None
    command = state_machine.command_between(before.release, after.release)
    return command if isinstance(command, Command) else None


def removals(result: ProjectResult, stale: Sequence[str], store: Store) -> Iterator[Problem]:
    """A refusal for each component that the removal of `stale` files would remove while its release is under way."""
    marks = result.positions.marks if result.positions is not None else {}
    present = {key for path in result.tree if (key := _position_file(path))}
    for path in stale:
        position_file = _position_file(path)
        if position_file is None or position_file in present:
            continue
        overlay, file = position_file
        release = _release(store.read(path), object_kinds.of(file.kind))
        if release is not None and release.in_progress:
            component = file.object.removeprefix(f"{overlay.project}-")
            fact = "the component is removed while a release is under way (compared with what the repository holds)"
            yield Problem(
                mark=marks.get((overlay.environment, ""), Mark(result.file, 1, 1)),
                where=f"environments.{overlay.environment}.releases.{component}",
                fact=fact,
                hint="finish or abort the release first",
                code="jump",
                severity=Severity.REFUSAL,
            )


def _position_file(path: str) -> tuple[OverlayFolder, ObjectFile] | None:
    """The overlay and file of an object whose kind has the position of a release in an annotation; None for other files."""
    parsed, file = gitops_paths.parse(path), gitops_paths.parse_object_file(path)
    row = object_kinds.TABLE.get(file.kind) if file is not None else None
    if isinstance(parsed, OverlayFile) and file is not None and row is not None and row.position:
        return parsed.overlay, file
    return None


def _position(store: Store, overlay: str, base: str, after: Snapshot) -> Snapshot | None:
    """The deployed engine, strategy and position of a component; None if it is not there, or of a kind without them."""
    for strategy in STRATEGIES:
        folder = f"{overlay}/{strategy}"
        names = set(store.files(folder))
        for kind, row in object_kinds.TABLE.items():
            name = gitops_paths.object_file(base, kind)
            release = _release(store.read(f"{folder}/{name}"), row) if row.position and name in names else None
            if release is not None:
                return snapshot.deployed(after, _engine(base, names) or after.engine, strategy, release)
    return None


def _engine(base: str, names: Collection[str]) -> str:
    """The engine whose workload is among the files; empty if there is none."""
    if gitops_paths.object_file(base, "rollout") in names:
        return "argo-rollouts"
    if gitops_paths.object_file(base, "deployment") in names:
        # With `recreate` Argo Rollouts' service is a Deployment, too; its preview Service tells them apart.
        preview = gitops_paths.object_file(naming.preview(base), "service")
        return "argo-rollouts" if preview in names else "flagger"
    slots = {gitops_paths.object_file(naming.slot(base, slot), "deployment") for slot in naming.SLOTS}
    return "native" if slots.intersection(names) else ""


def _release(text: str, row: ObjectKind) -> Release | None:
    """The position that an object of a kind carries: the main Service, or the Canary whose Services Flagger makes."""
    try:
        metadata: Any = yaml_reader.read(text)
        for part in row.position.split("."):
            metadata = metadata[part]
        return Release.parse(metadata["annotations"][labels.POSITION])
    except (KeyError, TypeError, ValueError):
        return None


def check_folders(result: ProjectResult, store: Store) -> None:
    """Raise NotReadyError if the repository has a file at the path of a folder that the project's files need."""
    folders: set[str] = set()
    for path in result.tree:
        while path := path.rpartition("/")[0]:
            folders.add(path)
    for folder in sorted(folders):
        parent, _, name = folder.rpartition("/")
        if name in store.files(parent):
            raise NotReadyError(
                f"{folder}: is not a folder in the repository", hint="move this away, or publish to another repository"
            )
