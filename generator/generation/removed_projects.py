"""Projects that the source repository had under another name, or has no more, while their files lie in the GitOps repository.

Generated files do not say which repository they come from, since that would make their bytes depend on where a clone lies:
it is the source's own history that knows what its project files were called.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from generator.discovery import projects
from generator.errors import NotReadyError, TidegateError
from generator.files import gitops_index, reading
from generator.files.gitops_index import Store
from generator.git import revision, working_tree
from generator.manifest import gitops_paths

ProjectKey = tuple[str, str]
"""The team and the name of a project."""
LINES = r"""(team|name)["']?[[:space:]]*:|^ *[?:]( |$)|&[^ ]|^ +["']?[-a-z0-9]+["']?[[:space:]]*$"""
"""Lines that may hold a team or name: keys, and values apart from their key."""


class RemovedProject(NamedTuple):
    """A project that its source repository has no more, and the file that held it."""

    file: str
    team: str
    project: str

    @property
    def key(self) -> ProjectKey:
        """Team and name."""
        return self.team, self.project


class Search(NamedTuple):
    """The projects that a run's paths held before, and why that may not be all of them; empty where it is."""

    found: tuple[RemovedProject, ...]
    limit: str


def search(paths: Sequence[str]) -> Search:
    """Every project that the files and folders named held before, and that its repository holds no more.

    Where a project file there does not say its team and name, nothing counts as removed: it may be that one.
    """
    tops: dict[str, list[str]] = {}
    limits = []
    for path in paths:
        top = working_tree.root(path if os.path.isdir(path) else os.path.dirname(path) or ".")
        if top is not None:
            tops.setdefault(top, []).append(path)
        else:
            limits.append(f"{path} is in no Git repository")
    found: dict[ProjectKey, RemovedProject] = {}
    for top, within in tops.items():
        try:
            for each in _former(top, within):
                found.setdefault(each.key, each)
            if revision.shallow(top):
                limits.append("this clone is shallow: fetch the rest with git fetch --unshallow (fetch-depth: 0)")
        except TidegateError as error:
            limits.append(error.message)
    return Search(tuple(found.values()), next(iter(limits), ""))


def deployed(searched: Search, store: Store) -> tuple[RemovedProject, ...]:
    """Those of which the GitOps repository holds something."""
    return tuple(each for each in searched.found if store.folders(gitops_paths.project(each.team, each.project)))


def others(store: Store, present: Iterable[ProjectKey]) -> bool:
    """Whether the GitOps repository holds any other project than these."""
    here = set(present)
    return any(key not in here for key in gitops_index.projects(store))


def here(top: str, more: Iterable[str]) -> set[ProjectKey]:
    """The teams and names of all projects below a folder, and of those in `more` files; empty texts for what is not said."""
    return {projects.named(reading.read(path)) for path in (*projects.find([top], some=False), *more)}


def keys(paths: Sequence[str]) -> list[ProjectKey]:
    """The teams and names in project files; one that cannot be read has none."""
    found = []
    for path in paths:
        with suppress(NotReadyError):
            found.append(projects.named(reading.read(path)))
    return found


def _former(top: str, within: Sequence[str]) -> Iterator[RemovedProject]:
    scopes = {_below(top, path): path for path in within}
    former = [
        RemovedProject(_shown(path, scopes), *projects.named(content))
        for path, content in revision.lost(top, list(scopes), projects.NAME, LINES)
    ]
    if former:
        present = here(top, [path for path in within if os.path.isfile(path)])
        if all(team and name for team, name in present):
            yield from (each for each in former if each.key not in present and all(map(_label, each.key)))


def _label(text: str) -> bool:
    """Whether a name can have been one: what Git's history holds was never judged."""
    return re.fullmatch(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", text) is not None


def _below(top: str, path: str) -> str:
    return os.path.relpath(os.path.realpath(path), os.path.realpath(top))


def _shown(path: str, scopes: dict[str, str]) -> str:
    """A path below the repository's top as the run's paths begin."""
    for scope, given in scopes.items():
        if path == scope:
            return given
        rest = path if scope == "." else path.removeprefix(f"{scope}/")
        if scope == "." or rest != path:
            return rest if given == "." else os.path.join(given, rest)
    return path
