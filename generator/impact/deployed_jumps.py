"""Changes of releases that no single command makes, between two states of a GitOps repository.

As in `releases/base_check.py`, but from objects alone: the position stands in an annotation, the strategy in the name of a folder.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import get_args

from generator.errors import Mark, Problem, Severity
from generator.impact import state, transitions, workloads
from generator.impact.state import EnvironmentState
from generator.impact.transitions import Position
from generator.manifest.object_template import KubernetesObject
from generator.release import claims, refused_changes, snapshot
from generator.release.snapshot import Snapshot
from generator.release.state_machine import Mode
from generator.spec.component import IN_PLACE, StrategyType
from generator.spec.release import Release, Version

STRATEGIES = frozenset(get_args(StrategyType))


def find(before: EnvironmentState | None, after: EnvironmentState | None) -> Iterator[Problem]:
    """A refusal for each component whose change would skip a step, at the file that holds its position."""
    if before is None or after is None:
        return
    was, now = _snapshots(before), _snapshots(after)
    for component, (file, present) in now.items():
        _, old = was.get(component, ("", None))
        for refused in refused_changes.judge(old, present):
            yield _refusal(after, component, file, refused.fact, refused.hint)
    for component, (file, old) in was.items():
        if component not in now and old.release.in_progress:
            fact = "the component is removed while a release is under way"
            yield _refusal(before, component, file, fact, "finish or abort the release first")


def _refusal(side: EnvironmentState, component: str, file: str, fact: str, hint: str) -> Problem:
    where = f"environments.{side.key[2]}.releases.{component}"
    return Problem(mark=Mark(file, 1, 1), where=where, fact=fact, hint=hint, code="jump", severity=Severity.REFUSAL)


def _snapshots(side: EnvironmentState) -> dict[str, tuple[str, Snapshot]]:
    """The file and snapshot of each component that has a position, or pods with claims of their own."""
    found = {}
    for component, position in transitions.positions(side).items():
        found[component] = (position.file, _of_service(side, component, position))
    for each in side.objects:
        component = state.owner(each.object)[0]
        if each.object.get("kind") == "StatefulSet" and component not in found:
            try:
                stored = claims.of_object(each.object)
            except (KeyError, TypeError, ValueError, IndexError):  # a person has edited it
                continue
            found[component] = (each.file, replace(_plain(side, Release(Version(""))), claims=stored))
    return found


def _of_service(side: EnvironmentState, component: str, position: Position) -> Snapshot:
    strategy = next((part for part in position.file.split("/") if part in STRATEGIES), "")
    own = [each for each in side.objects if state.owner(each.object)[0] == component]
    engine = _engine([each.object for each in own])
    mode: Mode = engine if engine in {"argo-rollouts", "flagger"} else "in-place"  # type: ignore[assignment]
    if engine == "native" and strategy not in IN_PLACE:
        mode = "slots"
    pods = {
        each.file.rpartition("/")[2]: snapshot.digest(workloads.pods(each.object))
        for each in own
        if state.identity(each.object)[0] in workloads.KINDS
    }
    return replace(_plain(side, position.release), engine=engine, strategy=strategy, mode=mode, pods=pods)


def _plain(side: EnvironmentState, release: Release) -> Snapshot:
    return Snapshot(
        kind="",
        engine="",
        traffic="",
        strategy="",
        mode="in-place",
        release=release,
        shape={},
        pods={},
        namespace=side.namespace,
        cluster=side.cluster,
    )


def _engine(own: Iterable[KubernetesObject]) -> str:
    """The engine whose objects a component has; empty if there is none of them."""
    engines = {"Rollout": "argo-rollouts", "Canary": "flagger"}
    kinds = {str(each.get("kind")): bool(state.owner(each)[1]) for each in own}
    found = next((engines[kind] for kind in kinds if kind in engines), "")
    return found or ("native" if any(kinds.values()) else "")
