"""What a release command writes: edits of one entry of `releases` in `ml-project.yaml`, and the text of its commit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.release.state_machine import MOVED_BY_COMMITS, Command, Mode
from generator.source import nodes
from generator.source.splice import Drop, Put, Source, Value
from generator.spec import image
from generator.spec.release import FULL_SHARE, Release, Version, other_slot

SHORT_DIGEST = 12


class EntryNodes(NamedTuple):
    """The nodes that an edit starts from: the entry of `releases` (None if missing), and the component's own image and model.

    `file` is the file that is edited. `has_slot` says whether `active` needs a `slot`: for services on the native engine.
    """

    entry: nodes.Mapping | None
    image: nodes.Scalar | None
    model: nodes.Scalar | None
    file: str
    has_slot: bool


class ReleaseChange(NamedTuple):
    """A legal command with the positions before and after it. `overrides` is the `with` that `--set` gave."""

    command: Command
    before: Release
    after: Release
    mode: Mode
    overrides: Mapping[str, Any]


def operations(change: ReleaseChange, entry_nodes: EntryNodes, path: tuple[str, ...]) -> Sequence[Put | Drop]:
    """The edits of the entry at `path` that record the change."""
    return _of_revisions(change, entry_nodes, path) or _of_slots(change, entry_nodes, path)


def _of_slots(change: ReleaseChange, entry_nodes: EntryNodes, path: tuple[str, ...]) -> list[Put | Drop]:
    after = change.after
    match change.command:
        case Command.RELEASE if change.mode not in MOVED_BY_COMMITS:
            slot = {"slot": after.slot} if entry_nodes.has_slot else {}
            return [Put((*path, "active"), {**slot, **version_fields(after.active, change.overrides)})]
        case Command.RELEASE:
            return list(_start_release(after, entry_nodes, path, change.overrides))
        case Command.ADVANCE | Command.ABORT if after.candidate is not None:
            return [Put((*path, "step"), after.step)]
        case Command.ADVANCE | Command.ABORT:
            swap = _swap(entry_nodes, path, after, "candidate") if change.command is Command.ADVANCE else []
            return [*swap, Drop((*path, "candidate")), Drop((*path, "step"))]
        case Command.ROLLBACK:
            return _swap(entry_nodes, path, after, "previous")
        case Command.FINISH:
            return [Drop((*path, "previous"))]


def _of_revisions(change: ReleaseChange, entry_nodes: EntryNodes, path: tuple[str, ...]) -> list[Put | Drop]:
    """The edits that are others without slots: where a version that is gone from the cluster comes back as a candidate."""
    candidate, step = (*path, "candidate"), (*path, "step")
    if change.mode != "revisions":
        return []
    if change.command is Command.ABORT and change.after.returns:
        return [Put(candidate, _version_source(entry_nodes, "active")), Put(step, 0)]
    if change.command is Command.ADVANCE and change.before.returns:
        return [Drop(candidate), Drop(step)]
    if change.command is Command.ROLLBACK:
        previous = _version_source(entry_nodes, "previous")
        return [Drop((*path, "previous")), Put(candidate, previous), Put(step, 0)]
    return []


def _swap(entry_nodes: EntryNodes, path: tuple[str, ...], after: Release, role: str) -> list[Put | Drop]:
    """Make the version in `role` active and the active one previous, both copied verbatim from the file."""
    active, previous = _version_source(entry_nodes, role), _version_source(entry_nodes, "active")
    slot = {"slot": after.slot} if entry_nodes.has_slot else {}
    return [Put((*path, "active"), {**slot, **active}), Put((*path, "previous"), previous)]


def _start_release(
    after: Release, entry_nodes: EntryNodes, path: tuple[str, ...], overrides: Mapping[str, Any]
) -> Iterator[Put]:
    if entry_nodes.entry is None or "active" not in entry_nodes.entry.entries:
        active: dict[str, Value] = {"slot": after.slot} if entry_nodes.has_slot else {}
        for key, node in (("image", entry_nodes.image), ("model", entry_nodes.model)):
            if node is not None:
                active[key] = Source(node) if node.mark.file == entry_nodes.file else node.text
        yield Put((*path, "active"), active)
    if after.candidate is not None:
        steps: dict[str, Value] = {"steps": list(after.steps)} if after.steps else {}
        yield Put((*path, "candidate"), version_fields(after.candidate, {}) | steps | _with_field(overrides))
        yield Put((*path, "step"), 0)


def version_fields(version: Version, overrides: Mapping[str, Any]) -> dict[str, Value]:
    """The fields of a version in `ml-project.yaml`."""
    named = {"image": version.image, "model": version.model}
    return {**{key: text for key, text in named.items() if text}, **_with_field(overrides)}


def _with_field(overrides: Mapping[str, Any]) -> dict[str, Value]:
    return {"with": dict(overrides)} if overrides else {}


def _version_source(entry_nodes: EntryNodes, role: str) -> dict[str, Value]:
    """The fields of the version in a role, each with its source text."""
    version = entry_nodes.entry.get(role) if entry_nodes.entry is not None else None
    entries = version.entries if isinstance(version, nodes.Mapping) else {}
    return {key: Source(entry.value) for key, entry in entries.items() if key in {"image", "model", "with"}}


def short_version(version: Version) -> str:
    """The tag of a version's image, or the first 12 characters of its digest; without an image the end of its model's URI."""
    if not version.image:
        return version.model.rstrip("/").rpartition("/")[2] or version.model
    parsed = image.parse(version.image)
    return parsed.tag or parsed.digest.removeprefix("sha256:")[:SHORT_DIGEST] or version.image


def artefact(version: Version) -> str:
    """What a version is: its image, or its model where it has none."""
    return version.image or version.model


def subject(change: ReleaseChange, name: str, environment: str) -> str:
    """The first line of the commit: `release fraud/api 1.5.0 to production (step 0 of 3)`."""
    if change.mode == "revisions" and (change.before.returns or change.after.returns):
        return _subject_of_return(change, name, environment)
    after, candidate = change.after, change.after.candidate
    of = f" of {len(after.steps)}" if after.steps else ""
    if candidate is None:
        return _subject_without_candidate(change, name, environment)
    match change.command:
        case Command.RELEASE:
            return f"release {name} {short_version(candidate)} to {environment} (step 0{of})"
        case Command.ROLLBACK:
            return f"rollback {name} in {environment} to {short_version(candidate)} (step 0)"
        case Command.ABORT:
            return f"abort {name} {short_version(candidate)} in {environment} (back to step 0)"
        case _:
            return (
                f"advance {name} {short_version(candidate)} in {environment} to {after.share} % (step {after.step}{of})"
            )


def _subject_of_return(change: ReleaseChange, name: str, environment: str) -> str:
    active, given_up = short_version(change.after.active), change.before.candidate
    if change.command is Command.ABORT:
        return f"abort {name} {short_version(given_up) if given_up else ''} in {environment} (back to {active})"
    return f"advance {name} {active} in {environment}, which has come back"


def _subject_without_candidate(change: ReleaseChange, name: str, environment: str) -> str:
    active, removed = short_version(change.after.active), change.before.candidate
    match change.command:
        case Command.RELEASE:
            return f"release {name} {active} to {environment}"
        case Command.ADVANCE:
            return f"advance {name} {active} in {environment} to all of the traffic"
        case Command.ROLLBACK:
            return f"rollback {name} in {environment} to {active}"
        case Command.ABORT:
            tag, slot = short_version(removed) if removed else "", other_slot(change.after.slot)
            return f"abort {name} {tag} in {environment} (slot {slot} removed)"
        case Command.FINISH:
            return f"finish {name} {active} in {environment}"


def effects(change: ReleaseChange, base: str) -> Iterator[str]:
    """Yield a line for each effect that merging the commit has on pods and traffic."""
    after = change.after
    idle, busy = other_slot(after.slot), after.slot
    if change.mode == "in-place":
        yield f"{base} changes in place to {artefact(after.active)}."
        return
    if own := OWN_EFFECTS.get(change.mode):
        yield from own(change)
        return
    if change.mode != "slots":
        yield f"{change.mode} moves {base} to {artefact(after.active)}."
        return
    match change.command:
        case Command.RELEASE:
            started = artefact(after.candidate) if after.candidate is not None else ""
            yield f"Slot {idle} starts {started} and scales up before it gets traffic."
            yield f"Service {base}-preview reaches it. All of the traffic stays on slot {busy}; no slot scales down until finish."
        case Command.ADVANCE if after.candidate is not None:
            yield f"Slot {idle} gets {after.share} % of the traffic, slot {busy} keeps {FULL_SHARE - after.share} %."
            yield f"Slot {idle} scales up for the {after.next_share} % that come next."
        case Command.ADVANCE | Command.ROLLBACK:
            yield f"Slot {busy} gets all of the traffic at once; slot {idle} stays warm for a rollback."
        case Command.ABORT if after.candidate is not None:
            yield f"All of the traffic goes back to slot {busy}; slot {idle} stays warm without traffic."
        case Command.ABORT | Command.FINISH:
            yield f"Slot {idle}, which has no traffic, is removed; slot {busy} may scale down again."


COLD = "The version before is gone from the cluster: its pods start anew, and have no traffic until the next advance."


def _effects_on_revisions(change: ReleaseChange) -> Iterator[str]:
    """The effects where each change is another revision of Knative, and the version before is not kept."""
    after, active = change.after, artefact(change.after.active)
    match change.command:
        case Command.RELEASE if after.candidate is not None:
            yield f"A revision with {artefact(after.candidate)} starts. All of the traffic stays on {active}."
        case Command.ROLLBACK if after.candidate is not None:
            yield f"A revision with {artefact(after.candidate)} starts. All of the traffic stays on {active}."
            yield COLD
        case Command.ABORT if after.returns:
            yield f"A revision with {active} starts, and the candidate ends. All of the traffic stays where it is."
            yield COLD
        case Command.ABORT:
            yield f"All of the traffic goes back to {active}; the newest revision stays without traffic."
        case Command.ADVANCE if after.candidate is not None:
            yield f"The newest revision gets {after.share} % of the traffic, {active} keeps {FULL_SHARE - after.share} %."
        case Command.ADVANCE:
            yield f"The newest revision, with {active}, gets all of the traffic; the one before is not kept."
        case _:
            yield "Nothing changes in the cluster."


def _effects_on_predictors(change: ReleaseChange) -> Iterator[str]:
    """The effects where KServe runs each slot as a predictor, with a capacity of its own."""
    after = change.after
    idle, busy = other_slot(after.slot), after.slot
    match change.command:
        case Command.RELEASE if after.candidate is not None:
            yield f"Predictor {idle} starts {artefact(after.candidate)}. All of the traffic stays on predictor {busy}."
            yield CAPACITY.format(idle=idle, busy=busy)
        case Command.ADVANCE if after.candidate is not None:
            yield f"Predictor {idle} gets {after.share} % of the traffic, predictor {busy} keeps {FULL_SHARE - after.share} %."
        case Command.ADVANCE | Command.ROLLBACK:
            yield f"Predictor {busy} gets all of the traffic at once; predictor {idle} stays without traffic for a rollback."
            yield CAPACITY.format(idle=idle, busy=busy)
        case Command.ABORT if after.candidate is not None:
            yield f"All of the traffic goes back to predictor {busy}; predictor {idle} stays without traffic."
        case _:
            yield f"Predictor {idle}, which has no traffic, is removed."


CAPACITY = "KServe settles the capacity: {idle} has a fixed number of pods, and {busy} no less than its least number."
OWN_EFFECTS: Mapping[Mode, Callable[[ReleaseChange], Iterator[str]]] = {
    "predictors": _effects_on_predictors,
    "revisions": _effects_on_revisions,
}
"""The effects where an operator serves the versions, by mode."""
