"""What Git knows of a folder that may lie in a working tree: the files that it does not ignore, its last commit, who commits.

Git not being installed counts as there being no repository.
"""

import os
from collections.abc import Iterator

from generator import errors
from generator.git import runner
from generator.git.runner import Answer

QUICKLY = 60.0  # seconds


def files(folder: str, name: str) -> list[str] | None:
    """Files called `name` below a folder that Git does not ignore, relative to it; None outside of a repository or without Git.

    Repositories that lie in the folder, submodules among them, are searched too, other working trees of this one are not.
    Raises NotReadyError where there is a repository but Git does not list its files: then nobody knows what is ignored.
    """
    top = root(folder)
    if top is None:
        return None
    # The last of them has the folders that are repositories of their own
    patterns = (name, f"**/{name}", f":(glob)**/{name}", ":(glob)**/")
    options = ("-z", "--cached", "--others", "--exclude-standard")
    listed = _listed(folder, ("--no-literal-pathspecs", "ls-files", *options, "--", *patterns))
    if listed is None:
        return None
    inner = {path.rstrip("/") for path in listed if path.endswith("/")}
    found = {path for path in listed if not path.endswith("/")}
    for below in (*inner, *_submodules(top, folder)):
        place = os.path.join(folder, below)
        if _is_own(place):
            found.update(f"{below}/{path}" for path in files(place, name) or ())
    return sorted(found)


def _listed(folder: str, arguments: tuple[str, ...]) -> set[str] | None:
    """The paths that Git prints; None where it is not installed or takes the folder for none of a repository's."""
    try:
        answer = runner.run(arguments, folder=folder)
    except errors.ProgramError:
        return None
    if answer.code == 0:
        return set(_paths(answer))
    if "not a git repository" in answer.words and "filesystem boundary" not in answer.words:
        return None
    raise runner.untrusted(folder, answer) or errors.NotReadyError(
        f"{folder}: git ls-files failed: {answer.words}",
        hint="files that Git ignores cannot be told from others: mend that, or name the project files one by one",
    )


def _submodules(top: str, folder: str) -> list[str]:
    """Where submodules lie below a folder, relative to it."""
    settings = os.path.join(top, ".gitmodules")
    if not os.path.isfile(settings):
        return []
    answer = _asked(top, "config", "-z", "--file", settings, "--get-regexp", r"^submodule\..*\.path$")
    paths = [os.path.join(top, each.partition("\n")[2]) for each in (_paths(answer) if answer else ())]
    below = [os.path.relpath(path, os.path.abspath(folder)) for path in paths]
    return [path for path in below if path.split("/")[0] not in {".", ".."}]


def _is_own(folder: str) -> bool:
    """Whether a folder is the top of a repository of its own, and no other working tree of one."""
    mark = os.path.join(folder, ".git")
    if os.path.isdir(mark):
        return True
    try:
        with open(mark, encoding="utf-8", errors="surrogateescape") as file:
            return "/worktrees/" not in file.read(4096)
    except OSError:
        return False


def root(start: str) -> str | None:
    """The top of the working tree that a folder lies in."""
    folder = os.path.abspath(start)
    while True:
        if os.path.lexists(os.path.join(folder, ".git")):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def source(folder: str) -> list[tuple[str, str]]:
    """Trailers that name the commit that the work comes from and its author; none outside of a repository."""
    answer = _asked(folder, "log", "-1", "--no-show-signature", "--format=%H%n%an <%ae>") if root(folder) else None
    if answer is None:
        return []
    commit, author = answer.text.splitlines()[:2]
    changed = _asked(folder, "status", "--porcelain", "--untracked-files=no")
    return [
        ("Source-Commit", commit + ("-dirty" if changed is not None and changed.out else "")),
        ("Co-authored-by", author),
    ]


def tip(folder: str) -> str | None:
    """The commit that HEAD is at, None where there is none."""
    answer = _asked(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    return None if answer is None else answer.text.strip()


def identity(folder: str) -> list[str]:
    """Settings of the folder's own repository that say who commits (`user.name=Ada`); none outside of a repository."""
    pattern = r"^(user|author|committer)\.(name|email)$"
    answer = _asked(folder, "config", "--local", "-z", "--get-regexp", pattern) if root(folder) else None
    return [] if answer is None else ["=".join(each.split("\n", 1)) for each in answer.text.split("\0") if each]


def _asked(folder: str, *arguments: str) -> Answer | None:
    """Git's answer, None where it fails; NotReadyError where it refuses the repository as another user's."""
    try:
        answer = runner.run(arguments, folder=folder, seconds=QUICKLY)
    except (errors.ProgramError, runner.TimedOutError):
        return None
    refused = runner.untrusted(folder, answer)
    if refused is not None:
        raise refused
    return answer if answer.code == 0 else None


def _paths(answer: Answer) -> Iterator[str]:
    return filter(None, os.fsdecode(answer.out).split("\0"))
