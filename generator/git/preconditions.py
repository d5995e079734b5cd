"""The state of a working tree, and whether tidegate may commit on top of it."""

import os
from collections.abc import Iterable
from typing import NamedTuple

from generator import errors
from generator.git.repository import Repository

BRANCHES = "refs/heads/"
_AGAIN = "then run the same command again"
_UNDER_WAY = {
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase or am",
    "sequencer": "cherry-pick or revert",
}


class Head(NamedTuple):
    """The commit and tree that HEAD is at, and its branch; `ref` is `HEAD` if it is on no branch."""

    id: str
    tree: str
    ref: str


def check_name(repository: Repository, branch: str | None) -> None:
    """Raise UsageError if `branch` is not a valid branch name."""
    if branch is not None and (
        branch.startswith("-") or branch == "HEAD" or repository.run("check-ref-format", BRANCHES + branch).code != 0
    ):
        raise errors.UsageError(f'"{branch}" is not a valid branch name', hint="use letters, digits and - . _ /")


def tip(repository: Repository) -> str:
    """The id of HEAD's commit; empty if there is none yet."""
    return os.fsdecode(repository.run("rev-parse", "--verify", "--quiet", "HEAD").out).strip()


def read(repository: Repository, branch: str | None) -> Head:
    """The current HEAD. Raises NotReadyError if it has no commit or, unless a `branch` is given, is on no branch."""
    result = repository.run("rev-parse", "HEAD", "HEAD^{tree}", "--symbolic-full-name", "HEAD")
    if result.code != 0:
        raise errors.NotReadyError(
            f"{repository.top}: HEAD is at no commit yet", hint="make the first commit, with the project files"
        )
    head = Head(*os.fsdecode(result.out).split())
    if branch is None and not head.ref.startswith(BRANCHES):
        raise errors.NotReadyError(
            f"{repository.top}: HEAD is on no branch", hint="switch to one, or name a new one with --branch"
        )
    return head


def check_quiet(repository: Repository) -> None:
    """Raise NotReadyError while a merge, a rebase or the like is in progress."""
    for name, operation in _UNDER_WAY.items():
        if os.path.lexists(os.path.join(repository.folder, name)):
            raise errors.NotReadyError(
                f"{repository.top}: a {operation} is in progress", hint=f"finish or abort it, {_AGAIN}"
            )


def check_staged(repository: Repository, head: Head, paths: Iterable[str]) -> None:
    """Raise NotReadyError if the index differs from HEAD at one of the paths, or at a parent or child of one."""
    listed = repository.output("diff-index", "--cached", "--name-only", "-z", head.id).split(b"\0")
    ours = {os.fsencode(path) for path in paths}
    for path in listed:
        if path in ours or any(our.startswith(path + b"/") or path.startswith(our + b"/") for our in ours if path):
            raise errors.NotReadyError(
                f"{os.fsdecode(path)}: has changes in the index that are not committed",
                hint=f"commit, stash or unstage them, {_AGAIN}",
            )
