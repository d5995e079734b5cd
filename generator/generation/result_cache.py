"""Cache results of earlier runs: a project is not rendered again if neither its inputs nor its generated files have changed.

Its inputs are tidegate itself, the platform, the project file and the files that it names. An entry contains what a run needs of
an unchanged project: a digest of its files, what the system says of them, its reservations and its warnings. The files are read
unless the system says the same of them. If anything differs or cannot be read, the project is rendered.
"""

import os
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import orjson

from generator.files import reading, tree_digest, user_cache
from generator.files.status import Status
from generator.files.tree_stat import GitOpsTimes, Stamp
from generator.generation import fingerprints, stored_results
from generator.generation.results import ProjectResult, UnchangedFiles
from generator.validation.platform import Platform


class Cache:
    """The cache of a run with a platform into a GitOps folder."""

    def __init__(self, platform: Platform, into: str) -> None:
        self._platform = platform
        self._into = into
        self._times = GitOpsTimes(into)
        self._written: dict[str, Stamp | None] = {}
        self._real_folders: dict[str, str] = {}
        self._platform_folder = os.path.realpath(platform.folder) if platform.folder else ""

    @cached_property
    def knows_writes(self) -> bool:
        """Whether files that were just written can be known by their status in the next run."""
        clock = self._times.clock if user_cache.is_used() else None
        return clock is not None and clock.exact

    def load(self, path: str, content: bytes) -> ProjectResult | None:
        """The cached result of a project whose files in the GitOps folder are up to date; None if there is none."""
        if not user_cache.is_used():
            return None
        platform = self._platform
        try:
            entry = orjson.loads(user_cache.read(self._name(path)))
            if entry["stamp"] != _inputs_digest(path, content, platform):
                return None
            found = _named_files_unchanged(path, entry["files"]) and self._is_up_to_date(path, entry)
            return _result(path, entry) if found else None
        except (KeyError, TypeError, ValueError, OSError):
            return None

    def _is_up_to_date(self, path: str, entry: dict[str, Any]) -> bool:
        """Whether the files of a project are those of the entry; what the system says of them is noted for the next run."""
        team, project, times = entry["team"], entry["project"], entry["times"]
        if times and self._times.is_unchanged(team, project, Stamp(*times)):
            return True
        stamp = self._times.stamp(team, project)
        if tree_digest.of_folder(self._into, team, project) != entry["digest"]:
            return False
        if stamp is not None:
            user_cache.write(self._name(path), orjson.dumps({**entry, "times": stamp}, default=list))
        return True

    def written(self, result: ProjectResult, files: Mapping[str, Status]) -> None:
        """Take note of the status of files that were written for a project: if they are all, `store` keeps it."""
        if files and files.keys() == result.tree.keys():
            self._written[result.file] = self._times.of_written(result.team, result.project, files)

    def store(self, result: ProjectResult, content: bytes) -> None:
        """Store a result without problems, with all of its files; `content` is that of the project file."""
        stamp = self._written.pop(result.file, None)
        if not user_cache.is_used() or result.invalid:
            return
        entry = {
            "stamp": _inputs_digest(result.file, content, self._platform),
            "files": result.sources,
            "digest": tree_digest.of_tree(result.tree),
            "times": stamp,
            "count": len(result.tree),
            **stored_results.data(result),
        }
        user_cache.write(self._name(result.file), orjson.dumps(entry, default=list))

    def _name(self, path: str) -> str:
        """The name of a project's cache entry: one for each file and platform, so that old entries are replaced."""
        return fingerprints.digest(f"{self._real(path)}\0{self._platform_folder}".encode(errors="surrogateescape"))

    def _real(self, path: str) -> str:
        """The path of a project file without links; the folders that many projects share are resolved once."""
        path = os.path.abspath(path)
        project = os.path.dirname(path)
        if os.path.islink(path) or os.path.islink(project):
            return os.path.realpath(path)
        shared = os.path.dirname(project)
        if shared not in self._real_folders:
            self._real_folders[shared] = os.path.realpath(shared)
        return self._real_folders[shared] + path[len(shared) :]


def _result(path: str, entry: Mapping[str, Any]) -> ProjectResult:
    return stored_results.result(path, entry)._replace(files=UnchangedFiles(entry["count"]))


def _named_files_unchanged(path: str, named: Mapping[str, str]) -> bool:
    """Whether the files that a project names are unchanged; ValueError if one cannot be read."""
    folder = os.path.dirname(path)
    return all(fingerprints.digest(reading.within(folder, name)) == digest for name, digest in named.items())


def _inputs_digest(path: str, content: bytes, platform: Platform) -> str:
    paths = f"{path}\0{platform.folder}\0".encode(errors="surrogateescape")
    return fingerprints.digest(
        paths + content + (fingerprints.tool() + fingerprints.platform(platform.folder)).encode()
    )
