"""Read the state of a project in the GitOps repository that it is published to, and find what must not be published over it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, get_args

from generator.errors import Mark, NotReadyError, Problem, Severity
from generator.files.gitops_index import Store
from generator.generation.overlay_changes import TreeStore
from generator.generation.results import ProjectResult, ReleasePositions
from generator.kubernetes import labels, object_kinds
from generator.kubernetes.object_kind import ObjectKind
from generator.manifest import gitops_paths, yaml_reader
from generator.manifest.gitops_paths import ObjectFile, OverlayFile, OverlayFolder
from generator.manifest.object_fields import BROKEN
from generator.publishing import deployed_component
from generator.release import edits, legal_moves, refused_changes, snapshot, state_machine
from generator.release.operator_objects import READERS
from generator.release.snapshot import Snapshot
from generator.release.state_machine import Command, Refusal
from generator.spec import naming
from generator.spec.component import StrategyType
from generator.spec.release import Release

STRATEGIES = get_args(StrategyType)


Key = tuple[str, str]
"""An environment and a component."""


class Deployed(NamedTuple):
    """The engine (empty if unknown), strategy and position of a component in the repository."""

    engine: str
    strategy: str
    release: Release


class DeployedState:
    """The state of one project in the repository, read once, of the overlays that would change.

    An overlay whose files stay as they are has the same position as before, and one that is not there has none.
    """

    def __init__(self, result: ProjectResult, store: Store, touched: Collection[OverlayFolder]) -> None:
        self._result = result
        self._store = store
        self._positions = result.positions or ReleasePositions({}, {}, {})
        overlays = {
            each.environment: each.path
            for each in touched
            if (each.team, each.project) == (result.team, result.project) and store.folders(each.path)
        }
        self._drafted = {key: after for key, after in self._positions.snapshots.items() if key[0] in overlays}
        self._overlays = overlays
        self._deployed = {key: _deployed(store, overlays[key[0]], self._base(key)) for key in self._drafted}

    def _base(self, key: Key) -> str:
        return naming.base(self._result.project, key[1])

    def jumps(self) -> Iterator[Problem]:
        """A refusal for each component whose position is not at most one transition after that in the repository."""
        rendered = TreeStore(self._result.tree)
        for key, drafted in self._drafted.items():
            base, overlay = self._base(key), self._overlays[key[0]]
            # Patches change objects, not what they are drafted from: both sides are read from the objects.
            after = deployed_component.read(rendered, overlay, base, drafted)
            after = replace(after, own_claims={**drafted.own_claims, **after.own_claims})
            before = deployed_component.read(self._store, overlay, base, _snapshot(self._deployed[key], after))
            for refused in refused_changes.judge(before, after):
                yield self._refusal(key, refused)

    def _refusal(self, key: Key, refused: Refusal) -> Problem:
        positions, where = self._positions, "environments.{}.releases.{}".format(*key)
        mark, where = positions.places[key].get(refused.path, (positions.marks[key], where))
        fact = f"{refused.fact} (compared with what the repository holds)"
        return Problem(mark=mark, where=where, fact=fact, hint=refused.hint, code="jump", severity=Severity.REFUSAL)

    def moves(self) -> Iterator[str]:
        """What each release that goes on does: a subject, and an indented line for each effect."""
        for (environment, component), after in self._drafted.items():
            deployed = self._deployed[environment, component]
            command = _command(deployed.release, after) if deployed is not None else None
            if deployed is None or command is None:
                continue
            change = edits.ReleaseChange(command, deployed.release, after.release, after.mode, {})
            subject = edits.subject(change, f"{self._result.project}/{component}", environment)
            effects = edits.effects(change, self._base((environment, component)))
            yield "".join(f"{line}\n" for line in (subject, *(f"  {effect}" for effect in effects)))


def _snapshot(deployed: Deployed | None, after: Snapshot) -> Snapshot:
    """A snapshot with the position that is deployed; `after` itself if there is none."""
    if deployed is None:
        return after
    return snapshot.deployed(after, deployed.engine or after.engine, deployed.strategy, deployed.release)


def _command(before: Release, after: Snapshot) -> Command | None:
    """The release command that leads from one position to the other; None if they are equal or none does."""
    if after.mode not in state_machine.MOVED_BY_COMMITS:
        return Command.RELEASE if before.active != after.release.active else None
    command = legal_moves.command_between(before, after.release, after.mode)
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


def _deployed(store: Store, overlay: str, base: str) -> Deployed | None:
    """The deployed engine, strategy and position of a component; None if it is not there, or of a kind without them."""
    files = [(gitops_paths.object_file(base, kind), row) for kind, row in object_kinds.TABLE.items() if row.position]
    for strategy in STRATEGIES:
        folder = f"{overlay}/{strategy}"
        names = set(store.files(folder))
        for name, row in files:
            release = _release(store.read(f"{folder}/{name}"), row) if name in names else None
            if release is not None:
                operated = {kind: gitops_paths.object_file(base, kind) for kind in READERS}
                kind = next((kind for kind, file in operated.items() if file in names), "")
                engine = _operated_by(kind, store.read(f"{folder}/{operated[kind]}")) if kind else _engine(base, names)
                return Deployed(engine, strategy, release)
    return None


def _operated_by(kind: str, text: str) -> str:
    """The engine of an operator's object; empty if its file cannot be read."""
    try:
        return READERS[kind].engine(yaml_reader.read(text))
    except BROKEN:
        return ""


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
