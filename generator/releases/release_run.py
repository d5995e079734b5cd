"""A release command from its request to what it has written or committed."""

from dataclasses import dataclass
from pathlib import Path

from generator.releases import transition
from generator.releases.project_file import ProjectFile
from generator.releases.release_outcome import ReleaseOutcome
from generator.releases.release_request import ReleaseRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a command writes: the file alone, with `into` the overlays too, with `commit` as one commit of both.

    `begun` is the commit that HEAD was at when the command began.
    """

    into: Path | None = None
    commit: bool = False
    branch: str | None = None
    begun: str | None = None


def run(project: ProjectFile, request: ReleaseRequest, destination: Destination) -> ReleaseOutcome:
    """Move a release, and write or commit it."""
    if destination.commit:
        from generator.releases import commit

        into, branch, begun = destination.into, destination.branch, destination.begun
        return commit.commit(project, request, into=into, branch=branch, begun=begun)
    moved = transition.move(project, request)
    if destination.into is None:
        transition.write(moved)
        return ReleaseOutcome(moved)
    from generator.releases import commit

    return ReleaseOutcome(moved, overlays=commit.write_both(moved, project.platform, destination.into))
