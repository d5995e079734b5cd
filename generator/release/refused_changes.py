"""Changes between two revisions of a component that are refused: they would interrupt it, or are two transitions in one merge.

The rules are in docs/releases.md#refused-changes.
"""

from collections.abc import Iterator

from generator.environment.operators import TRAFFIC
from generator.release import claims, legal_moves, ports, state_machine
from generator.release.snapshot import Snapshot
from generator.release.state_machine import Refusal
from generator.source.finding import Path
from generator.spec.component import IN_PLACE

REPLACE_HINT = "build the new one beside it under another component name, move its callers, then remove this one"
IMMUTABLE_FIELDS = ("kind", "engine", "traffic", "namespace", "cluster")
"""Fields of a live service that must not change: its pods would be recreated elsewhere, or its traffic change hands."""
MOVED_BY_COMMITS = ("native", *TRAFFIC)
"""The engines whose traffic commits move."""
CANARY_FACT = (
    "removing the Canary removes the Services and the primary that Flagger created: the service would be interrupted"
)
ONE = "one merge is one transition: do this before the release or after finish"


def judge(before: Snapshot | None, after: Snapshot | None) -> Iterator[Refusal]:
    """Yield every reason to refuse the change; there is none if `before` or `after` is None (a new or removed component)."""
    if before is None or after is None:
        return
    changed = [name for name in IMMUTABLE_FIELDS if _differ(getattr(before, name), getattr(after, name))]
    for name in ["kind"] if "kind" in changed else changed:
        fact = f"{name} changes from {getattr(before, name)} to {getattr(after, name)} while it runs"
        yield Refusal(fact=fact, hint=REPLACE_HINT)
    if not changed:
        yield from _main_service(before, after)
    yield from _claims(before, after)
    if not changed and not (before.strategy == after.strategy == "recreate"):
        for change in ports.changes(before.endpoints, after.endpoints):
            hint = REPLACE_HINT if after.engine in TRAFFIC else change.hint
            yield Refusal(fact=change.fact, hint=hint, path=change.path)
    if changed or not after.strategy:
        return
    if after.engine in MOVED_BY_COMMITS:
        yield from _native_engine(before, after)
    elif before.strategy != after.strategy:
        yield from _strategy_on(after.engine, before, after)


def _claims(before: Snapshot, after: Snapshot) -> Iterator[Refusal]:
    """The API server refuses a changed claim, and the GitOps tool then every later commit of the environment."""
    for path, fact in claims.changes(before.claims, after.claims):
        yield Refusal(fact=fact, hint=claims.HINT, path=("volumes", path))
    for path, fact in claims.own_changes(before.own_claims, after.own_claims):
        yield Refusal(fact=fact, hint=claims.OWN_HINT, path=("volumes", path))


def paths(snapshot: Snapshot) -> Iterator[Path]:
    """The paths in a component that a refusal may name."""
    yield from (("volumes", path) for path in (*(snapshot.claims or ()), *snapshot.own_claims))
    yield from (port.path for port in snapshot.endpoints.ports)
    yield from (end.path for end in snapshot.endpoints.routes.values())


def _strategy_on(engine: str, before: Snapshot, after: Snapshot) -> Iterator[Refusal]:
    """Changes of strategy where a controller moves the traffic. Flagger knows nothing of a strategy that changes in place."""
    if engine == "flagger" and after.strategy in IN_PLACE:
        if before.strategy not in IN_PLACE:
            yield Refusal(fact=CANARY_FACT, hint=REPLACE_HINT)
    elif engine == "argo-rollouts" and "recreate" in {before.strategy, after.strategy}:
        was, now = ("Deployment" if each.strategy == "recreate" else "Rollout" for each in (before, after))
        fact = (
            f"the strategy changes from {before.strategy} to {after.strategy}: a {now} would replace the running {was}"
        )
        yield Refusal(fact=fact, hint=REPLACE_HINT)
    else:
        yield from _strategy_with_controller(before, after)


def _main_service(before: Snapshot, after: Snapshot) -> Iterator[Refusal]:
    """The API server refuses to change whether a Service has an address, and the class of its load balancer."""
    if before.headless != after.headless:
        fact = f"service.headless changes to {str(after.headless).lower()} while it runs, and a live Service keeps its address"
        yield Refusal(fact=fact, hint=REPLACE_HINT)
    if before.balancer and after.balancer and before.balancer != after.balancer:
        fact = f"the class of its load balancer changes from {before.balancer} to {after.balancer} while it runs"
        yield Refusal(fact=fact, hint=f"use service: {{type: cluster-ip}} for one merge, or {REPLACE_HINT}")


def _differ(was: str, now: str) -> bool:
    """Whether a field changes; it is empty where it means nothing, as the traffic of what is not exposed."""
    return was != now and "" not in {was, now}


def _strategy_with_controller(before: Snapshot, after: Snapshot) -> Iterator[Refusal]:
    """A controller tells versions apart by their pod template, and promotes one that comes with a new strategy at once."""
    hint = "change one of them first"
    if before.release.active != after.release.active:
        yield Refusal(fact="the strategy changes together with the version: it would be promoted at once", hint=hint)
    elif any(after.pods.get(name, pods) != pods for name, pods in before.pods.items()):
        yield Refusal(fact="the strategy changes together with the pods: they would be promoted at once", hint=hint)


def _native_engine(before: Snapshot, after: Snapshot) -> Iterator[Refusal]:
    in_progress = before.release.in_progress or after.release.in_progress
    if before.strategy != after.strategy:
        yield from _native_strategy(before, after)
        return
    if after.mode == "in-place" and before.release.slot != after.release.slot:
        fact = f"traffic would go to slot {after.release.slot}, which was not there before"
        yield Refusal(fact=fact, hint=f"keep slot {before.release.slot}: {after.strategy} changes in place")
    moves = after.mode in state_machine.MOVED_BY_COMMITS
    transition = legal_moves.command_between(before.release, after.release, after.mode) if moves else None
    if isinstance(transition, Refusal):
        yield transition
    if in_progress:
        yield from _changes_during_release(before, after, refused=isinstance(transition, Refusal))


def _native_strategy(before: Snapshot, after: Snapshot) -> Iterator[Refusal]:
    what = f"the strategy changes from {before.strategy} to {after.strategy}"
    if before.release.in_progress or after.release.in_progress:
        yield Refusal(
            fact=f"{what} while a release is under way",
            hint="finish or abort the release first, and start it after the change",
        )
    elif before.release != after.release and {before.mode, after.mode} & {*state_machine.MOVED_BY_COMMITS}:
        yield Refusal(
            fact=f"{what} together with the version", hint="change the strategy alone; release in the next merge"
        )


def _changes_during_release(before: Snapshot, after: Snapshot, *, refused: bool) -> Iterator[Refusal]:
    """During a release only its position may change. Pods are not compared if the position itself was refused (`refused`)."""
    changed = [name for name in before.shape if before.shape[name] != after.shape.get(name)]
    if before.prescales and after.prescales and before.prescales.isdisjoint(after.prescales):
        changed = ["strategy", *changed]
    for name in changed:
        yield Refusal(fact=f"{name} changes while a release is under way", hint=ONE)
    for name, pods in before.pods.items():
        if not refused and name in after.pods and after.pods[name] != pods:
            yield Refusal(fact=f"the pods of {name} change in place while a release is under way", hint=ONE)
