"""Locks on a working tree: one tidegate process at a time, and no Git command while the index is updated."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from generator import errors
from generator.files import locking, writing
from generator.git.repository import Repository

WAIT = 10.0  # seconds: longer than a commit of tidegate takes
_PAUSE = 0.02  # seconds


def folder(repository: Repository) -> str:
    """The folder in the Git folder for tidegate's own files."""
    return os.path.join(repository.folder, "tidegate")


@contextmanager
def exclusive(repository: Repository, wait: float) -> Iterator[int]:
    """Hold tidegate's lock on the working tree; gives its file descriptor, for Git processes to inherit.

    The lock ends when this and the inheriting processes have ended. Raises NotReadyError if another process still holds it
    after `wait` seconds, or if the file system has no locks.
    """
    path = os.path.join(folder(repository), "lock")
    with writing.refusal(path, "written"):
        os.makedirs(folder(repository), exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
    try:
        end = time.monotonic() + wait
        while not _acquired(handle, path):
            _pause(
                end,
                f"{repository.top}: another tidegate process is running in this working tree",
                "wait for it, then run the same command again",
            )
        yield handle
    finally:
        os.close(handle)


def _acquired(handle: int, path: str) -> bool:
    with writing.refusal(path, "locked"):
        return locking.acquire(handle)


@contextmanager
def index(repository: Repository, wait: float) -> Iterator[None]:
    """Hold `index.lock` as Git commands do; only under `exclusive`. Raises NotReadyError if another process keeps it."""
    lock = os.path.join(repository.folder, "index.lock")
    # A hard link to a file of our own: so the lock that a killed run left can be told from that of another Git command.
    ours = os.path.join(folder(repository), "index.lock")
    with writing.refusal(lock, "written"):
        os.close(os.open(ours, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o666))
    abandon(repository)
    end = time.monotonic() + wait
    while True:
        with suppress(FileExistsError), _refused(lock):
            os.link(ours, lock)
            break
        _pause(
            end,
            f"{lock}: another git command is running in this working tree",
            "wait for it, or remove the file if none is, then run the same command again",
        )
    try:
        yield
    finally:
        abandon(repository)


def abandon(repository: Repository) -> None:
    """Remove `index.lock` if tidegate made it; only under `exclusive`."""
    lock = os.path.join(repository.folder, "index.lock")
    with suppress(FileNotFoundError), _refused(lock):
        if os.path.samefile(lock, os.path.join(folder(repository), "index.lock")):
            os.unlink(lock)


@contextmanager
def _refused(lock: str) -> Iterator[None]:
    try:
        yield
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError as error:
        raise errors.NotReadyError(
            f"{lock}: cannot be written: {error.strerror}", hint="mend that, then run the same command again"
        ) from error


def _pause(end: float, fact: str, hint: str) -> None:
    if time.monotonic() > end:
        raise errors.NotReadyError(fact, hint=hint)
    time.sleep(_PAUSE)
