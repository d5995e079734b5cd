"""Reading from disk, always bounded: files that a person names, files below a project's folder, and files that we own.

A person's file may be a link. What lies in a GitOps repository, a cache or a Git folder is never reached through one.
"""

import errno
import os
import stat

from generator.errors import NotReadyError

LIMIT = 1024 * 1024
"""Bytes of a file that a person writes."""

LARGEST = 16 * 1024 * 1024
"""Bytes of a file that we own: far more than any is long."""

_CHUNK = 64 * 1024
# A pipe must not wait for its writer.
_OPEN = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


class IrregularError(ValueError):
    """A path that leads to a pipe, a socket or a device."""


def read(path: str, *, limit: int = LIMIT) -> bytes:
    """At most `limit` + 1 bytes of a regular file; NotReadyError where it cannot be read."""
    try:
        return _regular(os.open(path, _OPEN), path, limit)
    except IrregularError as error:
        raise NotReadyError(f"{path} {error}", hint="name a file") from None
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
            at = _step(at, part, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        return _regular(_step(at, parts[-1], _OPEN), path, limit)
    except OSError as error:
        raise ValueError(_words(error)) from error


def content(path: str) -> bytes | None:
    """A whole file of ours, None where there is none. Raises OSError, for a link and for a file beyond `LARGEST`, too."""
    handle = _open_own(path)
    if handle is None:
        return None
    try:
        found = _all(handle, LARGEST + 1)
    finally:
        os.close(handle)
    if len(found) > LARGEST:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
    return found


def head(path: str, size: int = LARGEST) -> bytes | None:
    """At most the first `size` bytes of a file of ours, None where there is none. Raises OSError, for a link, too.

    For many files: the end of a small file is taken from one read, so that a file system that gives less than it has may
    make a file seem shorter than it is. Use it where that does no harm.
    """
    handle = _open_own(path)
    if handle is None:
        return None
    try:
        asked = min(size, _CHUNK)
        found = os.read(handle, asked)
        return found if len(found) < asked or asked == size else found + _all(handle, size - asked)
    finally:
        os.close(handle)


def _open_own(path: str) -> int | None:
    try:
        return os.open(path, _OPEN | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None


def _step(at: int, part: str, flags: int) -> int:
    try:
        if stat.S_ISLNK(os.stat(part, dir_fd=at, follow_symlinks=False).st_mode):
            raise ValueError("it is a link, and links are not followed")
        return os.open(part, flags | os.O_NOFOLLOW, dir_fd=at)
    finally:
        os.close(at)


def _words(error: OSError) -> str:
    return "there is no such file" if isinstance(error, FileNotFoundError) else f"it cannot be read: {error.strerror}"


def _regular(handle: int, path: str, limit: int) -> bytes:
    """At most `limit` + 1 bytes of an open file, which is closed."""
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(mode):
            raise IrregularError("is no regular file")
        return _all(handle, limit + 1)
    finally:
        os.close(handle)


def _all(handle: int, size: int) -> bytes:
    """What an open file holds from here on, at most so many bytes."""
    parts = []
    while size > 0 and (part := os.read(handle, min(size, _CHUNK))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
