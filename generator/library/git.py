"""What Git knows of a working tree, where there is one."""

import os


def files(folder: str, name: str) -> list[str] | None:
    """Files called `name` below a folder that Git does not ignore, relative to it; None outside of a repository or without Git."""
    if root(folder) is None:
        return None
    import subprocess

    command = [
        "git",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "--",
        name,
        f"**/{name}",
        f":(glob)**/{name}",
    ]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        run = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=600,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if run.returncode != 0:
        return None
    return sorted({os.fsdecode(path) for path in run.stdout.split(b"\0") if path})


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


def _tell(folder: str, *arguments: str) -> str | None:
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
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout.decode(errors="replace") if run.returncode == 0 else None
