"""Where project files are: named, searched for in a folder, or the nearest one upward."""

import os
from collections.abc import Iterator, Sequence

from generator.errors import UsageError
from generator.library import git

NAME = "ml-project.yaml"


def find(paths: Sequence[str]) -> list[str]:
    """The project files of a run, in order: folders searched, no path = the nearest upward. UsageError where there is none."""
    if not paths:
        return [_upward()]
    found = [file for path in paths for file in _named(path)]
    return list(dict.fromkeys(found))


def _named(path: str) -> list[str]:
    if not os.path.lexists(path):
        raise UsageError(f"{path} is not there", hint="name an ml-project.yaml or a folder that holds one")
    if not os.path.isdir(path):
        return [path]
    found = sorted(_below(path))
    if not found:
        raise UsageError(f"there is no {NAME} in {path}", hint=f"write one with: tidegate init {path}")
    return found


def _upward() -> str:
    folder = os.getcwd()
    step = ""
    while True:
        if os.path.isfile(os.path.join(folder, NAME)):
            return os.path.join(step, NAME)
        parent = os.path.dirname(folder)
        if parent == folder:
            raise UsageError(f"there is no {NAME} here or in a folder above", hint="write one with: tidegate init")
        folder, step = parent, os.path.join(step, "..")


def _below(folder: str) -> Iterator[str]:
    listed = git.files(folder, NAME)
    if listed is not None:
        for name in listed:
            path = os.path.join(folder, name) if folder != "." else name
            if not any(part.startswith(".") for part in name.split("/")) and not _linked(folder, name):
                yield path
        return
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if NAME in files and not os.path.islink(os.path.join(root, NAME)):
            yield os.path.normpath(os.path.join(root, NAME))


def _linked(folder: str, name: str) -> bool:
    return not os.path.isfile(os.path.join(folder, name)) or os.path.islink(os.path.join(folder, name))
