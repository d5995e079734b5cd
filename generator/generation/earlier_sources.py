"""What earlier versions of a project gave: those before the last changes of its files and of its platform's, as committed."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from typing import NamedTuple

from generator.discovery import platform_folder
from generator.errors import InputError, TidegateError
from generator.files import reading
from generator.generation import edit_trial
from generator.generation.source_revision import SourceRevision
from generator.git import revision, working_tree
from generator.layout import tree
from generator.validation import platform as platforms
from generator.validation import project_files
from generator.validation.platform import Platform

PLATFORM = (platform_folder.MARKER, "environments", "overlays", "schemas")
CHANGES = 3
"""How many changes of the sources are looked behind: overlays are older than that only where nobody looks after them."""


class _Version(NamedTuple):
    """A project file as it was, exported, and its platform then."""

    file: str
    content: bytes
    platform: Platform


class EarlierSources:
    """The versions of a project; each is exported to the folder `into` once, when an environment first asks for it."""

    def __init__(self, file: str, platform: Platform, into: str) -> None:
        self._file = file
        self._platform = platform
        self._into = into
        self._top = working_tree.root(os.path.dirname(file) or ".")
        self._names = cache(self._found_names)
        self._version = cache(self._exported)

    def trees(self, environment: str) -> Iterator[Mapping[str, bytes]]:
        """The files of one environment, at HEAD and before each of the last changes; none without a Git repository and history."""
        for name in self._names():
            version = self._version(name)
            outcome = (
                edit_trial.generated(version.content, version.file, version.platform, environment) if version else None
            )
            if outcome is not None and outcome.overlays:
                yield tree.files(*outcome.overlays)

    def _found_names(self) -> list[str]:
        """The revisions, the newest first."""
        top, folder = self._top, os.path.dirname(self._file)
        if top is None:
            return []
        sources = [self._file, *(os.path.join(folder, name) for name in project_files.names(self._file))]
        sources += [os.path.join(self._platform.folder, name) for name in PLATFORM] if self._platform.folder else []
        with suppress(TidegateError):  # a repository without commits, or that Git refuses, tells nothing
            if not revision.shallow(top):
                return ["HEAD", *(f"{commit}^" for commit in revision.changes(top, sources, CHANGES))]
        return []

    def _exported(self, name: str) -> _Version | None:
        """A version; None where the project was not there, or Git has not all of it."""
        with suppress(TidegateError):
            source = SourceRevision(self._top or "", name, os.path.join(self._into, name))
            path = source.relative_path(self._file)
            if path:
                source.export_projects([path])
            exported = source.exported(path)
            if path and os.path.isfile(exported):
                return _Version(exported, reading.read(exported), _platform(source, self._platform, path))
        return None


@contextmanager
def opened(file: str, platform: Platform) -> Iterator[EarlierSources]:
    """The earlier versions of a project file; what is exported of them is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="tidegate-") as into:
        yield EarlierSources(file, platform, into)


def _platform(source: SourceRevision, platform: Platform, path: str) -> Platform:
    """The platform at the revision; the present one if it is not in the repository, or had problems then."""
    folder = source.platform_folder(platform.folder, path) if platform.folder else ""
    if not folder or not source.has(folder):
        return platform
    try:
        return platforms.at(source.exported(folder))
    except InputError:
        return platform
