"""`diff --repo`: two revisions of a GitOps repository, whose objects are compared as they lie there."""

from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from generator.errors import Problem
from generator.files.gitops_index import FolderStore, Store
from generator.generation import overlay_changes
from generator.generation.overlay_changes import OverlayChange
from generator.git import divergence
from generator.review import gitops_repository
from generator.review.bases import SHORT
from generator.review.review import WORKING_TREE, Review, Skipped


class RepositoryRequest(NamedTuple):
    """What to compare: the GitOps repository in a folder; `head` is a revision, None for the folder as it is."""

    folder: str
    base: str | None = None
    head: str | None = None
    only: str | None = None


def review(request: RepositoryRequest) -> Review:
    """Compare every environment in which a file differs.

    Raises UsageError if the folder is not there or a revision is unknown, NotReadyError if it is in no Git repository.
    """
    repository = gitops_repository.find(request.folder, "diff compares two revisions of one")
    base = repository.commit(request.base or "HEAD")
    head = repository.commit(request.head) if request.head is not None else None
    prefix = repository.prefix
    changed = [
        path.removeprefix(prefix)
        for path in divergence.changed_paths(repository.top, base, head)
        if path.startswith(prefix)
    ]
    with ExitStack() as stack:
        before = stack.enter_context(repository.files(base))
        after: Store = (
            FolderStore(Path(request.folder)) if head is None else stack.enter_context(repository.files(head))
        )
        found = [
            each
            for each in overlay_changes.between(before, after, changed)
            if request.only in {None, each.overlay.environment}
        ]
    return _review(base, head or WORKING_TREE, found, list(overlay_changes.foreign(changed, request.only)))


def _review(base: str, head: str, found: list[OverlayChange], foreign: list[Problem]) -> Review:
    changes = [each.change for each in found if each.change is not None]
    named = [
        problem._replace(mark=problem.mark._replace(file=f"{base[:SHORT]}:{problem.mark.file}"))
        for each in found
        for problem in each.before
    ]
    problems = [*named, *(problem for each in found for problem in each.after)]
    return Review(
        base=base,
        head=head,
        environments=tuple(changes),
        problems=(*problems, *(jump for each in changes for jump in each.jumps), *foreign),
        skipped=tuple(
            Skipped(
                (each.overlay.team, each.overlay.project, each.overlay.environment), "head" if each.after else "base"
            )
            for each in found
            if each.before or each.after
        ),
    )
