"""The release board of a GitOps repository, from its objects as they are committed, whoever wrote them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.errors import Problem
from generator.files.gitops_index import Store
from generator.generation import overlay_changes
from generator.git import last_change
from generator.git.last_change import LastChange
from generator.impact import deployed_snapshot, images, state, transitions, workloads
from generator.impact.overlay_reader import ReadOverlay
from generator.impact.state import EnvironmentState
from generator.impact.transitions import Position
from generator.impact.workloads import Workload
from generator.kubernetes import labels, object_kinds
from generator.manifest import gitops_paths, object_fields
from generator.manifest.gitops_paths import OverlayFolder
from generator.manifest.object_fields import value_at
from generator.manifest.object_template import KubernetesObject
from generator.release import operator_objects, state_machine
from generator.review import board, gitops_repository, parity
from generator.review.bases import SHORT
from generator.review.board import Board, BoardProject, Place
from generator.review.parity import Cell, ComponentParity, ProjectParity
from generator.spec.release import SLOTTED, Release, Version, other_slot

POSITION_LINES = r'"(active|candidate|previous|step|steps)":'
"""The lines of a position in the annotation of an object."""


class _Component(NamedTuple):
    """The kind of a component, its objects that have pods, in the order of their slots, and its position if it has one."""

    kind: str
    objects: Sequence[KubernetesObject]
    position: Position | None

    @property
    def slots(self) -> dict[str, KubernetesObject]:
        """Its objects by slot; the slot is empty for what has none."""
        return {state.owner(each)[1]: each for each in reversed(self.objects)}

    @property
    def active(self) -> KubernetesObject:
        """The object of the active version."""
        wanted = self.position.release.slot if self.position is not None else ""
        return self.slots.get(wanted, self.objects[0])


def read(folder: str) -> Board:
    """The board of the last commit of the repository in a folder.

    Raises UsageError if the folder is not there, NotReadyError if it is in no Git repository.
    """
    repository = gitops_repository.find(folder, "board reads its last commit")
    commit = repository.commit("HEAD")
    with repository.files(commit) as store:
        found = [_read(store, key, overlays) for key, overlays in _overlays(store).items()]
    paths = [f"{repository.prefix}{path}" for each in found for path in each.releases()]
    changes = last_change.of_files(repository.top, commit, paths, POSITION_LINES)
    changes = {path.removeprefix(repository.prefix): change for path, change in changes.items()}
    projects = [_project(each, changes) for each in found]
    return board.ordered(f"of a GitOps repository at {commit[:SHORT]}", projects)


class _Project(NamedTuple):
    """A project: its team and name, its overlays and their components, by environment."""

    key: tuple[str, str]
    overlays: Mapping[str, ReadOverlay]
    states: Mapping[str, EnvironmentState]
    components: Mapping[str, Mapping[str, _Component]]

    def releases(self) -> Iterator[str]:
        """The files with the positions of releases that are in progress."""
        for held in self.components.values():
            positions = (component.position for component in held.values())
            yield from (each.file for each in positions if each is not None and each.release.in_progress)


def _overlays(store: Store) -> Mapping[tuple[str, str], list[OverlayFolder]]:
    found: dict[tuple[str, str], list[OverlayFolder]] = {}
    for each in overlay_changes.deployed(store):
        found.setdefault((each.team, each.project), []).append(each)
    return found


def _read(store: Store, key: tuple[str, str], overlays: Sequence[OverlayFolder]) -> _Project:
    found = {each.environment: overlay_changes.read(store, each) for each in overlays}
    states = {name: each.state for name, each in found.items() if each.state is not None}
    return _Project(key, found, states, {name: _components(each) for name, each in states.items()})


def _project(found: _Project, changes: Mapping[str, LastChange]) -> BoardProject:
    states, components = found.states, found.components
    names = sorted({name for each in components.values() for name in each})
    sized = {name: workloads.find(placed.object for placed in each.objects) for name, each in states.items()}
    cells = [
        ComponentParity(
            name,
            {each: _cell(components[each][name], sized[each]) if name in components[each] else None for each in states},
        )
        for name in names
    ]
    side_by_side = ProjectParity(gitops_paths.project(*found.key), *found.key, tuple(states), tuple(cells))
    places = {
        (name, each): _place(states[each], component)
        for each, held in components.items()
        for name, component in held.items()
    }
    problems = tuple(_problems(found.overlays))

    def since(component: str, environment: str) -> LastChange | None:
        position = components[environment][component].position
        return changes.get(position.file) if position is not None else None

    waits = board.releases(side_by_side, since)
    return BoardProject(side_by_side.file, side_by_side, places, tuple(waits), problems, invalid=bool(problems))


def _problems(found: Mapping[str, ReadOverlay]) -> Iterator[Problem]:
    for each in found.values():
        yield from overlay_changes.problems(each)


def _components(side: EnvironmentState) -> dict[str, _Component]:
    positions = transitions.positions(side)
    found = {}
    for name, own in deployed_snapshot.objects(side).items():
        position = positions.get(name)
        objects = sorted(filter(workloads.has_pods, own.found.values()), key=state.owner)
        if objects:
            kind = deployed_snapshot.kind(own, position) or str(objects[0].get("kind")).lower()
            found[name] = _Component(kind, objects, position)
    return found


def _cell(component: _Component, sized: Mapping[tuple[str, str], Workload]) -> Cell:
    release, active = _release(component), component.active
    return Cell(
        image=release.active.image,
        model=release.active.model,
        strategy=deployed_snapshot.strategy(component.position) or component.kind,
        scale=_scale(active, sized),
        machine="",
        resources={} if parity.is_grouped(component.kind) else _requests(active),
        release=release,
    )


def _scale(active: KubernetesObject, sized: Mapping[tuple[str, str], Workload]) -> tuple[int, int] | None:
    """The bounds as a team writes them: those of a LeaderWorkerSet are of groups of pods."""
    if operator_objects.of(active) is not None:
        return next(((each.least, each.number) for each in workloads.run_pods(active)), None)
    workload = sized.get(state.identity(active))
    if workload is None:
        return None
    size = object_kinds.workload(workload.object).size(workload.object)
    return workload.scale.least // size, workload.scale.most // size


def _release(component: _Component) -> Release:
    """The position, with the versions that the pods of its slots have."""
    if component.position is None:
        return Release(_version(component.active, Version("")))
    release = component.position.release
    active: KubernetesObject | None = component.active
    other = component.slots.get(other_slot(release.slot))
    if component.position.mode == "revisions" and release.candidate is not None:
        active, other = None, active  # the only predictor is that of the newest revision
    return release._replace(
        active=_version(active, release.active),
        candidate=None if release.candidate is None else _version(other, release.candidate),
        previous=None if release.previous is None else _version(other, release.previous),
    )


def _version(content: KubernetesObject | None, written: Version) -> Version:
    """The version that pods run; the one that is written in the position if there are none."""
    if content is None:
        return written
    annotated = next((each for each in _models(content) if each is not None), None)
    image = _main(content).get("image") or next(images.beside_pods(content), ("", None))[1]
    settled = written.model and not written.image  # an inference whose team wrote a model alone
    return written._replace(
        image=written.image if image is None or settled else str(image),
        model="" if annotated is None else str(annotated),
    )


def _models(content: KubernetesObject) -> Iterator[Any]:
    operated = operator_objects.of(content)
    if operated is not None:
        yield operated.reader.model(operated.content)
    yield from map(_model, workloads.pods(content))


def _model(template: Any) -> Any:
    return value_at(template, ("metadata", "annotations", labels.MODEL))


def _main(content: KubernetesObject) -> Mapping[str, Any]:
    operated = operator_objects.of(content)
    if operated is not None:
        return operated.reader.server(operated.content)
    containers = list(object_fields.items(workloads.pod_spec(content), "containers"))
    named = [each for each in containers if each.get("name") == "main"]
    return (named or containers or [{}])[0]


def _requests(content: KubernetesObject) -> Mapping[str, str]:
    row = workloads.row_of(content)
    beside = value_at(content, tuple(row.resources.split("."))) if row is not None and row.resources else None
    resources = beside or _main(content).get("resources")
    found = workloads.mapping(value_at(resources, ("requests",)))
    return {str(name): str(amount) for name, amount in found.items()}


def _place(side: EnvironmentState, component: _Component) -> Place:
    position = component.position
    mode = position.mode if position is not None else "in-place"
    commands = state_machine.legal_commands(_release(component), mode)
    slotted = position is not None and transitions.engine(component.objects) in SLOTTED
    return Place(side.cluster, side.namespace, slotted, tuple(map(str, commands)))
