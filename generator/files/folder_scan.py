"""Scan a GitOps folder for the files of one project before anything is written. Links are never followed."""

from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Literal

from generator.files import listing, reading, writing
from generator.files.listing import FileType
from generator.manifest import gitops_paths

Comparison = Literal["new", "changed", "unchanged", "blocked"]

_NO_HEADER = "is not a file of this project: its first line is not this project's header"

_HEAD = 512  # bytes: more than the longest header


class FolderScan:
    """What a GitOps folder contains at the paths of one project; `owner` is its team and name.

    `files` are YAML files, `others` other files and links, `folders` maps each folder to the paths in it, `leftovers` are
    temporary files and folders of a killed run. `blocked` maps a path where something else is in the way of a file or folder of the
    project to a description of that (`is a link, not a file`). `converted` names files whose line ends a checkout has changed.
    """

    def __init__(self, root: str, owner: tuple[str, str], converted: Callable[[], Collection[str]] = frozenset) -> None:
        self._root = root
        self._converted = converted
        self._owner = owner
        self._types: dict[str, FileType] = {}
        self._parents: dict[str, FileType] = {"": FileType.FOLDER}
        self.files: list[str] = []
        self.others: list[str] = []
        self.folders: dict[str, list[str]] = {}
        self.leftovers: list[str] = []
        self.blocked: dict[str, str] = {}

    def add_folder(self, folder: str) -> None:
        """Scan a folder and everything below it, except dot folders, which tidegate never writes."""
        if self._folder_type(folder) is FileType.FOLDER:
            pending = [folder]
            while pending:
                pending += self._add_members(pending.pop())

    def add_leftovers(self, folder: str) -> None:
        """Scan a folder itself for what killed runs left."""
        if self._folder_type(folder) is FileType.FOLDER:
            names = listing.entries(f"{self._root}/{folder}")
            self.leftovers += [f"{folder}/{name}" for name, _ in names if writing.is_temporary(name)]

    def is_free(self, folder: str) -> bool:
        """Whether a folder can be written as a whole: nothing is at its path, and nothing in the way of it."""
        return self._folder_type(folder) is FileType.NONE

    def add_entries(self, name: str, environment: str | None) -> None:
        """Scan for the project's entries: each is looked up by name, since their folders contain those of all projects."""
        for cluster in self._folders_in(gitops_paths.CLUSTERS):
            for folder in self._folders_in(cluster) if environment is None else [f"{cluster}/{environment}"]:
                path = f"{folder}/{name}"
                if self._type(path, folder) is FileType.FILE:
                    self.files.append(path)

    def _folders_in(self, folder: str) -> list[str]:
        """The folders in a folder; none if it does not exist."""
        with suppress(FileNotFoundError, NotADirectoryError):
            folders = [f"{folder}/{name}" for name in listing.folders(f"{self._root}/{folder}")]
            self._types.update(dict.fromkeys(folders, FileType.FOLDER))
            return folders
        return []

    def _add_members(self, folder: str) -> list[str]:
        """Add what is in a folder; returns the folders in it that are still to be scanned."""
        inner = []
        members = self.folders[folder] = []
        with suppress(FileNotFoundError):
            for name, kind in listing.entries(f"{self._root}/{folder}"):
                path = f"{folder}/{name}"
                members.append(path)
                self._types[path] = kind
                if kind is FileType.FOLDER:
                    if not name.startswith("."):
                        inner.append(path)
                    elif writing.is_temporary(name):
                        self.leftovers.append(path)
                elif kind is FileType.FILE and name.startswith(writing.TEMPORARY):
                    self.leftovers.append(path)
                elif kind is FileType.FILE and name.endswith(gitops_paths.EXTENSION):
                    self.files.append(path)
                else:
                    self.others.append(path)
        return inner

    def _type(self, path: str, parent: str) -> FileType:
        """The type of what is at a path whose parent folder exists."""
        kind = self._types.get(path)
        if kind is None:
            is_listed = parent in self.folders
            kind = self._types[path] = FileType.NONE if is_listed else listing.file_type(f"{self._root}/{path}")
        return kind

    def _folder_type(self, path: str) -> FileType:
        """The type of what is at a folder's path, or of the parent that is no folder; the latter is added to `blocked`."""
        kind = self._parents.get(path)
        if kind is None:
            parent = path.rpartition("/")[0]
            kind = self._folder_type(parent)
            if kind is FileType.FOLDER:
                kind = self._type(path, parent)
                if kind not in {FileType.NONE, FileType.FOLDER}:
                    self.blocked[path] = f"is {kind}, not a folder"
            self._parents[path] = kind
        return kind

    def compare(self, path: str, content: bytes) -> Comparison:
        """How `content` compares with what is at the path; a path that cannot be written is added to `blocked`."""
        parent = path.rpartition("/")[0]
        folder = self._folder_type(parent)
        if folder is not FileType.FOLDER:
            return "blocked" if folder else "new"
        kind = self._type(path, parent)
        if kind is FileType.FILE:
            present = reading.head(f"{self._root}/{path}", max(len(content) + 1, _HEAD))
            if present is not None and present != content and not self._has_header(present):
                self.blocked[path] = _NO_HEADER
                return "blocked"
            if present is None:
                return "new"
            return "unchanged" if present == content or self._is_converted(path, present, content) else "changed"
        if kind:
            self.blocked[path] = f"is {kind}, not a file"
        return "blocked" if kind else "new"

    def _is_converted(self, path: str, head: bytes, content: bytes) -> bool:
        """Whether a file differs by the line ends alone that a checkout has given it."""
        if b"\r\n" not in head:
            return False
        present = reading.head(f"{self._root}/{path}") or b""
        return present.replace(b"\r\n", b"\n") == content and path in self._converted()

    def describe_unmanaged(self, path: str) -> str:
        """Describe why something that was found is not a file of this project (`is a link, not a file`)."""
        kind = self._types[path]
        return _NO_HEADER if kind is FileType.FILE else f"is {kind}, not a file"

    def is_owned(self, path: str) -> bool:
        """Whether the file's header names this team and project."""
        return self._has_header(reading.head(f"{self._root}/{path}", _HEAD) or b"")

    def _has_header(self, content: bytes) -> bool:
        from generator.layout import tree  # a run in which nothing has changed writes and compares nothing

        return tree.owner(content) == self._owner
