"""`diff --repo`: two revisions of a GitOps repository, whose objects are compared as they lie there."""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from generator.errors import NotReadyError, UsageError
from generator.files.gitops_index import FolderStore, Store
from generator.generation import overlay_changes
from generator.generation.overlay_changes import OverlayChange
from generator.git import divergence, revision, working_tree
from generator.git.clone import Clone
from generator.git.commit_store import CommitStore
from generator.review.bases import SHORT
from generator.review.review import WORKING_TREE, Review, Skipped


class RepositoryRequest(NamedTuple):
    """What to compare: the GitOps repository in a folder; `head` is a revision, None for the folder as it is."""

    folder: str
    base: str | None = None
    head: str | None = None
    only: str | None = None


class _Below:
    """A folder of a commit as a `Store`, where a GitOps repository is a folder of another repository."""

    def __init__(self, store: Store, prefix: str) -> None:
        self._store = store
        self._prefix = prefix

    def _path(self, path: str) -> str:
        return f"{self._prefix}{path}".rstrip("/")

    def folders(self, path: str) -> list[str]:
        """The names of the folders in a folder, without dot folders."""
        return [name for name in self._store.folders(self._path(path)) if name[0] != "."]

    def files(self, path: str) -> list[str]:
        """The names of the files in a folder, without dot files."""
        return [name for name in self._store.files(self._path(path)) if name[0] != "."]

    def read(self, path: str) -> str:
        """The text of a file; empty if it does not exist."""
        return self._store.read(self._path(path))


def review(request: RepositoryRequest) -> Review:
    """Compare every environment in which a file differs.

    Raises UsageError if the folder is not there or a revision is unknown, NotReadyError if it is in no Git repository.
    """
    folder = request.folder
    if not os.path.isdir(folder):
        raise UsageError(f"{folder} is not a folder", hint="name the folder of a GitOps repository")
    top = working_tree.root(folder)
    if top is None:
        raise NotReadyError(f"{folder} is in no Git repository", hint="diff compares two revisions of one")
    base = revision.resolve(top, request.base or "HEAD")
    head = revision.resolve(top, request.head) if request.head is not None else None
    relative = os.path.relpath(os.path.realpath(folder), os.path.realpath(top))
    prefix = "" if relative == "." else f"{relative}/"
    changed = [
        path.removeprefix(prefix) for path in divergence.changed_paths(top, base, head) if path.startswith(prefix)
    ]
    with ExitStack() as stack:
        clone = Clone(folder=Path(top), shown=folder)
        before = _Below(stack.enter_context(CommitStore(clone, base)), prefix)
        after: Store = (
            FolderStore(Path(folder)) if head is None else _Below(stack.enter_context(CommitStore(clone, head)), prefix)
        )
        found = [
            each
            for each in overlay_changes.between(before, after, changed)
            if request.only in {None, each.overlay.environment}
        ]
    return _review(base, head or WORKING_TREE, found)


def _review(base: str, head: str, found: list[OverlayChange]) -> Review:
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
        problems=(*problems, *(jump for each in changes for jump in each.jumps)),
        skipped=tuple(
            Skipped(
                (each.overlay.team, each.overlay.project, each.overlay.environment), "head" if each.after else "base"
            )
            for each in found
            if each.before or each.after
        ),
    )
