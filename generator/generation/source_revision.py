"""A Git repository at one revision: its projects and platforms, whose files are exported to a folder on demand."""

import os
from collections.abc import Collection, Sequence
from functools import cached_property

from generator.discovery import platform_folder, projects
from generator.files import reading
from generator.git import revision
from generator.validation import project_files

ProjectKey = tuple[str, str]
"""The team and the name of a project."""


class SourceRevision:
    """A repository at a revision; its files are exported to the folder `into` on demand. Paths are below the repository's top."""

    def __init__(self, top: str, name: str, export_folder: str) -> None:
        self._top = os.path.realpath(top)
        self.commit = revision.resolve(top, name)
        self._into = export_folder

    def relative_path(self, path: str) -> str:
        """A path relative to the repository's top; empty if it is outside."""
        relative = os.path.relpath(os.path.realpath(path), self._top)
        return "" if relative.split("/")[0] == ".." else relative

    def export(self, paths: Sequence[str]) -> None:
        """Export these files and folders, if they exist at the revision."""
        if paths:
            revision.export(self._top, self.commit, [os.path.normpath(path) for path in paths], self._into)

    def exported(self, relative_path: str) -> str:
        """The path that a file is exported to, whether or not it exists at the revision."""
        return os.path.join(self._into, relative_path)

    @cached_property
    def platforms(self) -> set[str]:
        """Every platform folder of the revision."""
        return {os.path.dirname(path) or "." for path in revision.files(self._top, self.commit, platform_folder.MARKER)}

    def has(self, folder: str) -> bool:
        """Whether a folder contains files at the revision; they are exported."""
        self.export([folder])
        return os.path.isdir(self.exported(folder))

    def within(self, scope: Sequence[str]) -> dict[str, ProjectKey]:
        """The project files of the revision among these files and in these folders, with the team and name in each."""
        scope_paths = {self.relative_path(path) for path in scope}
        paths = [path for path in revision.files(self._top, self.commit, projects.NAME) if inside(path, scope_paths)]
        self.export(paths)
        return {path: named_in(self.exported(path)) for path in paths}

    @cached_property
    def all_projects(self) -> dict[ProjectKey, str]:
        """The file of each project of the revision, by team and name."""
        paths = revision.files(self._top, self.commit, projects.NAME)
        self.export(paths)
        return {named_in(self.exported(path)): path for path in reversed(paths)}

    def export_projects(self, paths: Sequence[str]) -> None:
        """Export these project files, where they exist at the revision, and the files that they refer to."""
        self.export(paths)
        referred = [
            os.path.join(os.path.dirname(path), name)
            for path in paths
            if os.path.isfile(self.exported(path))
            for name in project_files.names(self.exported(path))
        ]
        self.export(referred)

    def platform_folder(self, present: str, project: str) -> str | None:
        """The folder of a project's platform, `present` being that of the run: empty if it is not in this repository.

        None stands for the bundled platform. If the platform's folder has moved, it is the nearest one in a parent folder of the
        project, or the only one there was.
        """
        relative_path = self.relative_path(present) if present else ""
        if not relative_path or relative_path in self.platforms or self.has(f"{relative_path}/environments"):
            return relative_path
        nearest = self.nearest_platform(project)
        if nearest is not None:
            return nearest
        return next(iter(self.platforms)) if len(self.platforms) == 1 else None

    def nearest_platform(self, project: str) -> str | None:
        """The nearest platform folder among the parents of a project file; None if there is none."""
        folder = os.path.dirname(project)
        while folder and folder not in self.platforms:
            folder = os.path.dirname(folder)
        nearest = folder or "."
        return nearest if nearest in self.platforms else None


def inside(path: str, scope_paths: Collection[str]) -> bool:
    """Whether a path is one of these files or in one of these folders; `.` is the top."""
    return any(each in {path, "."} or path.startswith(f"{each}/") for each in scope_paths)


def named_in(path: str) -> ProjectKey:
    """The team and name in a project file."""
    return projects.read_key(reading.read(path))
