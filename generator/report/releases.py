"""What came of a release command, for people and for machines."""

import json
from collections.abc import Iterator

from generator.release.state_machine import describe, legal_commands
from generator.releases.promotion import Pinned
from generator.releases.release_outcome import ReleaseOutcome
from generator.releases.release_request import ReleaseRequest
from generator.releases.transition import Transition
from generator.report.output import Output, note


def pinned(found: Pinned) -> Iterator[Output]:
    """What could not be pinned."""
    for each in found.unresolved:
        yield note(f'tidegate: "{each.written}" stays as written: {each.reason}')


def offline(found: Pinned) -> Iterator[Output]:
    """What was not pinned since nobody was asked."""
    for each in found.unasked:
        yield note(f'tidegate: "{each}" stays as written: nobody is asked (--offline)')


def released(found: ReleaseOutcome, request: ReleaseRequest, file: str, form: str) -> Iterator[Output]:
    """The move, what was written of it, and what comes next."""
    moved, lines = found.transition, list(_done(found, file))
    if form == "json":
        data = {**({} if moved is None else _data(moved)), "done": lines}
        yield Output(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        return
    if moved is not None:
        lines = [moved.subject, *(f"  {effect}" for effect in moved.effects), *lines]
    yield Output("".join(f"{line}\n" for line in lines))
    if moved is not None and moved.mode == "slots":
        commands = (f"tidegate {each} {request.component} -e {request.environment}" for each in _next(moved))
        yield note(f"when this is merged and synced: {' or '.join(commands)}")


def _data(moved: Transition) -> dict[str, object]:
    return {
        "subject": moved.subject,
        "position": describe(moved.after),
        "next": _next(moved),
        "effects": list(moved.effects),
    }


def _next(moved: Transition) -> list[str]:
    return [str(each) for each in legal_commands(moved.after, moved.mode)]


def _done(found: ReleaseOutcome, file: str) -> Iterator[str]:
    commit, overlays = found.commit, found.overlays
    if commit is None:
        yield f"wrote {file}"
    elif commit.resumed:
        yield f"finished {commit.id[:12]} on {commit.branch}, which a stopped run had begun"
    else:
        yield f"committed {commit.id[:12]} on {commit.branch}"
    if overlays is not None:
        yield f"wrote {overlays.written} and removed {overlays.removed} files in {overlays.into}"
