"""Read files, always with a size limit: files that users name, files in a project's folder, and files that tidegate writes.

A file that a user names may be a link; in a GitOps repository, a cache or a Git folder links are never followed.
"""

import errno
import os
import stat
import sys

from generator.errors import NotReadyError

LIMIT = 1024 * 1024
"""The most bytes of a file that users write."""

LARGEST = 16 * 1024 * 1024
"""The most bytes of a file that tidegate writes; real ones are far smaller."""

STANDARD_INPUT = "<stdin>"
"""The path that stands for standard input, in messages too; a file of that name is `./<stdin>`."""

_CHUNK = 64 * 1024
# Opening a pipe must not block until a writer opens it.
_OPEN = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


class IrregularError(ValueError):
    """A path that leads to a pipe, a socket or a device."""


def read(path: str, *, limit: int = LIMIT) -> bytes:
    """At most `limit` + 1 bytes of a regular file or of standard input, so that a longer one can be recognised.

    Raises NotReadyError if it cannot be read.
    """
    if path == STANDARD_INPUT:
        return _read_standard_input(limit)
    try:
        return _read_regular(os.open(path, _OPEN), path, limit)
    except IrregularError as error:
        raise NotReadyError(f"{path} {error}", hint="name a file") from None
    except OSError as error:
        raise NotReadyError(
            f"{path} cannot be read: {error.strerror}", hint="check the path and its permissions"
        ) from error


def _read_standard_input(limit: int) -> bytes:
    if sys.stdin is None:  # closed by the parent process
        raise NotReadyError("standard input is closed", hint="name a file")
    return sys.stdin.buffer.read(limit + 1)


def within(folder: str, path: str, *, limit: int = LIMIT) -> bytes:
    """At most `limit` + 1 bytes of a file below a folder, without following links; ValueError with a message if that fails."""
    from pathlib import PurePosixPath  # slow to load, and few projects have files besides ml-project.yaml

    parts = PurePosixPath(path).parts
    if not parts or PurePosixPath(path).is_absolute() or ".." in parts:
        raise ValueError("it is outside the project's folder")
    try:
        folder_handle = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for part in parts[:-1]:
            folder_handle = _open_in(folder_handle, part, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        return _read_regular(_open_in(folder_handle, parts[-1], _OPEN), path, limit)
    except OSError as error:
        raise ValueError(_describe(error)) from error


def content(path: str) -> bytes | None:
    """The bytes of a file that tidegate writes; None if it does not exist.

    Raises OSError if it cannot be read, is a link or has more than `LARGEST` bytes.
    """
    handle = _open_no_follow(path)
    if handle is None:
        return None
    try:
        content_read = _read_all(handle, LARGEST + 1)
    finally:
        os.close(handle)
    if len(content_read) > LARGEST:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
    return content_read


def head(path: str, size: int = LARGEST) -> bytes | None:
    """At most the first `size` bytes of a file that tidegate writes; None if it does not exist. Raises OSError, also for a link.

    Fast for many small files: a short read counts as the end of the file, so on a file system that returns fewer bytes
    than asked for, the result may be too short. Use it only where that does no harm.
    """
    handle = _open_no_follow(path)
    if handle is None:
        return None
    try:
        requested = min(size, _CHUNK)
        content_read = os.read(handle, requested)
        return (
            content_read
            if len(content_read) < requested or requested == size
            else content_read + _read_all(handle, size - requested)
        )
    finally:
        os.close(handle)


def _open_no_follow(path: str) -> int | None:
    try:
        return os.open(path, _OPEN | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None


def _open_in(folder_handle: int, part: str, flags: int) -> int:
    try:
        if stat.S_ISLNK(os.stat(part, dir_fd=folder_handle, follow_symlinks=False).st_mode):
            raise ValueError("it is a link, and links are not followed")
        return os.open(part, flags | os.O_NOFOLLOW, dir_fd=folder_handle)
    finally:
        os.close(folder_handle)


def _describe(error: OSError) -> str:
    return "there is no such file" if isinstance(error, FileNotFoundError) else f"it cannot be read: {error.strerror}"


def _read_regular(handle: int, path: str, limit: int) -> bytes:
    """At most `limit` + 1 bytes of an open file, which is closed."""
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(mode):
            raise IrregularError("is not a regular file")
        return _read_all(handle, limit + 1)
    finally:
        os.close(handle)


def _read_all(handle: int, size: int) -> bytes:
    """The rest of an open file, at most `size` bytes."""
    parts = []
    while size > 0 and (part := os.read(handle, min(size, _CHUNK))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
