"""Find projects that were renamed or removed in the source repository, but still have files in the GitOps repository.

Generated files do not name their source repository, because their bytes must not depend on where a clone is. So former names
of projects are read from the Git history of the source repository.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from generator.discovery import projects
from generator.errors import NotReadyError, TidegateError
from generator.files import gitops_index, listing, reading
from generator.files.gitops_index import Store
from generator.git import revision, working_tree
from generator.manifest import gitops_paths

ProjectKey = tuple[str, str]
"""The team and the name of a project."""
NAME_LINES = r"""(team|name)["']?[[:space:]]*:|^ *[?:]( |$)|&[^ ]|^ +["']?[-a-z0-9]+["']?[[:space:]]*$"""
"""A POSIX regular expression for lines that may contain a team or name: the key, or a value on a line of its own."""


class RemovedProject(NamedTuple):
    """A project that its source repository no longer has, and the file that it was in."""

    file: str
    team: str
    project: str

    @property
    def key(self) -> ProjectKey:
        """Team and name."""
        return self.team, self.project


class Search(NamedTuple):
    """The projects that a run's paths contained before; `limit` says why some may be missing, empty if none are."""

    found: tuple[RemovedProject, ...]
    limit: str


def search(paths: Sequence[str]) -> Search:
    """Every project that these files and folders contained before and that their repository no longer has.

    If any project file of the repository lacks a team or name, no project counts as removed: the file may be that project's.
    """
    tops: dict[str, list[str]] = {}
    limits = []
    for path in paths:
        top = working_tree.root(listing.folder_of(path))
        if top is not None:
            tops.setdefault(top, []).append(path)
        else:
            limits.append(f"{path} is in no Git repository")
    found: dict[ProjectKey, RemovedProject] = {}
    for top, scope_paths in tops.items():
        try:
            for each in _find_former(top, scope_paths):
                found.setdefault(each.key, each)
            if revision.shallow(top):
                limits.append("this clone is shallow: fetch the rest with git fetch --unshallow (fetch-depth: 0)")
        except TidegateError as error:
            limits.append(error.message)
    return Search(tuple(found.values()), next(iter(limits), ""))


def still_deployed(searched: Search, store: Store) -> tuple[RemovedProject, ...]:
    """The projects of a search that have files in the GitOps repository."""
    return tuple(each for each in searched.found if store.folders(gitops_paths.project(each.team, each.project)))


def has_others(store: Store, present: Iterable[ProjectKey]) -> bool:
    """Whether the GitOps repository has any project other than these."""
    present_keys = set(present)
    return any(key not in present_keys for key in gitops_index.projects(store))


def present_keys(top: str, more: Iterable[str]) -> set[ProjectKey]:
    """The teams and names of all projects below a folder and in the files `more`; empty texts for missing ones."""
    return {projects.read_key(reading.read(path)) for path in (*projects.find([top], required=False), *more)}


def keys(paths: Sequence[str]) -> dict[str, ProjectKey]:
    """The team and name in each project file; files that cannot be read are left out."""
    found = {}
    for path in paths:
        with suppress(NotReadyError):
            found[path] = projects.read_key(reading.read(path))
    return found


def repeated(keys: Mapping[str, ProjectKey]) -> frozenset[str]:
    """The files whose team and name another file has, too."""
    files: dict[ProjectKey, list[str]] = {}
    for path, key in keys.items():
        if all(key):
            files.setdefault(key, []).append(path)
    return frozenset(path for each in files.values() if len(each) > 1 for path in each)


def _find_former(top: str, scope_paths: Sequence[str]) -> Iterator[RemovedProject]:
    scopes = {_relative(top, path): path for path in scope_paths}
    former = [
        RemovedProject(_run_path(path, scopes), *projects.read_key(content))
        for path, content in revision.lost(top, list(scopes), projects.NAME, NAME_LINES)
    ]
    if former:
        present = present_keys(top, [path for path in scope_paths if os.path.isfile(path)])
        if all(team and name for team, name in present):
            yield from (each for each in former if each.key not in present and all(map(_is_label, each.key)))


def _is_label(text: str) -> bool:
    """Whether a text from Git's history, which may be invalid, can have been the name of a project or team."""
    return re.fullmatch(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", text) is not None


def _relative(top: str, path: str) -> str:
    return os.path.relpath(os.path.realpath(path), os.path.realpath(top))


def _run_path(path: str, scopes: dict[str, str]) -> str:
    """A path below the repository's top, relative to the current folder as the run's paths are."""
    for scope, run_path in scopes.items():
        if path == scope:
            return run_path
        rest = path if scope == "." else path.removeprefix(f"{scope}/")
        if scope == "." or rest != path:
            return rest if run_path == "." else os.path.join(run_path, rest)
    return path
