"""The effects that a change of objects has on what runs in a cluster, from mildest to worst."""

from collections.abc import Iterable
from enum import StrEnum


class Effect(StrEnum):
    """What happens when a change is merged and synced; the order of the members is that of severity."""

    NONE = "none"
    NEXT_START = "next-start"
    IGNORED = "ignored"
    SCALE = "scale"
    NEW = "new"
    RUN = "run"
    RESTART = "restart"
    TRAFFIC = "traffic"
    ACCESS = "access"
    UNKNOWN = "unknown"
    INTERRUPTION = "interruption"
    REMOVED = "removed"
    REPLACED = "replaced"
    IMMUTABLE = "immutable"
    JUMP = "jump"
    DATA_LOSS = "data-loss"


MEANINGS = {
    Effect.NONE: "nothing happens to what runs",
    Effect.NEXT_START: "taken up when pods or runs start next",
    Effect.IGNORED: "nobody acts on it",
    Effect.SCALE: "bounds or metrics of an autoscaler move",
    Effect.NEW: "something starts that has no traffic",
    Effect.RUN: "a task runs, or will run at other times",
    Effect.RESTART: "pods are replaced a few at a time",
    Effect.TRAFFIC: "requests go elsewhere",
    Effect.ACCESS: "who may reach or do what changes",
    Effect.UNKNOWN: "no rule knows, or the cluster decides",
    Effect.INTERRUPTION: "a moment without ready pods, or requests are refused",
    Effect.REMOVED: "a workload, or a guarded claim, goes from Git",
    Effect.REPLACED: "it goes and comes back under another name or kind",
    Effect.IMMUTABLE: "the API server refuses the change, and the whole sync with it",
    Effect.JUMP: "the change is not one legal transition of a release",
    Effect.DATA_LOSS: "a claim, or what only it holds, goes",
}
_SEVERITY = {effect: number for number, effect in enumerate(Effect)}


def worst(effects: Iterable[Effect]) -> Effect:
    """The worst of some effects; `none` if there are none."""
    return max(effects, key=_SEVERITY.__getitem__, default=Effect.NONE)


def severity(effect: Effect) -> int:
    """A number that is higher for a worse effect."""
    return _SEVERITY[effect]


def ordered(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """Effects without repetition, the worst first."""
    return tuple(sorted(set(effects), key=_SEVERITY.__getitem__, reverse=True))
