"""What a GitOps folder holds in the places of one project's files, found before anything is written. Links are never followed."""

from contextlib import suppress
from typing import Literal

from generator.files import listing, reading, writing
from generator.files.listing import FileType
from generator.layout import tree as layout
from generator.manifest import gitops_paths

Comparison = Literal["new", "changed", "unchanged", "blocked"]

_NO_HEADER = "is not this project's: its first line is not the header"

_HEAD = 512  # bytes: more than the longest header


class FolderScan:
    """The YAML files, other files and links, folders with their members, and temporary files that were found.

    `blocked` says of each path where a file or folder of the project should be, but something else is, what that is.
    """

    def __init__(self, root: str, owner: tuple[str, str]) -> None:
        self._root = root
        self._owner = owner
        self._types: dict[str, FileType] = {}
        self._parents: dict[str, FileType] = {"": FileType.FOLDER}
        self.files: list[str] = []
        self.others: list[str] = []
        self.folders: dict[str, list[str]] = {}
        self.leftovers: list[str] = []
        self.blocked: dict[str, str] = {}

    def add_folder(self, folder: str) -> None:
        """Take in a folder with everything below it except dot folders, which are never ours."""
        if self._folder_type(folder) is FileType.FOLDER:
            pending = [folder]
            while pending:
                pending += self._add_members(pending.pop())

    def add_entries(self, name: str, environment: str | None) -> None:
        """Take in the project's entries. They are few files in folders that hold many: each is asked for by name."""
        for cluster in self._folders_in(gitops_paths.CLUSTERS):
            for folder in self._folders_in(cluster) if environment is None else [f"{cluster}/{environment}"]:
                path = f"{folder}/{name}"
                if self._type(path, folder) is FileType.FILE:
                    self.files.append(path)

    def _folders_in(self, folder: str) -> list[str]:
        """The folders in a folder that may be missing."""
        with suppress(FileNotFoundError, NotADirectoryError):
            found = [f"{folder}/{name}" for name in listing.folders(f"{self._root}/{folder}")]
            self._types.update(dict.fromkeys(found, FileType.FOLDER))
            return found
        return []

    def _add_members(self, folder: str) -> list[str]:
        """Take in what lies in a folder; the folders in it that are still to be taken in."""
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
                elif kind is FileType.FILE and name.startswith(writing.TEMPORARY):
                    self.leftovers.append(path)
                elif kind is FileType.FILE and name.endswith(gitops_paths.EXTENSION):
                    self.files.append(path)
                else:
                    self.others.append(path)
        return inner

    def _type(self, path: str, parent: str) -> FileType:
        """What lies at a path whose parent folder is there."""
        kind = self._types.get(path)
        if kind is None:
            missing = parent in self.folders
            kind = self._types[path] = FileType.NONE if missing else listing.file_type(f"{self._root}/{path}")
        return kind

    def _folder_type(self, path: str) -> FileType:
        """What lies at a folder's path or, where that cannot be a folder, above it; the latter is noted as blocked."""
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
        """What writing the content to the path would mean."""
        parent = path.rpartition("/")[0]
        folder = self._folder_type(parent)
        if folder is not FileType.FOLDER:
            return "blocked" if folder else "new"
        kind = self._type(path, parent)
        if kind is FileType.FILE:
            present = reading.head(f"{self._root}/{path}", max(len(content) + 1, _HEAD))
            if present is not None and present != content and layout.owner(present) != self._owner:
                self.blocked[path] = _NO_HEADER
                return "blocked"
            return "new" if present is None else "unchanged" if present == content else "changed"
        if kind:
            self.blocked[path] = f"is {kind}, not a file"
        return "blocked" if kind else "new"

    def describe_unmanaged(self, path: str) -> str:
        """Say what something is that is not this project's."""
        kind = self._types[path]
        return _NO_HEADER if kind is FileType.FILE else f"is {kind}, not a file"

    def is_owned(self, path: str) -> bool:
        """Whether the file's header names this team and project."""
        return layout.owner(reading.head(f"{self._root}/{path}", _HEAD) or b"") == self._owner
