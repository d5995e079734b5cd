"""The status of a project's files and folders in a GitOps folder, which tells without reading whether they have changed.

A write changes the change time of a file, and a new, removed or renamed entry that of its folder. So two equal stamps mean equal
files, as in Git's index. A stamp is made only of what is `final` (files/status.py), and its files are read, or written and read
back, after they were looked at.
"""

import hashlib
import os
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from stat import S_ISDIR
from typing import NamedTuple

from generator.files import listing, status
from generator.files.listing import FileType
from generator.files.status import Clock, Status
from generator.manifest import gitops_paths

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Stamp(NamedTuple):
    """The paths of a project's files and folders, those below its folder relative to it, and a digest of their status."""

    entries: Sequence[str]
    paths: Sequence[str]
    digest: str


class GitOpsTimes:
    """A GitOps folder during one run; the folders that projects share are listed once."""

    def __init__(self, into: str) -> None:
        self._into = into
        self._folders: dict[str, bool] = {}

    @cached_property
    def clock(self) -> Clock | None:
        """The clock of the GitOps folder, or of the folder in which it will be made."""
        folder = os.path.abspath(self._into)
        while not os.path.isdir(folder):
            folder = os.path.dirname(folder)
        return status.clock(folder)

    def is_unchanged(self, team: str, project: str, stamp: Stamp) -> bool:
        """Whether everything at a project's paths is what the stamp was made of."""
        try:
            if self._entries_of(team, project) != stamp.entries:
                return False
            return _digest(self._look(team, project, stamp.paths, stamp.entries)) == stamp.digest
        except (OSError, OverflowError):
            return False

    def stamp(self, team: str, project: str) -> Stamp | None:
        """The stamp of what lies at a project's paths, to be read after this; None if its times may not tell the next change."""
        clock = self.clock
        if clock is None:
            return None
        try:
            entries = self._entries_of(team, project)
            paths = _below(f"{self._into}/{gitops_paths.project(team, project)}")
            found = self._look(team, project, paths, entries)
            return Stamp(entries, paths, _digest(found)) if all(map(clock.is_final, found)) else None
        except (OSError, OverflowError):
            return None

    def of_written(self, team: str, project: str, written: Mapping[str, Status]) -> Stamp | None:
        """The stamp of a project whose files have all been written and read back; None if anything else lies at its paths."""
        clock, top = self.clock, gitops_paths.project(team, project)
        if clock is None or not clock.exact or not self._has_shared(team):
            return None
        start = len(f"{top}/")
        below = {path[start:]: found for path, found in written.items() if path.startswith(f"{top}/")}
        entries = sorted(filter(gitops_paths.is_entry, written))
        try:
            below |= _folders(f"{self._into}/{top}", below)
        except (OSError, _OtherError):
            return None
        paths = sorted(below)
        every = [*map(below.__getitem__, paths), *map(written.__getitem__, entries)]
        of_clock = {device for _, _, device, *_ in every} == {clock.device}
        return Stamp(entries, paths[1:], _digest(every)) if of_clock else None

    def _look(self, team: str, project: str, paths: Sequence[str], entries: Sequence[str]) -> list[Status]:
        """The status of a project's folder, of what is below it, and of its entries. Raises OSError if something is not there."""
        if not self._has_shared(team):
            raise FileNotFoundError
        handle = os.open(f"{self._into}/{gitops_paths.project(team, project)}", _FOLDER)
        try:  # what is looked up from an open folder is found faster
            found = [os.fstat(handle), *(os.stat(path, dir_fd=handle, follow_symlinks=False) for path in paths)]
        finally:
            os.close(handle)
        found += [os.lstat(f"{self._into}/{path}") for path in entries]
        return list(map(status.of, found))

    def _has_shared(self, team: str) -> bool:
        """Whether the folders that a project shares with others are folders, and no links."""
        return all(map(self._is_folder, (gitops_paths.PROJECTS, gitops_paths.team(team), gitops_paths.CLUSTERS)))

    def _is_folder(self, path: str) -> bool:
        if path not in self._folders:
            self._folders[path] = listing.file_type(f"{self._into}/{path}") is FileType.FOLDER
        return self._folders[path]

    def _entries_of(self, team: str, project: str) -> list[str]:
        return sorted(self._entries.get(gitops_paths.entry_file(team, project), ()))

    @cached_property
    def _entries(self) -> dict[str, list[str]]:
        """The paths of the entries of all projects, by file name."""
        found: dict[str, list[str]] = {}
        for cluster in listing.folders(f"{self._into}/{gitops_paths.CLUSTERS}"):
            for environment in listing.folders(f"{self._into}/{gitops_paths.cluster(cluster)}"):
                folder = gitops_paths.entries(cluster, environment)
                for name in os.listdir(f"{self._into}/{folder}"):
                    found.setdefault(name, []).append(f"{folder}/{name}")
        return found


def _digest(found: Iterable[Status]) -> str:
    return hashlib.blake2b(array("Q", chain.from_iterable(found)), digest_size=20).hexdigest()


def _below(top: str) -> list[str]:
    """The paths of everything below a folder, relative to it."""
    found: list[str] = []
    folders = [""]
    while folders:
        folder = folders.pop()
        for name, kind in listing.entries(f"{top}/{folder}"):
            found.append(f"{folder}{name}")
            if kind is FileType.FOLDER:
                folders.append(f"{folder}{name}/")
    return sorted(found)


class _OtherError(Exception):
    """Something else lies in a folder than what is expected there."""


def _folders(top: str, files: Iterable[str]) -> dict[str, Status]:
    """The status of a folder (empty path) and of those below it that have nothing but these files.

    Each is looked at before it is listed: a file that comes later changes its time, and so does another folder that takes its place
    for a while. Raises _OtherError and OSError.
    """
    members: dict[str, set[str]] = {"": set()}
    for path in files:
        _add_member(members, path)
    found: dict[str, Status] = {}
    for folder in sorted(members):
        path = f"{top}/{folder}" if folder else top
        found[folder] = status.of(os.lstat(path))
        if not S_ISDIR(found[folder][0]) or set(os.listdir(path)) != members[folder]:
            raise _OtherError
    return found


def _add_member(members: dict[str, set[str]], path: str) -> None:
    """Add a path to the names in its folder, and that folder to its own."""
    folder, _, name = path.rpartition("/")
    if folder not in members:
        members[folder] = set()
        _add_member(members, folder)
    members[folder].add(name)
