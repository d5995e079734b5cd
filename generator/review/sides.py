"""The two sides of a review of source files: the working tree, or a revision whose files are exported. Paths are below the top."""

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from generator.discovery import platform_folder, projects
from generator.errors import Problem
from generator.generation import source_revision
from generator.generation.source_revision import ProjectKey, SourceRevision
from generator.git import revision
from generator.validation import platform as platforms
from generator.validation import project_check, project_files
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject

if TYPE_CHECKING:
    from generator.validate.quota import Demand

BUNDLED = None


class Side(ABC):
    """One side: its project files, and the platform of each. `platform` is the folder that the user has named, if any.

    A side that `judges` is the one that would be merged: its platform must allow this version of tidegate.
    `only` is the one environment that is compared, None for all.
    """

    def __init__(self, top: str, platform: str | None, *, judges: bool, only: str | None = None) -> None:
        self.top = os.path.realpath(top)
        self.named_platform = platform or os.environ.get(platform_folder.VARIABLE) or None
        self._judges = judges
        self._only = only
        self._checked: dict[str, CheckedProject] = {}
        self._platforms: dict[str | None, Platform] = {}

    @abstractmethod
    def files(self) -> Sequence[str]:
        """All project files of the repository."""

    @abstractmethod
    def prepare(self, files: Sequence[str]) -> None:
        """Make project files, and what they refer to, ready to be read."""

    @abstractmethod
    def disk_path(self, path: str) -> str:
        """Where a file lies on disk, relative to the current folder if it is in the working tree."""

    @abstractmethod
    def platform_folder(self, file: str) -> str | None:
        """The folder of a project's platform: below the top, or absolute if it is outside; None for the bundled one."""

    @abstractmethod
    def shown_path(self, file: str) -> str:
        """The path of a file or folder as users know it."""

    def shown(self, problem: Problem) -> Problem:
        """A problem with the paths that users know."""
        return problem._replace(mark=problem.mark._replace(file=self.shown_path(problem.mark.file)))

    def key(self, file: str) -> ProjectKey:
        """The team and name in a project file."""
        return source_revision.named_in(self.disk_path(file))

    def referred(self, file: str) -> set[str]:
        """The files that a project file refers to."""
        folder = os.path.dirname(file)
        return {os.path.normpath(os.path.join(folder, name)) for name in project_files.names(self.disk_path(file))}

    def platform(self, file: str) -> Platform:
        """The platform of a project, with its problems."""
        folder = self.platform_folder(file)
        if folder not in self._platforms:
            read = platforms.of_run if self._judges else platforms.read
            self._platforms[folder] = read(self._platform_path(folder))
        return self._platforms[folder]

    def _platform_path(self, folder: str | None) -> str | None:
        return None if folder is None else folder if os.path.isabs(folder) else self.disk_path(folder)

    def check(self, file: str) -> CheckedProject:
        """A project, checked in the environments that are compared. It is kept: compare few projects of a large repository."""
        if file not in self._checked:
            self._checked[file] = self._check(file)
        return self._checked[file]

    def demands(self, file: str) -> "tuple[Demand, ...]":
        """What a project needs of quotas. Of one that is not compared nothing else is kept."""
        return (self._checked.get(file) or self._check(file)).demands

    def _check(self, file: str) -> CheckedProject:
        return project_check.check_file(self.disk_path(file), self.platform(file), self._only)

    def below_top(self, path: str) -> str:
        """A path of the user's below the top; absolute if it is outside."""
        real = os.path.realpath(path)
        relative = os.path.relpath(real, self.top)
        return real if relative.split("/")[0] == ".." else relative


class WorkingTree(Side):
    """The files as they are on disk, whether or not Git knows them already."""

    def files(self) -> Sequence[str]:
        """All project files that Git does not ignore."""
        return [self.below_top(path) for path in projects.find([self.top], required=False)]

    def prepare(self, files: Sequence[str]) -> None:
        """Nothing is to be done."""

    def disk_path(self, path: str) -> str:
        """The path from the current folder."""
        return os.path.relpath(os.path.join(self.top, path))

    def platform_folder(self, file: str) -> str | None:
        """As the other commands find it."""
        found = platform_folder.find(self.named_platform, os.path.dirname(self.disk_path(file)) or ".")
        return BUNDLED if found is None else self.below_top(found)

    def shown_path(self, file: str) -> str:
        """As it is."""
        return file


class RevisionSide(Side):
    """The files of a commit, exported to the folder `into`; `prefix` stands before their paths in problems."""

    def __init__(
        self,
        top: str,
        commit: str,
        into: str,
        platform: str | None,
        *,
        prefix: str = "",
        judges: bool = False,
        only: str | None = None,
    ) -> None:
        super().__init__(top, platform, judges=judges, only=only)
        self._revision = SourceRevision(top, commit, into)
        self._into = into
        self._prefix = prefix

    def files(self) -> Sequence[str]:
        """All project files of the commit."""
        return revision.files(self.top, self._revision.commit, projects.NAME)

    def prepare(self, files: Sequence[str]) -> None:
        """Export them."""
        self._revision.export_projects(files)

    def disk_path(self, path: str) -> str:
        """The path in the folder of the export."""
        return self._revision.exported(path)

    def platform_folder(self, file: str) -> str | None:
        """The folder that was named, if the commit has it; without a name, the nearest one above the project."""
        if self.named_platform is None:
            return self._revision.nearest_platform(file)
        named = self.below_top(self.named_platform)
        is_here = not os.path.isabs(named) and (named in self._revision.platforms or self._revision.has(named))
        return named if is_here else os.path.realpath(self.named_platform)

    def _platform_path(self, folder: str | None) -> str | None:
        if folder is not None and not os.path.isabs(folder):
            parts = (platform_folder.MARKER, *platform_folder.FOLDERS)
            self._revision.export([os.path.join(folder, name) for name in parts])
        return super()._platform_path(folder)

    def shown_path(self, file: str) -> str:
        """The path below the top, after the prefix; without one, from the current folder."""
        if not f"{file}/".startswith(f"{self._into}/"):
            return file
        below = os.path.relpath(file, self._into)
        return f"{self._prefix}{below}" if self._prefix else os.path.relpath(os.path.join(self.top, below))

    def shown(self, problem: Problem) -> Problem:
        """With paths that users know in its words, too."""
        fact, hint = (text.replace(f"{self._into}/", self._prefix) for text in (problem.fact, problem.hint))
        return super().shown(problem)._replace(fact=fact, hint=hint)


def within(files: Iterable[str], scope: Sequence[str]) -> list[str]:
    """The files that are named by the scope, or in a folder of it; `.` is the top."""
    return [file for file in files if source_revision.inside(file, scope)]
