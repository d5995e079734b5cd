"""Write a text in several files, the second as `NAME-2.md` and so on, and remove what is left of a longer one."""

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

from generator.files import reading, writing

MOST_LINKS = 40
"""As many links as Linux follows."""


def write(file: Path, parts: Sequence[str], *, stale: Callable[[str], bool]) -> None:
    """Write each part to its file. Files that follow the last one are removed if they hold what is `stale`.

    A link stays, and the file that it leads to is written. A device or a pipe, such as `/dev/stdout`, gets all parts in a row.
    Raises NotReadyError if a file cannot be written.
    """
    with writing.refusal(str(file), "written"):
        if _is_stream(file):
            _append(file, "".join(parts))
            return
        file = file.resolve()
        writer = writing.Writer()
        for path, text in zip(_names(file), parts, strict=False):
            writer.write(str(path), text.encode())
        for number, path in enumerate(_names(file)):
            if number < len(parts):
                continue
            content = reading.content(str(path))
            if content is None or not stale(content.decode(errors="replace")):
                break
            path.unlink()


def _is_stream(file: Path) -> bool:
    """Whether a path leads to no file, or to one that this process has open (`/dev/stdout`, with `>> log` of the shell)."""
    return _is_open(file) or (file.exists() and not file.is_file())


def _is_open(file: Path) -> bool:
    """Whether a path leads through the open files of a process: /dev/stdout is a link to /proc/self/fd/1, or to fd/1 beside it."""
    for _ in range(MOST_LINKS):
        file = file.absolute()
        if file.is_relative_to("/proc") or file.is_relative_to("/dev/fd"):
            return True
        if not file.is_symlink():
            return False
        file = file.parent / file.readlink()
    return False


def _append(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_APPEND), "wb") as stream:
        stream.write(text.encode())


def _names(file: Path) -> Iterator[Path]:
    yield file
    yield from (file.with_name(f"{file.stem}-{number}{file.suffix}") for number in count(2))
