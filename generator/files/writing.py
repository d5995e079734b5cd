"""Whole files on disk: written under a temporary name beside their place, which they then take in one step.

A reader finds the old file or the new one, never half of one, whatever stops the writer. While a temporary file is written its
writer holds a lock on it, which ends with that process: so what a killed one left is told from what is still at work. Every file
that others read meanwhile is written here, with one rule for temporary names, locks and modes. Nothing waits for the disk
(`fsync`): after a power cut the same command, or Git, brings back what is missing.
"""
# Tens of thousands of files in a run, and a Path costs more than the system call: plain strings.

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from stat import S_IMODE, S_ISREG

from generator import errors
from generator.files import listing, locking
from generator.files.listing import FileType

TEMPORARY = ".tidegate-"
"""How the names of our temporary files begin; one that is found was left by a run that was killed."""

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_OURS = re.compile(rf"{re.escape(TEMPORARY)}[0-9a-f]{{16}}")
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
        raise _refused(path, deed, error) from error


def _refused(path: str, deed: str, error: OSError) -> errors.NotReadyError:
    hint = _HINTS.get(error.errno or 0, "mend that")
    return errors.NotReadyError(
        f"{path}: cannot be {deed}: {error.strerror or error}",
        hint=f"{hint}, then run the same command again: until then every file is whole, old or new",
    )


class Writer:
    """Writes whole files, making the folders that they need."""

    def __init__(self) -> None:
        # No two runs may meet in a name, nor a run and what another left: process ids repeat in containers.
        self._temporary = f"{TEMPORARY}{os.urandom(8).hex()}"
        self._made: set[str] = set()
        self._empty: set[str] = set()  # but for what this writer wrote

    def write(self, path: str, content: bytes, *, beside: str = "", shown: str = "") -> None:
        """Give the path this content in one step; the file keeps its mode and, as far as we may give it away, its owner.

        A new file gets what the umask leaves; where a link lies, it is replaced. The temporary file lies in the folder
        `beside`, else in the path's own. Raises NotReadyError, and leaves what was there, where the file system refuses;
        `shown` is the path as messages have it.
        """
        folder = _above(path)
        for left in reversed(range(_TRIES)):
            try:
                self._place(folder, path, content, beside or folder)
            except OSError as error:
                # Another run may take an empty folder or a temporary file of ours for a leftover.
                if not left or not isinstance(error, FileNotFoundError):
                    raise _refused(shown or path, "written", error) from error
                self._made.clear()
                self._empty.clear()
            else:
                return

    def _place(self, folder: str, path: str, content: bytes, beside: str) -> None:
        for needed in (folder, beside):
            if needed not in self._made:
                self._make(needed)
        temporary = f"{beside}/{self._temporary}"
        try:
            _fill(temporary, content, None if folder in self._empty else _present(path))
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise

    def _make(self, folder: str) -> None:
        """Make the folder with those above it; one that is there costs a single call."""
        above = _above(folder)
        if above not in {"", folder} and not (above in self._made or os.path.exists(above)):
            self._make(above)
        try:
            os.mkdir(folder)
            self._empty.add(folder)
        except FileExistsError:
            if not os.path.isdir(folder):
                raise
        self._made.add(folder)


def _above(path: str) -> str:
    """The folder that a path is in, `.` for a bare name.

    `os.path.dirname` costs as much as a small file's write.
    """
    above, slash, _ = path.rpartition("/")
    return above or slash or "."


def _present(path: str) -> os.stat_result | None:
    with suppress(FileNotFoundError):
        found = os.lstat(path)
        return found if S_ISREG(found.st_mode) else None
    return None


def _fill(path: str, content: bytes, like: os.stat_result | None) -> None:
    handle = os.open(path, _NEW, 0o666)
    try:
        with suppress(OSError):  # a file system without locks
            locking.acquire(handle)
        if like is not None:
            _resemble(handle, like)
        done = os.write(handle, content)
        while done < len(content):
            done += os.write(handle, content[done:])
    finally:
        os.close(handle)


def _resemble(handle: int, like: os.stat_result) -> None:
    """Give an open file the mode of another and, as far as we may give it away, the owner."""
    mine = os.fstat(handle)
    if (mine.st_uid, mine.st_gid) != (like.st_uid, like.st_gid):
        for owner in (like.st_uid, -1):  # else its group at least
            with suppress(OSError):
                os.fchown(handle, owner, like.st_gid)
                break
    if S_IMODE(mine.st_mode) != S_IMODE(like.st_mode):
        os.fchmod(handle, S_IMODE(like.st_mode))


def sweep(folder: str) -> None:
    """Remove what killed runs left in a folder under a temporary name, and nothing that is still written."""
    with suppress(OSError):
        for name, kind in listing.entries(folder):
            if kind is FileType.FILE and _OURS.fullmatch(name):
                discard(os.path.join(folder, name))


def discard(path: str) -> None:
    """Remove a temporary file, unless another process still writes it, or it is not ours to remove."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            if locking.acquire(handle):
                os.unlink(path)
        finally:
            os.close(handle)


def remove(path: str) -> None:
    """Remove the file, if it is still there; raises NotReadyError."""
    with refusal(path, "removed"), suppress(FileNotFoundError):
        os.unlink(path)
