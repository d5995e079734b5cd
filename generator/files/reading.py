"""Reading from disk: bounded, regular files only, and for what a project names never outside its own folder."""

import os
import stat

from generator.errors import NotReadyError

LIMIT = 1024 * 1024


def read(path: str, *, limit: int = LIMIT) -> bytes:
    """At most `limit` + 1 bytes of a regular file; NotReadyError where it cannot be read."""
    try:
        return _read(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), path, limit)
    except OSError as error:
        raise NotReadyError(
            f"{path} cannot be read: {error.strerror}", hint="check the path and its permissions"
        ) from error


def within(folder: str, path: str, *, limit: int = LIMIT) -> bytes:
    """A file below a folder, reached without following any link; ValueError says in words why not."""
    from pathlib import PurePosixPath  # slow to load, and few projects have files beside them

    parts = PurePosixPath(path).parts
    if not parts or PurePosixPath(path).is_absolute() or ".." in parts:
        raise ValueError("it is outside the project's folder")
    try:
        at = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for part in parts[:-1]:
            at = _step(at, part, os.O_RDONLY | os.O_DIRECTORY)
        return _read(_step(at, parts[-1], os.O_RDONLY | os.O_NONBLOCK), path, limit)
    except NotReadyError as error:
        raise ValueError(error.message.removeprefix(f"{path} ")) from error
    except OSError as error:
        raise ValueError(_words(error)) from error


def _step(at: int, part: str, flags: int) -> int:
    try:
        if stat.S_ISLNK(os.stat(part, dir_fd=at, follow_symlinks=False).st_mode):
            raise ValueError("it is a link, and links are not followed")
        return os.open(part, flags | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=at)
    finally:
        os.close(at)


def _words(error: OSError) -> str:
    return "there is no such file" if isinstance(error, FileNotFoundError) else f"it cannot be read: {error.strerror}"


def _read(descriptor: int, path: str, limit: int) -> bytes:
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotReadyError(f"{path} is no regular file", hint="name a file")
        return file.read(limit + 1)
