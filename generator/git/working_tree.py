"""Query the Git repository of a folder, if it is in one: files that are not ignored, the last commit, the author.

If Git is not installed, the folder counts as being in no repository.
"""

import os
from collections.abc import Iterator

from generator import errors
from generator.git import runner
from generator.git.runner import Result

TIME_LIMIT = 60.0  # seconds


def files(folder: str, name: str) -> list[str] | None:
    """Files named `name` below a folder that Git does not ignore, relative to it; None outside of a repository or without Git.

    Repositories inside the folder, such as submodules, are searched, too; linked worktrees of this repository are not.
    Raises NotReadyError if Git cannot list the files of the repository: then it is unknown which ones are ignored.
    """
    top = root(folder)
    if top is None:
        return None
    # The last pattern lists folders that are repositories of their own
    patterns = (name, f"**/{name}", f":(glob)**/{name}", ":(glob)**/")
    options = ("-z", "--cached", "--others", "--exclude-standard")
    listed = _listed(folder, ("--no-literal-pathspecs", "ls-files", *options, "--", *patterns))
    if listed is None:
        return None
    repositories = {path.rstrip("/") for path in listed if path.endswith("/")}
    found = {path for path in listed if not path.endswith("/")}
    for relative in (*repositories, *_submodules(top, folder)):
        top_folder = os.path.join(folder, relative)
        if _is_own(top_folder):
            found.update(f"{relative}/{path}" for path in files(top_folder, name) or ())
    return sorted(found)


def _listed(folder: str, arguments: tuple[str, ...]) -> set[str] | None:
    """The paths that Git prints; None if it is not installed or the folder is in no repository."""
    try:
        result = runner.run(arguments, folder=folder)
    except errors.ProgramError:
        return None
    if result.code == 0:
        return set(_paths(result))
    if "not a git repository" in result.words and "filesystem boundary" not in result.words:
        return None
    raise runner.untrusted(folder, result) or errors.NotReadyError(
        f"{folder}: git ls-files failed: {result.words}",
        hint="files that Git ignores cannot be told from others: mend that, or name the project files one by one",
    )


def _submodules(top: str, folder: str) -> list[str]:
    """The paths of submodules below a folder, relative to it."""
    settings = os.path.join(top, ".gitmodules")
    if not os.path.isfile(settings):
        return []
    result = _query(top, "config", "-z", "--file", settings, "--get-regexp", r"^submodule\..*\.path$")
    paths = [os.path.join(top, each.partition("\n")[2]) for each in (_paths(result) if result else ())]
    relative = [os.path.relpath(path, os.path.abspath(folder)) for path in paths]
    return [path for path in relative if path.split("/")[0] not in {".", ".."}]


def _is_own(folder: str) -> bool:
    """Whether a folder is the top of a repository of its own, and not a linked worktree."""
    git_path = os.path.join(folder, ".git")
    if os.path.isdir(git_path):
        return True
    try:
        with open(git_path, encoding="utf-8", errors="surrogateescape") as file:
            return "/worktrees/" not in file.read(4096)
    except OSError:
        return False


def root(start: str) -> str | None:
    """The top folder of the working tree that contains the folder `start`; None if there is none."""
    folder = os.path.abspath(start)
    while True:
        if is_top(folder):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def is_top(folder: str) -> bool:
    """Whether a folder is the top of a working tree."""
    return os.path.lexists(os.path.join(folder, ".git"))


def tip(folder: str) -> str | None:
    """The id of HEAD's commit; None if there is none."""
    result = _query(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    return None if result is None else result.text.strip()


def identity(folder: str) -> list[str]:
    """The repository's own settings of author and committer (`user.name=Ada`); none outside of a repository."""
    pattern = r"^(user|author|committer)\.(name|email)$"
    result = _query(folder, "config", "--local", "-z", "--get-regexp", pattern) if root(folder) else None
    return [] if result is None else ["=".join(each.split("\n", 1)) for each in result.text.split("\0") if each]


def _query(folder: str, *arguments: str) -> Result | None:
    """The result of a Git command, None if it fails. Raises NotReadyError if another user owns the repository."""
    try:
        result = runner.run(arguments, folder=folder, seconds=TIME_LIMIT)
    except (errors.ProgramError, runner.TimedOutError):
        return None
    refused = runner.untrusted(folder, result)
    if refused is not None:
        raise refused
    return result if result.code == 0 else None


def _paths(result: Result) -> Iterator[str]:
    return filter(None, os.fsdecode(result.out).split("\0"))
