"""The state of a Git repository from which files are read: whether they are committed, the branch, and the address."""

import os
from collections.abc import Collection, Sequence
from typing import NamedTuple

from generator import errors
from generator.files import listing
from generator.git import runner, working_tree

TIME_LIMIT = 60.0  # seconds
CONTACT = 10.0  # seconds, to ask the remote for its default branch
USUAL = ("main", "master")


class Place(NamedTuple):
    """Where HEAD is: on a branch, or at a commit if it is detached; then `branch` is empty."""

    branch: str
    commit: str


def place(top: str) -> Place:
    """The branch and commit of the repository at `top`; `commit` is empty if there is none."""
    branch = _line(top, "symbolic-ref", "--short", "--quiet", "HEAD")
    return Place(branch, _line(top, "rev-parse", "--verify", "--quiet", "HEAD"))


def is_on(top: str, at: Place, branch: str) -> bool:
    """Whether HEAD is on a branch, or detached at one of its commits, as this clone knows it."""
    if at.branch:
        return at.branch == branch
    remote = _remote(top)
    names = [f"refs/remotes/{remote}/{branch}", f"refs/heads/{branch}"] if remote else [f"refs/heads/{branch}"]
    return any(_succeeds(top, "merge-base", "--is-ancestor", "HEAD", name) for name in names)


def changed(top: str, read: Collection[str]) -> Sequence[str]:
    """The paths, relative to the top, of tracked files that differ from the last commit, and of untracked ones that are `read`.

    An untracked file is read if it is among `read`, or below one of these.
    """
    arguments = ("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
    entries = os.fsdecode(_run(top, *arguments).out).split("\0")
    prefix = f"{os.path.realpath(top)}{os.sep}"
    names = {os.path.realpath(path).removeprefix(prefix) for path in read}
    return sorted(
        entry[3:] for entry in entries if entry and (not entry.startswith("??") or _is_read(entry[3:], names))
    )


def trailers(folder: str) -> list[tuple[str, str]]:
    """Trailers (name and value) for the repository of a folder, its last commit and the author; none outside of a repository."""
    top = working_tree.root(folder)
    if top is None or not place(top).commit:
        return []
    log = ("log", "-1", "--no-show-signature", "--format=%H%n%an <%ae>")
    commit, author = _run(folder, *log).text.splitlines()[:2]
    named = address(folder)
    dirty = "-dirty" if _run(folder, "status", "--porcelain", "--untracked-files=no").out else ""
    return [
        *([("Source-Repository", named)] if named else []),
        ("Source-Commit", commit + dirty),
        ("Co-authored-by", author),
    ]


def address(folder: str) -> str:
    """The address of the repository's remote, without secrets; empty if there is none."""
    name = _remote(folder)
    return runner.without_secrets(_line(folder, "remote", "get-url", name)) if name else ""


def default_branch(top: str) -> str:
    """The default branch: that of the remote as it was cloned, that of the pipeline, or that which the remote names.

    If the remote cannot be asked, it is the one of main and master that is there. Without a remote it is main or master, or
    the only branch. Empty if none of this tells, or if there are several remotes and none is `origin`.
    """
    remote = _remote(top)
    if not remote and _text(top, "remote"):
        return ""
    if not remote:
        listed = _text(top, "for-each-ref", "--format=%(refname:short)", "refs/heads").split()
        return next((name for name in USUAL if name in listed), listed[0] if len(listed) == 1 else "")
    cloned = _line(top, "symbolic-ref", "--short", "--quiet", f"refs/remotes/{remote}/HEAD")
    told = cloned.removeprefix(f"{remote}/") or os.environ.get("CI_DEFAULT_BRANCH", "") or _asked(top, remote)
    if told:
        return told
    known = [name for name in USUAL if _line(top, "rev-parse", "--verify", "--quiet", f"refs/remotes/{remote}/{name}")]
    return known[0] if len(known) == 1 else ""


def _asked(top: str, remote: str) -> str:
    """The default branch that the remote names; empty if it cannot be asked."""
    listed = _text(top, "ls-remote", "--symref", "--", remote, "HEAD", seconds=CONTACT)
    first = listed.partition("\n")[0]
    return first.removeprefix("ref: refs/heads/").partition("\t")[0] if first.startswith("ref: ") else ""


def _is_read(path: str, names: Collection[str]) -> bool:
    parts = path.split("/")
    return any("/".join(parts[: i + 1]) in names for i in range(len(parts)))


def _remote(folder: str) -> str:
    """The name of the remote that this repository was cloned from; empty if that is not clear."""
    names = _text(folder, "remote").split()
    return "origin" if "origin" in names else names[0] if len(names) == 1 else ""


def _line(folder: str, *arguments: str) -> str:
    return _text(folder, *arguments).partition("\n")[0].strip()


def _text(folder: str, *arguments: str, seconds: float = TIME_LIMIT) -> str:
    """What Git prints; empty if it fails or takes too long. Raises NotReadyError if another user owns the repository."""
    try:
        result = runner.run(arguments, folder=folder, seconds=seconds, session=True)
    except (errors.ProgramError, runner.TimedOutError):
        return ""
    refused = runner.untrusted(folder, result)
    if refused is not None:
        raise refused
    return result.text if result.code == 0 else ""


def _succeeds(folder: str, *arguments: str) -> bool:
    return runner.run(arguments, folder=folder, seconds=TIME_LIMIT).code == 0


def _run(folder: str, *arguments: str) -> runner.Result:
    """The result of a Git command. Raises NotReadyError if it fails: what it would tell must not be taken for nothing."""
    result = runner.run(arguments, folder=folder, seconds=TIME_LIMIT)
    if result.code != 0:
        raise runner.untrusted(folder, result) or runner.failed(arguments, result)
    return result


def root(path: str) -> str | None:
    """The top of the repository that holds a file or folder; None if there is none."""
    return working_tree.root(os.path.realpath(listing.folder_of(path)))
