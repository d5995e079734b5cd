"""Single files of a working tree: check whether a path can be a file, and remove one together with its empty folders."""

import os
from contextlib import suppress

from generator.files import listing
from generator.files.listing import FileType


def obstacle(top: str, path: str) -> str:
    """Describe what keeps the path from being a file of this working tree; empty if nothing does. Raises OSError."""
    place = top
    for part in path.split("/")[:-1]:
        place = os.path.join(place, part)
        kind = listing.file_type(place)
        if kind is FileType.NONE:
            return ""
        if kind is not FileType.FOLDER:
            return f"{os.path.relpath(place, top)} is {kind}, not a folder"
        if os.path.lexists(os.path.join(place, ".git")):
            return f"{os.path.relpath(place, top)} is another repository"
    kind = listing.file_type(os.path.join(top, path))
    return "" if kind in {FileType.NONE, FileType.FILE} else f"is {kind}, not a file"


def remove(top: str, path: str) -> None:
    """Remove the file, if it exists, and the folders that this leaves empty. Raises OSError."""
    with suppress(FileNotFoundError):
        os.unlink(os.path.join(top, path))
    with suppress(OSError):
        while path := path.rpartition("/")[0]:
            os.rmdir(os.path.join(top, path))
