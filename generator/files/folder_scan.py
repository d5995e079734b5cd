"""What lies in a GitOps folder where one project's files go: seen before it is written, links never followed."""

import os
from contextlib import suppress
from stat import S_ISDIR, S_ISLNK, S_ISREG

from generator.files import writing
from generator.layout import tree as layout

CLUSTERS = "clusters"
"""The folder of the GitOps tool's entries: `clusters/<cluster>/<environment>/<team>.<project>.yaml`."""

_NO_HEADER = "is not this project's: its first line is not the header"

_HEAD = 512  # bytes: more than the longest header


class Seen:
    """What lies there: yaml files, other files and links, folders with their members, leftovers of a killed run."""

    def __init__(self, root: str, owner: tuple[str, str]) -> None:
        self._root = root
        self._owner = owner
        self._kinds: dict[str, str] = {}
        self._above: dict[str, str] = {"": "a folder"}
        self.files: list[str] = []
        self.others: list[str] = []
        self.folders: dict[str, list[str]] = {}
        self.leftovers: list[str] = []
        self.foreign: dict[str, str] = {}

    def walk(self, folder: str) -> None:
        """Take in the folder with all below it but dot folders, which are never ours."""
        if self._folder(folder) == "a folder":
            todo = [folder]
            while todo:
                todo += self._enter(todo.pop())

    def entries(self, name: str, environment: str | None) -> None:
        """Take in the project's entries, which are few files in folders that hold many: each is asked for by name."""
        for cluster in self._inner(CLUSTERS):
            for folder in self._inner(cluster) if environment is None else [f"{cluster}/{environment}"]:
                path = f"{folder}/{name}"
                if self._kind(path, folder) == "a file":
                    self.files.append(path)

    def _inner(self, folder: str) -> list[str]:
        """Folders in a folder that may be missing, dot folders and links left out."""
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(f"{self._root}/{folder}") as entries:
            names = [each.name for each in entries if each.is_dir(follow_symlinks=False) and each.name[0] != "."]
            inner = [f"{folder}/{name}" for name in sorted(names)]
            self._kinds.update(dict.fromkeys(inner, "a folder"))
            return inner
        return []

    def _enter(self, folder: str) -> list[str]:
        inner = []
        members = self.folders[folder] = []
        with suppress(FileNotFoundError), os.scandir(f"{self._root}/{folder}") as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}"
                members.append(path)
                if entry.is_file(follow_symlinks=False):
                    self._kinds[path] = "a file"
                    if entry.name.startswith(writing.TEMPORARY):
                        self.leftovers.append(path)
                    elif entry.name.endswith(".yaml"):
                        self.files.append(path)
                    else:
                        self.others.append(path)
                elif entry.is_dir(follow_symlinks=False):
                    self._kinds[path] = "a folder"
                    if not entry.name.startswith("."):
                        inner.append(path)
                else:
                    self._kinds[path] = "a link" if entry.is_symlink() else "no regular file"
                    self.others.append(path)
        return inner

    def _kind(self, path: str, above: str) -> str:
        """Tell what lies at the path, a folder above which is known; empty where there is nothing."""
        kind = self._kinds.get(path)
        if kind is None:
            kind = self._kinds[path] = "" if above in self.folders else _kind(f"{self._root}/{path}")
        return kind

    def _folder(self, path: str) -> str:
        """Tell what lies at a folder's path: `a folder`, nothing, or what is in the way there, noted as foreign."""
        kind = self._above.get(path)
        if kind is None:
            above = path.rpartition("/")[0]
            kind = self._folder(above)
            if kind == "a folder":
                kind = self._kind(path, above)
                if kind not in {"", "a folder"}:
                    self.foreign[path] = f"is {kind}, not a folder"
            self._above[path] = kind
        return kind

    def fate(self, path: str, content: bytes) -> str:
        """Tell what happens to the file that the tree wants: new, changed, unchanged or, noted as such, foreign."""
        above = path.rpartition("/")[0]
        folder = self._folder(above)
        if folder != "a folder":
            return "foreign" if folder else "new"
        kind = self._kind(path, above)
        if kind == "a file":
            present = writing.read(f"{self._root}/{path}", max(len(content) + 1, _HEAD))
            if present is not None and present != content and layout.owner(present) != self._owner:
                self.foreign[path] = _NO_HEADER
                return "foreign"
            return "new" if present is None else "unchanged" if present == content else "changed"
        if kind:
            self.foreign[path] = f"is {kind}, not a file"
        return "foreign" if kind else "new"

    def stranger(self, path: str) -> str:
        """Say what something is that is not this project's."""
        return _NO_HEADER if self._kinds[path] == "a file" else f"is {self._kinds[path]}, not a file"

    def owned(self, path: str) -> bool:
        """Tell whether the file's header names this team and project."""
        return layout.owner(writing.read(f"{self._root}/{path}", _HEAD) or b"") == self._owner


def _kind(path: str) -> str:
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return ""
    if S_ISLNK(mode):
        return "a link"
    if S_ISDIR(mode):
        return "a folder"
    return "a file" if S_ISREG(mode) else "no regular file"
