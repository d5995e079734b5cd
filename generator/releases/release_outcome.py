"""What came of a release command, as data."""

from pathlib import Path
from typing import NamedTuple

from generator.releases.transition import Transition


class WrittenOverlays(NamedTuple):
    """How many files of a GitOps folder were written and removed."""

    into: Path
    written: int
    removed: int


class Commit(NamedTuple):
    """A commit and its branch; `resumed` says that an earlier run made it and was stopped."""

    id: str
    branch: str
    resumed: bool


class ReleaseOutcome(NamedTuple):
    """The transition, None where only the commit of a stopped run was finished, and what was written of it."""

    transition: Transition | None
    overlays: WrittenOverlays | None = None
    commit: Commit | None = None
