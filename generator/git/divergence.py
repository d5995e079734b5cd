"""Where two lines of history part, and which files differ between two revisions, or a revision and the working tree."""

import os

from generator.git import repository as repositories
from generator.git import revision
from generator.git.repository import Repository


def commit(top: str, name: str) -> str:
    """The full id of a revision's commit; empty if this clone has none of that name."""
    return revision.find(repositories.open(top), name)


def merge_base(top: str, one: str, other: str) -> str:
    """The best common ancestor of two commits; empty if there is none, or a shallow clone does not reach it."""
    result = repositories.open(top).run("merge-base", one, other)
    return result.text.strip() if result.code == 0 else ""


def changed_paths(top: str, base: str, head: str | None) -> frozenset[str]:
    """The paths, below the top, of all files that differ between two commits; the working tree stands for a `head` of None.

    Untracked files of the working tree count, ignored ones do not. A file that moved counts at both of its places.
    """
    repository = repositories.open(top)
    options = ("--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-relative")
    found = _paths(repository, "diff", *options, "--ignore-submodules=all", base, *([head] if head else []), "--")
    if head is None:
        found |= _paths(repository, "ls-files", "-z", "--others", "--exclude-standard")
    return frozenset(found)


def _paths(repository: Repository, *arguments: str) -> set[str]:
    return {os.fsdecode(path) for path in repository.output(*arguments).split(b"\0") if path}
