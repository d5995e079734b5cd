"""What Git knows of a working tree, where there is one."""

import os

PATHS = "surrogateescape"
"""What stands for bytes of a path that are no UTF-8, as in `os.fsdecode`."""


def files(folder: str, name: str) -> list[str] | None:
    """Files called `name` below a folder that Git does not ignore, relative to it; None outside of a repository or without Git.

    Repositories that lie in the folder, submodules among them, are searched too, other working trees of this one are not.
    """
    top = root(folder)
    if top is None:
        return None
    # The last of them has the folders that are repositories of their own
    specs = (name, f"**/{name}", f":(glob)**/{name}", ":(glob)**/")
    said = _tell(
        folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *specs, seconds=600, errors=PATHS
    )
    if said is None:
        return None
    listed = {path for path in said.split("\0") if path}
    inner = {path.rstrip("/") for path in listed if path.endswith("/")}
    found = {path for path in listed if not path.endswith("/")}
    for below in (*inner, *_submodules(top, folder)):
        place = os.path.join(folder, below)
        if _own(place):
            found.update(f"{below}/{path}" for path in files(place, name) or ())
    return sorted(found)


def _submodules(top: str, folder: str) -> list[str]:
    """Where submodules lie below a folder, relative to it."""
    settings = os.path.join(top, ".gitmodules")
    if not os.path.isfile(settings):
        return []
    said = _tell(top, "config", "-z", "--file", settings, "--get-regexp", r"^submodule\..*\.path$", errors=PATHS) or ""
    paths = [os.path.join(top, each.partition("\n")[2]) for each in said.split("\0") if each]
    below = [os.path.relpath(path, os.path.abspath(folder)) for path in paths]
    return [path for path in below if path.split(os.sep)[0] not in {os.curdir, os.pardir}]


def _own(folder: str) -> bool:
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
    """Trailers that say which commit the work comes from and who wrote it; none outside of a repository."""
    if root(folder) is None:
        return []
    said = _tell(folder, "log", "-1", "--format=%H%n%an <%ae>")
    if said is None:
        return []
    commit, author = said.splitlines()[:2]
    changed = _tell(folder, "status", "--porcelain", "--untracked-files=no")
    return [("Source-Commit", commit + ("-dirty" if changed else "")), ("Co-authored-by", author)]


def tip(folder: str) -> str | None:
    """The commit that HEAD is at, None where there is none."""
    said = _tell(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    return None if said is None else said.strip()


def identity(folder: str) -> list[str]:
    """Settings of the folder's own repository that say who commits (`user.name=Ada`); none outside of a repository."""
    if root(folder) is None:
        return []
    said = _tell(folder, "config", "--local", "-z", "--get-regexp", r"^(user|author|committer)\.(name|email)$")
    return ["=".join(each.split("\n", 1)) for each in (said or "").split("\0") if each]


def _tell(folder: str, *arguments: str, seconds: float = 60, errors: str = "replace") -> str | None:
    import subprocess

    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        run = subprocess.run(
            ["git", *arguments],  # noqa: S607 - Git is found on PATH, as users find it
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=seconds,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout.decode(errors=errors) if run.returncode == 0 else None
