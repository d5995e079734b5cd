"""The output of release commands, as text or JSON."""

import json
from collections.abc import Iterator

from generator.impact import headline
from generator.impact.environment_change import EnvironmentChange
from generator.release.state_machine import MOVED_BY_COMMITS, describe, legal_commands
from generator.releases.promotion import Pinned
from generator.releases.release_outcome import ReleaseOutcome
from generator.releases.release_request import ReleaseRequest
from generator.releases.transition import Transition
from generator.report import review_headlines
from generator.report.output import Output, note


def pinned(found: Pinned) -> Iterator[Output]:
    """A note for each image tag or model alias that could not be looked up."""
    for each in found.unresolved:
        yield note(f'tidegate: "{each.written}" stays as written: {each.reason}')


def offline(found: Pinned) -> Iterator[Output]:
    """A note for each image tag or model alias that was not looked up because of --offline."""
    for each in found.skipped:
        yield note(f'tidegate: "{each}" stays as written: --offline looks nothing up')


def released(
    found: ReleaseOutcome, request: ReleaseRequest, file: str, form: str, change: EnvironmentChange | None = None
) -> Iterator[Output]:
    """The transition, what was written, what it does to the environment, and the commands that are possible next."""
    transition, lines = found.transition, list(_results(found, file))
    if form == "json":
        data = {**({} if transition is None else _data(transition)), "done": lines}
        if change is not None:
            data["headline"] = headline.of(change)
        yield Output(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        return
    if transition is not None:
        lines = [transition.subject, *(f"  {effect}" for effect in transition.effects), *lines]
    if change is not None:
        lines += review_headlines.lines([change])
    yield Output("".join(f"{line}\n" for line in lines), prose=True)
    if transition is not None and transition.mode in MOVED_BY_COMMITS:
        commands = (
            f"tidegate {each} {request.component} -e {request.environment}" for each in _next_commands(transition)
        )
        yield note(f"when this is merged and synced: {' or '.join(commands)}")


def _data(transition: Transition) -> dict[str, object]:
    return {
        "subject": transition.subject,
        "position": describe(transition.after, transition.mode),
        "next": _next_commands(transition),
        "effects": list(transition.effects),
    }


def _next_commands(transition: Transition) -> list[str]:
    return [str(each) for each in legal_commands(transition.after, transition.mode)]


def _results(found: ReleaseOutcome, file: str) -> Iterator[str]:
    commit, overlays = found.commit, found.overlays
    if commit is None:
        yield f"wrote {file}"
    elif commit.resumed:
        yield f"finished {commit.id[:12]} on {commit.branch}, which an interrupted run had begun"
    else:
        yield f"committed {commit.id[:12]} on {commit.branch}"
    if overlays is not None:
        yield f"wrote {overlays.written} and removed {overlays.removed} files in {overlays.into}"
