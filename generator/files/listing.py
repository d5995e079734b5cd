"""List folders, and tell files, folders and links apart. Links are never followed."""

import os
from enum import StrEnum
from stat import S_ISDIR, S_ISLNK, S_ISREG


class FileType(StrEnum):
    """The type of what is at a path, as it is worded in messages."""

    NONE = ""
    FILE = "a file"
    FOLDER = "a folder"
    LINK = "a link"
    OTHER = "a special file"


def folder_of(path: str) -> str:
    """The folder that a path names or whose file it names; `.` for a file in the current folder."""
    return path if os.path.isdir(path) else os.path.dirname(path) or "."


def entries(folder: str) -> list[tuple[str, FileType]]:
    """The names in a folder with their types, unsorted. Raises OSError."""
    with os.scandir(folder) as found:
        return [(each.name, _type(each)) for each in found]


def folders(folder: str) -> list[str]:
    """The names of the folders in a folder, sorted; dot folders are left out. Raises OSError."""
    return sorted(name for name, kind in entries(folder) if kind is FileType.FOLDER and name[0] != ".")


def files(folder: str) -> list[str]:
    """The names of the regular files in a folder, sorted; dot files are left out. Raises OSError."""
    return sorted(name for name, kind in entries(folder) if kind is FileType.FILE and name[0] != ".")


def file_type(path: str) -> FileType:
    """The type of what is at a path, NONE if there is nothing. Raises OSError if it cannot be read."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return FileType.NONE
    if S_ISREG(mode):
        return FileType.FILE
    if S_ISDIR(mode):
        return FileType.FOLDER
    return FileType.LINK if S_ISLNK(mode) else FileType.OTHER


def _type(entry: "os.DirEntry[str]") -> FileType:
    if entry.is_file(follow_symlinks=False):
        return FileType.FILE
    if entry.is_dir(follow_symlinks=False):
        return FileType.FOLDER
    return FileType.LINK if entry.is_symlink() else FileType.OTHER
