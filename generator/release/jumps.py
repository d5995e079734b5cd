"""Two revisions of one component: what of the change would be an outage, or two merges in one.

The rules are in docs/releases.md#refused-changes.
"""

from collections.abc import Iterator

from generator.release import machine
from generator.release.machine import Refusal
from generator.release.snapshot import Snapshot

RECIPE = "build the new one beside it under another component name, move its callers, then remove this one"
FIXED = ("kind", "engine", "traffic", "namespace", "cluster")
"""What a live service is not changed in: its pods would start anew elsewhere, or another party would move its traffic."""
ONE = "one merge is one transition: do this before the release or after finish"


def judge(before: Snapshot | None, after: Snapshot | None) -> Iterator[Refusal]:
    """Every reason to refuse the change; new and removed components have none here."""
    if before is None or after is None:
        return
    moved = [name for name in FIXED if getattr(before, name) != getattr(after, name)]
    for name in ["kind"] if "kind" in moved else moved:
        was, now = getattr(before, name) or "nothing", getattr(after, name) or "nothing"
        yield Refusal(fact=f"{name} changes from {was} to {now} while it runs", hint=RECIPE)
    if moved or not after.strategy:
        return
    if after.engine == "native":
        yield from _native(before, after)
    elif after.engine == "flagger" and after.strategy == "rolling" != before.strategy:
        yield Refusal(
            fact="with its Canary go the Services and the primary that Flagger made: nothing would answer", hint=RECIPE
        )
    elif before.strategy != after.strategy:
        yield from _with_strategy(before, after)


def _with_strategy(before: Snapshot, after: Snapshot) -> Iterator[Refusal]:
    """A controller knows versions by their pods, and takes those that come with another strategy as if it were done."""
    hint = "change one of them first"
    if before.release.active != after.release.active:
        yield Refusal(fact="the strategy changes together with the version: it would be promoted at once", hint=hint)
    elif any(after.pods.get(name, pods) != pods for name, pods in before.pods.items()):
        yield Refusal(fact="the strategy changes together with the pods: they would be promoted at once", hint=hint)


def _native(before: Snapshot, after: Snapshot) -> Iterator[Refusal]:
    moving = before.release.in_progress or after.release.in_progress
    if before.strategy != after.strategy:
        yield from _strategy(before, after)
        return
    if after.mode == "in-place" and before.release.slot != after.release.slot:
        fact = f"traffic would go to slot {after.release.slot}, which was not there before"
        yield Refusal(fact=fact, hint=f"keep slot {before.release.slot}: rolling changes in place")
    found = machine.between(before.release, after.release) if after.mode == "slots" else None
    if isinstance(found, Refusal):
        yield found
    if moving:
        yield from _still(before, after, jumped=isinstance(found, Refusal))


def _strategy(before: Snapshot, after: Snapshot) -> Iterator[Refusal]:
    what = f"the strategy changes from {before.strategy} to {after.strategy}"
    if before.release.in_progress or after.release.in_progress:
        yield Refusal(
            fact=f"{what} while a release is on its way",
            hint="finish or abort the release first, and start it after the change",
        )
    elif before.release != after.release and "slots" in {before.mode, after.mode}:
        yield Refusal(
            fact=f"{what} together with the version", hint="change the strategy alone; release in the next merge"
        )


def _still(before: Snapshot, after: Snapshot, *, jumped: bool) -> Iterator[Refusal]:
    """While a release is on its way, nothing but its position changes; with a jump other pods are what it brings."""
    for name in before.shape:
        if before.shape[name] != after.shape.get(name):
            yield Refusal(fact=f"{name} changes while a release is on its way", hint=ONE)
    for name, pods in before.pods.items():
        if not jumped and name in after.pods and after.pods[name] != pods:
            yield Refusal(fact=f"the pods of {name} change in place while a release is on its way", hint=ONE)
