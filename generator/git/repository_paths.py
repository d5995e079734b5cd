"""Where files are, seen from the top of the repository that a run is in: what CI systems resolve paths against."""

import os
from collections.abc import Collection, Iterable, Mapping
from typing import Literal, NamedTuple

from generator.files import reading
from generator.git import working_tree


class RepositoryPath(NamedTuple):
    """A path and what it is relative to; `own` is the repository of the run, or its folder if it is in none.

    Of other `gitops` repositories a run knows only paths inside of them. `other` files are elsewhere, named as the user named them.
    """

    path: str
    base: Literal["own", "gitops", "other"]


def of(files: Iterable[str], gitops: Collection[str] = ()) -> Mapping[str, RepositoryPath]:
    """The path of each file; those of `gitops` are relative to the top of another repository already."""
    tops = _tops()
    return {
        file: RepositoryPath(file, "gitops") if file in gitops else _path(file, tops) for file in dict.fromkeys(files)
    }


def _tops() -> tuple[str, ...]:
    """The top of the repository as the current folder is named, and without links; none if the folder is gone."""
    try:
        top = working_tree.root(".") or os.getcwd()
    except OSError:
        return ()
    return tuple(dict.fromkeys((top, os.path.realpath(top))))


def _path(file: str, tops: tuple[str, ...]) -> RepositoryPath:
    if not tops or file in {"", reading.STANDARD_INPUT}:
        return RepositoryPath(file, "other")
    folder, name = os.path.split(os.path.abspath(file))
    for place in (folder, os.path.realpath(folder)):
        for top in tops:
            if os.path.join(place, "").startswith(os.path.join(top, "")):
                return RepositoryPath(os.path.relpath(os.path.join(place, name), top), "own")
    return RepositoryPath(os.path.normpath(file), "other")
