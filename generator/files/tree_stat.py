"""The status (`stat`) of a project's files and folders in a GitOps folder, which tells without reading whether they have changed.

A write changes the change time of a file, which no program can set, and a new, removed or renamed entry that of its folder. So two
equal stamps mean equal files, as in Git's index, unless a file was changed again in the tick of the clock in which it was read
(Git's racy-clean rule): a stamp with such a time is not made.
"""

import hashlib
import os
from array import array
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from generator.files import listing
from generator.files.listing import FileType
from generator.manifest import gitops_paths

TICK = 100_000_000
"""Nanoseconds that are surely longer than a tick of the clock of a file system, which is 1 to 20 ms."""
LONG_TICK = 3_000_000_000
"""The same for file systems whose times are whole seconds (or two, as FAT's)."""
SECOND = 1_000_000_000


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

    def is_unchanged(self, team: str, project: str, stamp: Stamp) -> bool:
        """Whether everything at a project's paths is what the stamp was made of."""
        entries = self._entries.get(gitops_paths.entry_file(team, project), [])
        return entries == stamp.entries and self._digest(team, project, entries, stamp.paths, 0) == stamp.digest

    def stamp(self, team: str, project: str, now: int) -> Stamp | None:
        """The stamp of what lies at a project's paths; None if something has changed just before `now` (nanoseconds)."""
        try:
            paths = _below(f"{self._into}/{gitops_paths.project(team, project)}")
        except OSError:
            return None
        entries = self._entries.get(gitops_paths.entry_file(team, project), [])
        digest = self._digest(team, project, entries, paths, now)
        return Stamp(entries, paths, digest) if digest else None

    def _digest(self, team: str, project: str, entries: Sequence[str], paths: Sequence[str], now: int) -> str:
        """The digest of what the system says; empty if something is not there, or has changed just before `now`."""
        shared = (gitops_paths.PROJECTS, gitops_paths.team(team), gitops_paths.CLUSTERS)
        if not all(map(self._is_folder, shared)):
            return ""
        top = f"{self._into}/{gitops_paths.project(team, project)}"
        found = array("Q")
        try:
            for path in (top, *(f"{top}/{path}" for path in paths), *(f"{self._into}/{path}" for path in entries)):
                status = os.lstat(path)
                changed = status.st_ctime_ns
                if now and not is_settled(changed, now):
                    return ""
                found.extend(
                    (status.st_mode, status.st_ino, status.st_dev, status.st_size, status.st_mtime_ns, changed)
                )
        except (OSError, OverflowError):
            return ""
        return hashlib.blake2b(found, digest_size=20).hexdigest()

    def _is_folder(self, path: str) -> bool:
        """Whether a folder that projects share is one, and no link."""
        if path not in self._folders:
            self._folders[path] = listing.file_type(f"{self._into}/{path}") is FileType.FOLDER
        return self._folders[path]

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


def is_settled(changed: int, now: int) -> bool:
    """Whether what is done from `now` on surely gets another change time than `changed` (nanoseconds)."""
    return changed + (TICK if changed % SECOND else LONG_TICK) < now


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
