"""Whole files on disk: written under a temporary name beside their place, which they then take in one step.

A reader finds the old file or the new one, never half of one, whatever stops the writer.
"""
# Tens of thousands of files in a run, and a Path costs more than the system call: plain strings.

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from generator import errors

TEMPORARY = ".tidegate-"
"""How the names of our temporary files begin; one that is found was left by a run that was killed."""

# Windows knows neither flag of links nor needs them: there only the checks beforehand hold.
NOFOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)

_TRIES = 5
_RIGHTS = "give the user that runs tidegate the right to read and write here"
_HINTS = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EROFS: "mount the file system for writing, or write into another folder",
    errno.ENOTDIR: "move away the file that lies where a folder should be",
    errno.EEXIST: "move away the file that lies where a folder should be",
    errno.EISDIR: "move away the folder that lies where a file should be",
}


@contextmanager
def refusal(path: str, deed: str) -> Iterator[None]:
    """Turn what the file system refuses inside into a NotReadyError: the path, the system's words, the way out."""
    try:
        yield
    except OSError as error:
        hint = _HINTS.get(error.errno or 0, "mend that")
        raise errors.NotReadyError(
            f"{path}: cannot be {deed}: {error.strerror or error}",
            hint=f"{hint}, then run the same command again: until then every file is whole, old or new",
        ) from error


class Writer:
    """Writes whole files, making the folders that they need."""

    def __init__(self) -> None:
        # No two runs may meet in a name, nor a run and what another left: process ids repeat in containers.
        self._temporary = f"{TEMPORARY}{os.urandom(8).hex()}"
        self._made: set[str] = set()

    def write(self, path: str, content: bytes, *, mode: int = 0o644) -> None:
        """Give the path this content in one step, its mode under the umask; where a link lies, it is replaced.

        Raises NotReadyError, and leaves what was there, where the file system refuses.
        """
        folder = os.path.dirname(path)
        with refusal(path, "written"):
            for _ in range(_TRIES - 1):
                # Another run may take an empty folder or a temporary file of ours for a leftover.
                with suppress(FileNotFoundError):
                    return self._place(folder, path, content, mode)
                self._made.discard(folder)
            return self._place(folder, path, content, mode)

    def _place(self, folder: str, path: str, content: bytes, mode: int) -> None:
        if folder not in self._made:
            os.makedirs(folder, exist_ok=True)
            self._made.add(folder)
        temporary = f"{folder}/{self._temporary}"
        try:
            _fill(temporary, content, mode)
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise


def _fill(path: str, content: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW, mode)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)


def read(path: str, most: int) -> bytes | None:
    """Read at most so many bytes of the file; None where there is none. Raises OSError, for a link too."""
    try:
        handle = os.open(path, os.O_RDONLY | NOFOLLOW)
    except FileNotFoundError:
        return None
    try:
        return os.read(handle, most)
    finally:
        os.close(handle)


def remove(path: str) -> None:
    """Remove the file, if it is still there; raises NotReadyError."""
    with refusal(path, "removed"), suppress(FileNotFoundError):
        os.unlink(path)
