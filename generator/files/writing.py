"""Write files atomically: to a temporary file first, which then replaces the target, or to a temporary folder.

A reader finds the old file or the new one, never a part of one. A process locks what it writes under a temporary name, and the lock
ends with the process: so `sweep` can tell the files of killed runs from those still being written. Every file that others may
read at the same time is written here. Nothing is synced to disk (`fsync`): after a power failure, the same command, or Git,
restores what is missing.
"""
# Paths are strings: a run handles tens of thousands of files, and making a Path costs more than the system call.

import errno
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from stat import S_IMODE, S_ISDIR, S_ISREG

from generator import errors
from generator.files import listing, locking, status
from generator.files.listing import FileType
from generator.files.status import Status

TEMPORARY = ".tidegate-"
"""The prefix of temporary names; an unlocked file with it was left by a killed run."""

_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_TEMPORARY_NAME = re.compile(rf"{re.escape(TEMPORARY)}[0-9a-f]{{16}}")
_TRIES = 5
_PERMISSION_HINT = "give the user that runs tidegate the right to read and write here"
_HINTS = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EACCES: _PERMISSION_HINT,
    errno.EPERM: _PERMISSION_HINT,
    errno.EROFS: "mount the file system for writing, or write into another folder",
    errno.ENOTDIR: "move away the file that lies where a folder should be",
    errno.EEXIST: "move away the file that lies where a folder should be",
    errno.EISDIR: "move away the folder that lies where a file should be",
}


@contextmanager
def refusal(path: str, participle: str) -> Iterator[None]:
    """Turn an OSError inside into a NotReadyError `<path>: cannot be <participle>: <system's message>` with a hint."""
    try:
        yield
    except OSError as error:
        raise _refused(path, participle, error) from error


def _refused(path: str, participle: str, error: OSError) -> errors.NotReadyError:
    hint = _HINTS.get(error.errno or 0, "mend that")
    return errors.NotReadyError(
        f"{path}: cannot be {participle}: {error.strerror or error}",
        hint=f"{hint}, then run the same command again: until then every file is whole, old or new",
    )


