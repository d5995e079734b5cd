"""The user's cache folder: what earlier runs found. Only ever a shortcut: nothing about it can fail a run, or ends up in output.

`TIDEGATE_CACHE` names the folder, and switches it off where it is empty; else it is where the system's users keep such things:
`tidegate` in `XDG_CACHE_HOME` or `~/.cache` on Linux. A folder that others can write to is not used.
"""

import os
from contextlib import suppress
from functools import cache

from generator.errors import NotReadyError
from generator.files import reading, writing

VARIABLE = "TIDEGATE_CACHE"
OTHERS = 0o022


def read(name: str) -> bytes:
    """What was kept under a name, empty where nothing was."""
    folder = _folder(_named())
    with suppress(OSError):
        return (reading.head(f"{folder}/{name}") if folder else None) or b""
    return b""


def write(name: str, content: bytes) -> None:
    """Keep something under a name: whole, or as if it had never been asked."""
    folder = _folder(_named())
    if folder:
        with suppress(NotReadyError):
            _writer(folder).write(f"{folder}/{name}", content)


@cache
def _writer(folder: str) -> writing.Writer:
    """One for the process, which first removes what killed runs left."""
    writing.sweep(folder)
    return writing.Writer()


def _named() -> str:
    named = os.environ.get(VARIABLE)
    if named is not None:
        return named
    import platformdirs  # 5 ms, which a run that names its folder does not pay

    try:
        usual = platformdirs.user_cache_dir("tidegate")
    except RuntimeError:  # a user without a home; older releases give the path with its `~`
        return ""
    return usual if os.path.isabs(usual) else ""


@cache
def _folder(named: str) -> str:
    """The folder, made where it is missing; empty where there is none to trust."""
    if not named:
        return ""
    try:
        os.makedirs(named, mode=0o700, exist_ok=True)
        status = os.stat(named)
    except OSError:
        return ""
    return named if status.st_uid == os.geteuid() and not status.st_mode & OTHERS else ""
