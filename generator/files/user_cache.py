"""The user's cache folder, with results of earlier runs. It only saves time: its errors are ignored, and no output depends on it.

`TIDEGATE_CACHE` names the folder; an empty value switches the cache off. The default is the system's place for user caches: on
Linux `tidegate` in `XDG_CACHE_HOME` or `~/.cache`. A folder that other users can write to is not used.
"""

import os
from contextlib import suppress
from functools import cache

from generator.errors import NotReadyError
from generator.files import reading, writing

VARIABLE = "TIDEGATE_CACHE"
WRITABLE_BY_OTHERS = 0o022


def is_used() -> bool:
    """Whether there is a cache: what only it needs is not worth making without it."""
    return bool(_folder(_configured()))


def read(name: str) -> bytes:
    """The content of a cache entry; empty if there is none."""
    folder = _folder(_configured())
    with suppress(OSError):
        return (reading.head(f"{folder}/{name}") if folder else None) or b""
    return b""


def write(name: str, content: bytes) -> None:
    """Write a cache entry in one step; errors are ignored."""
    folder = _folder(_configured())
    if folder:
        with suppress(NotReadyError):
            _writer(folder).write(f"{folder}/{name}", content)


@cache
def _writer(folder: str) -> writing.Writer:
    """The Writer of this process; temporary files of killed runs are removed first."""
    writing.sweep(folder)
    return writing.Writer()


def _configured() -> str:
    configured = os.environ.get(VARIABLE)
    if configured is not None:
        return configured
    import platformdirs  # takes 5 ms, which a run with TIDEGATE_CACHE saves

    try:
        default = platformdirs.user_cache_dir("tidegate")
    except RuntimeError:  # a user without a home; older releases give the path with its `~`
        return ""
    return default if os.path.isabs(default) else ""


@cache
def _folder(configured: str) -> str:
    """The folder, created if missing; empty if it cannot be used or other users can write to it."""
    if not configured:
        return ""
    try:
        os.makedirs(configured, mode=0o700, exist_ok=True)
        status = os.stat(configured)
    except OSError:
        return ""
    return configured if status.st_uid == os.geteuid() and not status.st_mode & WRITABLE_BY_OTHERS else ""
