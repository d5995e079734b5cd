"""Write a text in several files, the second as `NAME-2.md` and so on, and remove what is left of a longer one."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

from generator.files import reading, writing


def write(file: Path, parts: Sequence[str], *, stale: Callable[[str], bool]) -> None:
    """Write each part to its file. Files that follow the last one are removed if they hold what is `stale`.

    Raises NotReadyError if a file cannot be written.
    """
    with writing.refusal(str(file), "written"):
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


def _names(file: Path) -> Iterator[Path]:
    yield file
    yield from (file.with_name(f"{file.stem}-{number}{file.suffix}") for number in count(2))
