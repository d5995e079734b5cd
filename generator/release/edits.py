"""What a release command writes into `ml-project.yaml`: operations on one entry of `releases`, and the words of its commit."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.release.machine import Command, Mode
from generator.source import nodes
from generator.source.splice import Drop, Put, Source, Value
from generator.spec import image
from generator.spec.release import FULL_SHARE, Release, Version, other_slot

SHORT = 12


class Written(NamedTuple):
    """What stands in the file: the entry (None where there is none), and image and model as the component has them.

    `slotted` says whether what is active has a slot: services on the native engine.
    """

    entry: nodes.Mapping | None
    image: nodes.Scalar | None
    model: nodes.Scalar | None
    file: str
    slotted: bool


class Move(NamedTuple):
    """A command that was judged legal: from one position to the next. `difference` is what `--set` gave."""

    command: Command
    before: Release
    after: Release
    mode: Mode
    difference: Mapping[str, Any]


def operations(move: Move, written: Written, path: tuple[str, ...]) -> Sequence[Put | Drop]:
    """The edit that takes the file from one position to the next, on the entry at `path`."""
    after = move.after
    match move.command:
        case Command.RELEASE if move.mode != "slots":
            slot = {"slot": after.slot} if written.slotted else {}
            return [Put((*path, "active"), {**slot, **version(after.active, move.difference)})]
        case Command.RELEASE:
            return list(_released(after, written, path, move.difference))
        case Command.ADVANCE | Command.ABORT if after.candidate is not None:
            return [Put((*path, "step"), after.step)]
        case Command.ADVANCE | Command.ABORT:
            swap = _swap(written, path, after, "candidate") if move.command is Command.ADVANCE else []
            return [*swap, Drop((*path, "candidate")), Drop((*path, "step"))]
        case Command.ROLLBACK:
            return _swap(written, path, after, "previous")
        case Command.FINISH:
            return [Drop((*path, "previous"))]


def _swap(written: Written, path: tuple[str, ...], after: Release, role: str) -> list[Put | Drop]:
    """What had another role becomes active, what was active becomes previous; both word for word."""
    active, previous = _moved(written, role), _moved(written, "active")
    return [Put((*path, "active"), {"slot": after.slot, **active}), Put((*path, "previous"), previous)]


def _released(after: Release, written: Written, path: tuple[str, ...], difference: Mapping[str, Any]) -> Iterator[Put]:
    if written.entry is None or "active" not in written.entry.entries:
        active: dict[str, Value] = {"slot": after.slot}
        for key, node in (("image", written.image), ("model", written.model)):
            if node is not None:
                active[key] = Source(node) if node.mark.file == written.file else node.text
        yield Put((*path, "active"), active)
    if after.candidate is not None:
        steps: dict[str, Value] = {"steps": list(after.steps)} if after.steps else {}
        yield Put((*path, "candidate"), version(after.candidate, {}) | steps | _with(difference))
        yield Put((*path, "step"), 0)


def version(held: Version, difference: Mapping[str, Any]) -> dict[str, Value]:
    """A version as the file writes it."""
    model: dict[str, Value] = {"model": held.model} if held.model else {}
    return {"image": held.image, **model, **_with(difference)}


def _with(difference: Mapping[str, Any]) -> dict[str, Value]:
    return {"with": dict(difference)} if difference else {}


def _moved(written: Written, role: str) -> dict[str, Value]:
    """A version that changes its role, word for word."""
    held = written.entry.get(role) if written.entry is not None else None
    entries = held.entries if isinstance(held, nodes.Mapping) else {}
    return {key: Source(entry.value) for key, entry in entries.items() if key in {"image", "model", "with"}}


def short(held: Version) -> str:
    """A version's tag, or the beginning of its digest."""
    parsed = image.parse(held.image)
    return parsed.tag or parsed.digest.removeprefix("sha256:")[:SHORT] or held.image


def subject(move: Move, name: str, environment: str) -> str:
    """The first line of the commit: `release fraud/api 1.5.0 to production (step 0 of 3)`."""
    after, candidate = move.after, move.after.candidate
    of = f" of {len(after.steps)}" if after.steps else ""
    if candidate is None:
        return _settled(move, name, environment)
    match move.command:
        case Command.RELEASE:
            return f"release {name} {short(candidate)} to {environment} (step 0{of})"
        case Command.ABORT:
            return f"abort {name} {short(candidate)} in {environment} (back to step 0)"
        case _:
            return f"advance {name} {short(candidate)} in {environment} to {after.share} % (step {after.step}{of})"


def _settled(move: Move, name: str, environment: str) -> str:
    active, gone = short(move.after.active), move.before.candidate
    match move.command:
        case Command.RELEASE:
            return f"release {name} {active} to {environment}"
        case Command.ADVANCE:
            return f"advance {name} {active} in {environment} to all of the traffic"
        case Command.ROLLBACK:
            return f"rollback {name} in {environment} to {active}"
        case Command.ABORT:
            return f"abort {name} {short(gone) if gone else ''} in {environment} (slot {other_slot(move.after.slot)} removed)"
        case Command.FINISH:
            return f"finish {name} {active} in {environment}"


def effects(move: Move, base: str) -> Iterator[str]:
    """What the merge does to pods and traffic, a line each."""
    after = move.after
    idle, busy = other_slot(after.slot), after.slot
    if move.mode == "in-place":
        yield f"{base} changes in place to {after.active.image}."
        return
    if move.mode != "slots":
        yield f"{move.mode} moves {base} to {after.active.image}."
        return
    match move.command:
        case Command.RELEASE:
            image_of = after.candidate.image if after.candidate is not None else ""
            yield f"Slot {idle} starts {image_of} and scales up before it gets traffic."
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
