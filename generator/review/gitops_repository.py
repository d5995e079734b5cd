"""A GitOps repository in a folder: its commits, whose files are read without checking them out."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from generator.errors import NotReadyError, UsageError
from generator.files.gitops_index import Store
from generator.git import revision, working_tree
from generator.git.clone import Clone
from generator.git.commit_store import CommitStore


class GitopsRepository(NamedTuple):
    """A GitOps repository. It may be a folder of another one, which begins at `top`; `prefix` stands before its paths there."""

    folder: str
    top: str
    prefix: str

    def commit(self, name: str) -> str:
        """The commit of a revision. Raises UsageError if there is none."""
        return revision.resolve(self.top, name)

    @property
    def clone(self) -> Clone:
        """What runs Git in it."""
        return Clone(folder=Path(self.top), shown=self.folder)

    @contextmanager
    def files(self, commit: str) -> Iterator[Store]:
        """The files of a commit."""
        with CommitStore(self.clone, commit) as store:
            yield _Below(store, self.prefix)


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


def find(folder: str, purpose: str) -> GitopsRepository:
    """The repository in a folder; `purpose` is a hint that says what it is needed for.

    Raises UsageError if the folder is not there, NotReadyError if it is in no Git repository.
    """
    if not os.path.isdir(folder):
        raise UsageError(f"{folder} is not a folder", hint="name the folder of a GitOps repository")
    top = working_tree.root(folder)
    if top is None:
        raise NotReadyError(f"{folder} is in no Git repository", hint=purpose)
    relative = os.path.relpath(os.path.realpath(folder), os.path.realpath(top))
    return GitopsRepository(folder, top, "" if relative == "." else f"{relative}/")
