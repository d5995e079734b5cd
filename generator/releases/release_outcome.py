"""The outcome of a release command, as data."""

from pathlib import Path
from typing import NamedTuple

from generator.releases.transition import Transition


class WrittenOverlays(NamedTuple):
    """The numbers of files written to and removed from a GitOps folder."""

    into: Path
    written: int
    removed: int


class Commit(NamedTuple):
    """A commit and its branch; `resumed` if an interrupted run made it, and this one finished that run's work."""

    id: str
    branch: str
    resumed: bool


class ReleaseOutcome(NamedTuple):
    """The transition and what was written; `transition` is None if only the commit of an interrupted run was finished."""

    transition: Transition | None
    overlays: WrittenOverlays | None = None
    commit: Commit | None = None
