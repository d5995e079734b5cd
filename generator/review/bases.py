"""Which revision a review compares with: the named one, else where HEAD parts from the branch that the change goes to."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from generator.errors import NotReadyError, UsageError
from generator.git import divergence, revision

TARGET_VARIABLES = ("GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
"""The variables in which GitHub and GitLab name the branch that a pull request goes to."""
BRANCHES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
SHALLOW_HINT = "fetch the history: git fetch --unshallow (actions/checkout: fetch-depth: 0; GitLab: GIT_DEPTH: 0)"
SHORT = 12


class Base(NamedTuple):
    """The commit to compare with, and how it was chosen, in words."""

    commit: str
    chosen: str


def find(top: str, named: str | None, head: str | None) -> Base:
    """The base of a review of `head`, a revision, or None for the working tree.

    Raises UsageError if there is none, NotReadyError if the clone lacks the history or branch to tell.
    """
    if named is not None:
        commit = revision.resolve(top, named)
        return Base(commit, f"base: {commit[:SHORT]}, {named}")
    head_commit = revision.resolve(top, head or "HEAD")
    branch, tip = _target(top)
    found = divergence.merge_base(top, head_commit, tip)
    if revision.shallow(top) and found in {"", head_commit}:
        raise NotReadyError("this clone is shallow, so the base of the change cannot be told", hint=SHALLOW_HINT)
    if not found:
        fact = f"{head or 'HEAD'} and {branch} have no common commit"
        raise UsageError(fact, hint="name the revision to compare with: --base REV")
    is_head = f", which is {head or 'HEAD'} itself" if found == head_commit else ""
    only = "; only what is not committed is compared" if is_head and head is None else ""
    return Base(found, f"base: {found[:SHORT]}, the merge base of {head or 'HEAD'} with {branch}{is_head}{only}")


def _target(top: str) -> tuple[str, str]:
    """The branch that a change goes to, and its commit."""
    for variable in TARGET_VARIABLES:
        branch = os.environ.get(variable)
        if branch:
            return _of_pull_request(top, branch, variable)
    for name in BRANCHES:
        commit = divergence.commit(top, f"refs/remotes/{name}" if "/" in name else f"refs/heads/{name}")
        if commit:
            return name, commit
    if revision.shallow(top):
        raise NotReadyError("this clone is shallow, so the base of the change cannot be told", hint=SHALLOW_HINT)
    raise UsageError(
        f"there is no {', '.join(BRANCHES[:-1])} or {BRANCHES[-1]} to compare with",
        hint="name the revision to compare with: --base REV",
    )


def _of_pull_request(top: str, branch: str, variable: str) -> tuple[str, str]:
    for name, ref in _refs(branch):
        commit = divergence.commit(top, ref)
        if commit:
            return name, commit
    hint = (
        SHALLOW_HINT
        if revision.shallow(top)
        else f"fetch it: git fetch origin {branch}, or name a revision: --base REV"
    )
    raise NotReadyError(f"{variable} names the branch {branch}, which is not in this clone", hint=hint)


def _refs(branch: str) -> Iterator[tuple[str, str]]:
    yield f"origin/{branch}", f"refs/remotes/origin/{branch}"
    yield branch, f"refs/heads/{branch}"
