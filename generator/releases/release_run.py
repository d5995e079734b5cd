"""Run a release command, and write or commit its result."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generator.releases import transition
from generator.releases.project_file import ProjectFile
from generator.releases.release_outcome import ReleaseOutcome
from generator.releases.release_request import ReleaseRequest
from generator.releases.transition import Transition

Judge = Callable[[Transition], None]
"""Looks at a transition before anything of it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a command writes: the project file; with `into`, the overlays, too; with `commit`, in one commit.

    `start_commit` is HEAD's commit when the command began.
    """

    into: Path | None = None
    commit: bool = False
    branch: str | None = None
    start_commit: str | None = None


def run(project: ProjectFile, request: ReleaseRequest, destination: Destination, judge: Judge) -> ReleaseOutcome:
    """Move a release, and write or commit it; what `judge` raises leaves everything as it is."""
    if destination.commit:
        from generator.releases import commit

        into, branch, start_commit = destination.into, destination.branch, destination.start_commit
        return commit.commit(project, request, judge, into=into, branch=branch, start_commit=start_commit)
    moved = transition.move(project, request)
    judge(moved)
    if destination.into is None:
        transition.write(moved)
        return ReleaseOutcome(moved)
    from generator.releases import commit

    return ReleaseOutcome(moved, overlays=commit.write(moved, project.platform, destination.into))
