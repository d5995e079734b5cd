"""Single files of a working tree: what is in the way of one, what it holds, and one taking its place in one step."""

import os
from contextlib import suppress
from stat import S_ISDIR, S_ISLNK, S_ISREG

from generator.files import writing


def obstacle(top: str, path: str) -> str:
    """Say what keeps the path from being a file of this working tree; empty where nothing does. Raises OSError."""
    place = top
    for part in path.split("/")[:-1]:
        place = os.path.join(place, part)
        mode = _mode(place)
        if mode is None:
            return ""
        if not S_ISDIR(mode):
            return f"{os.path.relpath(place, top)} is {_kind(mode)}, not a folder"
        if os.path.lexists(os.path.join(place, ".git")):
            return f"{os.path.relpath(place, top)} is another repository"
    mode = _mode(os.path.join(top, path))
    return "" if mode is None or S_ISREG(mode) else f"is {_kind(mode)}, not a file"


def content(path: str) -> bytes | None:
    """Read a file, None where there is none; raises OSError, for a link too."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read()


def place(path: str, content: bytes, temporary: str) -> None:
    """Give the path this content in one step, its file's mode and owner kept; `temporary` is a name beside it.

    What an earlier try left at the temporary name is overwritten. Raises OSError, and leaves what was there.
    """
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    beside = os.path.join(folder, temporary)
    like = os.lstat(path) if os.path.lexists(path) else None
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            if like is not None:
                writing.resemble(handle, like)
            file.write(content)
        os.replace(beside, path)
    except OSError:
        with suppress(OSError):
            os.unlink(beside)
        raise


def remove(top: str, path: str) -> None:
    """Remove the file, if it is still there, and the folders that it leaves empty; raises OSError."""
    with suppress(FileNotFoundError):
        os.unlink(os.path.join(top, path))
    with suppress(OSError):
        while path := path.rpartition("/")[0]:
            os.rmdir(os.path.join(top, path))


def _mode(path: str) -> int | None:
    try:
        return os.lstat(path).st_mode
    except FileNotFoundError:
        return None


def _kind(mode: int) -> str:
    if S_ISLNK(mode):
        return "a link"
    if S_ISDIR(mode):
        return "a folder"
    return "a file" if S_ISREG(mode) else "no regular file"
