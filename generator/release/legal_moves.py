"""The command that leads from one position of a release to another: one that is more than one transition away is refused.

The rules are in docs/releases.md#transitions.
"""

from collections.abc import Iterator

from generator.release import state_machine
from generator.release.state_machine import Command, Mode, Refusal, Request
from generator.spec.release import Release, other_slot


def command_between(before: Release, after: Release, mode: Mode = "slots") -> Command | Refusal | None:
    """The command that leads from one position to the other, None if they are equal, or why no single command does."""
    if before == after:
        return None
    for command, reached in _reachable(before, after, mode):
        if reached == after:
            return command
    return _refused_change(before, after, mode)


def _reachable(before: Release, after: Release, mode: Mode = "slots") -> Iterator[tuple[Command, Release]]:
    """Yield every position that one command reaches; for `release` the version is the candidate of `after`."""
    for command in state_machine.legal_commands(before, mode):
        request = Request(after.candidate, after.steps) if after.candidate is not None else None
        if command is Command.RELEASE and request is None:
            continue
        reached = state_machine.apply(command, before, mode, request)
        if isinstance(reached, Release):
            yield command, reached


ONE = "one merge is one transition: each is synced before the next"


def _refused_change(before: Release, after: Release, mode: Mode) -> Refusal:
    reasons = (
        _reasons_with_candidate(before, after)
        if before.candidate is not None
        else _reasons_without_candidate(before, after)
    )
    fact, hint = next(
        iter(reasons),
        ("this is more than one transition", f"{' or '.join(state_machine.legal_commands(before, mode))} first"),
    )
    return Refusal(fact=fact, hint=f"{hint}; {ONE}")


def _reasons_without_candidate(before: Release, after: Release) -> Iterator[tuple[str, str]]:
    if before.previous is not None:
        if after.candidate is not None:
            yield "a release starts before the one before is finished", "finish first"
        if after.slot != before.slot:
            yield "the slots change places and something else changes with them", "rollback first, alone"
        yield "a version changes in place while both slots run", "finish or rollback first"
    if after.slot != before.slot:
        yield f"traffic would go to slot {after.slot}, which was not there before", "release first"
    if after.active != before.active:
        yield "the active version changes in place", "use tidegate release: the new version gets its own slot"
    if after.previous is not None:
        yield f"slot {other_slot(before.slot)} would be previous without ever having been active", "remove it"
    if after.step:
        yield f"the candidate would have {after.share} % of the traffic as soon as it is there", "begin at step 0"


def _reasons_with_candidate(before: Release, after: Release) -> Iterator[tuple[str, str]]:
    last = before.step == len(before.steps)
    if after.candidate is not None:
        if (before.slot, before.active) != (after.slot, after.active):
            yield "the active version changes while a candidate is under way", "abort first"
        if before.candidate != after.candidate:
            yield "the candidate changes while it is under way", "abort it, then release the other"
        if before.steps != after.steps:
            yield "the steps change on their way: they are frozen for a release", "abort first"
        choices = ["give it all of the traffic" if last else f"go to step {before.step + 1}"]
        choices += ["abort to 0"] if before.step else []
        yield f"step {before.step} to {after.step} is not a single step", ", or ".join(choices)
    if after.slot == before.slot:
        if before.step:
            yield (
                f"the candidate's slot is removed while it has {before.share} % of the traffic",
                "abort to step 0 first",
            )
        yield "the active version changes while a candidate is under way", "abort first"
    if not last:
        yield (
            f"the candidate goes from {before.share} % to all of the traffic",
            f"advance to step {before.step + 1} first",
        )
    if after.previous is None:
        yield (
            f"slot {before.slot} is removed in the merge that moves away its last traffic",
            "advance first, then finish",
        )
    yield "a version changes with the move of the traffic", "advance first, alone"