class Writer:
    """Writes files atomically, and creates their folders."""

    def __init__(self) -> None:
        # Random, not the process id: ids repeat in containers, and runs must not share a temporary file.
        self._temporary = f"{TEMPORARY}{os.urandom(8).hex()}"
        self._existing: set[str] = set()
        self._empty: set[str] = set()  # apart from files of this writer

    def write(
        self, path: str, content: bytes, *, temporary_folder: str = "", shown: str = "", looked: bool = False
    ) -> Status | None:
        """Replace the file's content in one step; it keeps its mode and, if permitted, its owner.

        A new file gets its mode from the umask; a link is replaced by a file. The temporary file is in the folder
        `temporary_folder`, by default that of the path. With `looked`, the status of the new file is returned, unless
        somebody else has changed it since. Raises NotReadyError if the file system refuses, and then leaves the old file;
        `shown` is the path in that message.
        """
        folder = _parent(path)
        for tries_left in reversed(range(_TRIES)):
            try:
                return self._replace(folder, path, content, temporary_folder or folder, looked=looked)
            except OSError as error:
                # Another run may have removed an empty folder, or this temporary file before it was locked.
                if not tries_left or not isinstance(error, FileNotFoundError):
                    raise _refused(shown or path, "written", error) from error
                self._existing.clear()
                self._empty.clear()
        return None

    def _replace(self, folder: str, path: str, content: bytes, temporary_folder: str, *, looked: bool) -> Status | None:
        for needed in (folder, temporary_folder):
            if needed not in self._existing:
                self._make_folder(needed)
        temporary = f"{temporary_folder}/{self._temporary}"
        template = None if folder in self._empty else _current_status(path)
        try:
            handle = os.open(temporary, _NEW, 0o666)
            try:
                _write_locked(handle, content, template)
                os.replace(temporary, path)
                return _look(handle, content) if looked else None
            finally:
                os.close(handle)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise

    def write_folder(self, path: str, files: Mapping[str, bytes], *, looked: bool = False) -> dict[str, Status | None]:
        """Write a new folder with these files, by path in it, so that it appears at once: that is faster than each on its own.

        With `looked`, the status of each file is returned, as by `write`. Nothing is written and the result is empty if there is
        something at the path, or if the file system refuses: `write` says why.
        """
        parent = _parent(path)
        temporary = f"{parent}/{self._temporary}"
        try:
            if parent not in self._existing:
                self._make_folder(parent)
            os.mkdir(temporary)
        except OSError:
            return {}
        try:
            lock = os.open(temporary, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                with suppress(OSError):  # a file system without locks
                    if not locking.acquire(lock):
                        return {}  # another run takes it for what a killed one left, and removes it
                found = _fill(temporary, files, looked=looked)
                os.replace(temporary, path)
            finally:
                os.close(lock)
        except OSError:
            _remove_tree(temporary)
            return {}
        except BaseException:
            _remove_tree(temporary)
            raise
        return found

    def _make_folder(self, folder: str) -> None:
        """Create the folder and its parents; for an existing one, this is a single system call."""
        parent = _parent(folder)
        if parent not in {"", folder} and not (parent in self._existing or os.path.exists(parent)):
            self._make_folder(parent)
        try:
            os.mkdir(folder)
            self._empty.add(folder)
        except FileExistsError:
            if not os.path.isdir(folder):
                raise
        self._existing.add(folder)


def _parent(path: str) -> str:
    """The folder of a path, `.` for a bare name.

    `os.path.dirname` takes as long as writing a small file.
    """
    parent, slash, _ = path.rpartition("/")
    return parent or slash or "."


def _current_status(path: str) -> os.stat_result | None:
    with suppress(FileNotFoundError):
        found = os.lstat(path)
        return found if S_ISREG(found.st_mode) else None
    return None


def _write_locked(handle: int, content: bytes, template: os.stat_result | None) -> None:
    try:  # noqa: SIM105 - three calls fewer for each of many thousand files
        locking.acquire(handle)
    except OSError:
        pass  # a file system without locks
    if template is not None:
        _copy_attributes(handle, template)
    _write(handle, content)


def _write(handle: int, content: bytes) -> None:
    done = os.write(handle, content)
    while done < len(content):
        done += os.write(handle, content[done:])


def _fill(top: str, files: Mapping[str, bytes], *, looked: bool) -> dict[str, Status | None]:
    """Write files into a folder that nobody else knows, with the folders in it; see `write_folder`."""
    found: dict[str, Status | None] = {}
    made = {""}
    for name, content in files.items():
        _make_below(top, name.rpartition("/")[0], made)
        handle = os.open(f"{top}/{name}", _NEW, 0o666)
        try:
            _write(handle, content)
            found[name] = _look(handle, content) if looked else None
        finally:
            os.close(handle)
    return found


def _make_below(top: str, folder: str, made: set[str]) -> None:
    """Create a folder below another, and those between them; `made` are there."""
    if folder not in made:
        _make_below(top, folder.rpartition("/")[0], made)
        os.mkdir(f"{top}/{folder}")
        made.add(folder)


def _look(handle: int, content: bytes) -> Status | None:
    """The status of an open file, which is then read: None if it does not have the content."""
    found = status.of(os.fstat(handle))
    return found if os.pread(handle, len(content) + 1, 0) == content else None


def _copy_attributes(handle: int, template: os.stat_result) -> None:
    """Give an open file the mode of another and, if permitted, its owner."""
    mine = os.fstat(handle)
    if (mine.st_uid, mine.st_gid) != (template.st_uid, template.st_gid):
        for owner in (template.st_uid, -1):  # else its group at least
            with suppress(OSError):
                os.fchown(handle, owner, template.st_gid)
                break
    if S_IMODE(mine.st_mode) != S_IMODE(template.st_mode):
        os.fchmod(handle, S_IMODE(template.st_mode))


def sweep(folder: str) -> None:
    """Remove the temporary files of killed runs from a folder, but none that is still being written."""
    with suppress(OSError):
        for name, kind in listing.entries(folder):
            if kind is FileType.FILE and is_temporary(name):
                discard(os.path.join(folder, name))


def is_temporary(name: str) -> bool:
    """Whether a name is one that a Writer gives to temporary files and folders."""
    return _TEMPORARY_NAME.fullmatch(name) is not None


def discard(path: str) -> None:
    """Remove a temporary file or folder, unless another process still writes it or the file system refuses."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            if locking.acquire(handle):
                if S_ISDIR(os.fstat(handle).st_mode):
                    _remove_tree(path)
                else:
                    os.unlink(path)
        finally:
            os.close(handle)


def _remove_tree(path: str) -> None:
    import shutil  # slow to load, and hardly ever needed

    shutil.rmtree(path, ignore_errors=True)


def remove(path: str) -> None:
    """Remove the file, if it exists. Raises NotReadyError if the file system refuses."""
    with refusal(path, "removed"), suppress(FileNotFoundError):
        os.unlink(path)
