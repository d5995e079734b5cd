"""Where project files are: named, searched for in a folder, or the nearest one upward."""

import os
import re
from collections.abc import Iterator, Sequence

from generator.errors import UsageError
from generator.git import working_tree

NAME = "ml-project.yaml"
KEYS = ("team", "name")


def find(paths: Sequence[str], *, some: bool = True) -> list[str]:
    """The project files of a run, in order: folders searched, no path = the nearest upward.

    UsageError where there is none; without `some` a folder may be without one.
    """
    if not paths:
        return [_upward()]
    found = [file for path in paths for file in _at(path, some=some)]
    return list(dict.fromkeys(found))


def named(content: bytes) -> tuple[str, str]:
    """The team and name that a file gives its project, whatever else is in it; empty for what it does not say."""
    lines = re.findall(rb"^(team|name):[ ]+([a-z0-9-]+)[ ]*\r?$", content, re.MULTILINE)
    plain = {key.decode(): value.decode() for key, value in lines}
    if len(lines) == len(plain) == len(KEYS):
        return plain["team"], plain["name"]
    from generator.source import document, nodes  # only for what is written otherwise

    root = document.parse(content, "").root
    held = [root.get(key) if isinstance(root, nodes.Mapping) else None for key in KEYS]
    team, name = (each.text if isinstance(each, nodes.Scalar) else "" for each in held)
    return team, name


def _at(path: str, *, some: bool) -> list[str]:
    if not os.path.lexists(path):
        raise UsageError(f"{path} is not there", hint="name an ml-project.yaml or a folder that holds one")
    if not os.path.isdir(path):
        return [path]
    found = sorted(_below(path))
    if some and not found:
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
    listed = working_tree.files(folder, NAME)
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
