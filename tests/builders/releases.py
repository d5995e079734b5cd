"""Positions of a release: of `OLD`, and of `NEW` on its way, active, or gone back from."""

from typing import Any

from generator.release.snapshot import Snapshot
from generator.spec.release import Release, Version

STEPS = (10, 50)


def version(tag: str, **more: Any) -> Version:
    """A version of `ghcr.io/acme/api`."""
    return Version(image=f"ghcr.io/acme/api:{tag}", **more)


OLD, NEW, NEXT = (version(tag) for tag in ("1", "2", "3"))
STEADY = Release(active=OLD)
PREVIOUS = Release(slot="green", active=NEW, previous=OLD)


def candidate(step: int, steps: tuple[int, ...] = STEPS, *, of: Version = NEW, over: Release = STEADY) -> Release:
    """A release on its way, at a step."""
    return over._replace(candidate=of, step=step, steps=steps)


def snapshot(**more: Any) -> Snapshot:
    """A steady canary of the native engine behind a Gateway."""
    held: dict[str, Any] = {
        "kind": "service",
        "engine": "native",
        "traffic": "gateway-api",
        "strategy": "canary",
        "mode": "slots",
        "release": STEADY,
        "shape": {"strategy": "s", "scale": "s", "ports": "p", "expose": "e"},
        "pods": {"fraud-api-blue": "b"},
    }
    return Snapshot(**held | more)
