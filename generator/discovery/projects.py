"""Find project files: named ones, those in a folder, or the nearest one in a parent folder."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from generator.errors import UsageError
from generator.files import reading

NAME = "ml-project.yaml"
STANDARD_INPUT = "-"
KEYS = ("team", "name")
_NEARLY = r"ml[-_. ]?projects?\.(?:ya?ml|json)(?:\.(?:txt|ya?ml))?"


def find(paths: Sequence[str], *, required: bool = True, standard_input: bool = False) -> list[str]:
    """The project files for the given files and folders, in order; without paths, the nearest one in a parent folder.

    `-` stands for standard input (`reading.STANDARD_INPUT`), with `standard_input`. Raises UsageError if a path does not exist
    or, with `required`, if a folder contains no project file.
    """
    if not paths:
        file = nearest()
        if file is None:
            raise _missing(f"there is no {NAME} in this folder or one of its parents", ".", "tidegate init")
        if os.path.dirname(file) and misnamed("."):
            raise _missing(f"there is no {NAME} in this folder", ".", "tidegate init")
        return [file]
    if STANDARD_INPUT in paths and not standard_input:
        hint = "name an ml-project.yaml or a folder that holds one; validate and render read standard input"
        raise UsageError("this command does not read standard input", hint=hint)
    files = [file for path in paths for file in _project_files(path, required=required)]
    if len(paths) == 1:
        return files
    by_place: dict[str, str] = {}
    for file in files:
        by_place.setdefault(os.path.realpath(file), file)
    return list(by_place.values())


def misnamed(folder: str) -> str:
    """A file of a folder that nearly has the name of a project file, such as `ml-project.yml`; empty if there is none."""
    with suppress(OSError):
        for name in sorted(os.listdir(folder)):
            if (
                re.fullmatch(_NEARLY, name, re.IGNORECASE)
                and name != NAME
                and os.path.isfile(os.path.join(folder, name))
            ):
                return name
    return ""


def _missing(fact: str, folder: str, init: str) -> UsageError:
    """The error that no project file is there, with the file that was probably meant."""
    name = misnamed(folder)
    if not name:
        return UsageError(fact, hint=f"write one with: {init}")
    path = os.path.normpath(os.path.join(folder, name))
    return UsageError(
        f"{fact}, but {path}", hint=f"rename it: mv {path} {os.path.normpath(os.path.join(folder, NAME))}"
    )


def nearest() -> str | None:
    """The project file in the current folder or the nearest of its parents; None if there is none."""
    folder = os.getcwd()
    relative = ""
    while True:
        if os.path.isfile(os.path.join(folder, NAME)):
            return os.path.join(relative, NAME)
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder, relative = parent, os.path.join(relative, "..")


_KEY_LINE = rb"\n(team|name):[ ]+([a-z0-9-]+)[ ]*(?=\r?(?:\n|\Z))"
"""A line that is the team or the name; it begins with a character for which `re` searches fast: 1 % of `generate`."""


def read_key(content: bytes) -> tuple[str, str]:
    """The team and name in a project file, even if the rest is invalid; an empty text for one that is missing."""
    lines = re.findall(_KEY_LINE, b"\n" + content)
    plain = {key.decode(): value.decode() for key, value in lines}
    if len(lines) == len(plain) == len(KEYS):
        return plain["team"], plain["name"]
    from generator.source import document, nodes  # slow to load, and needed only if the lines are not plain

    root = document.parse(content, "").root
    values = [root.get(key) if isinstance(root, nodes.Mapping) else None for key in KEYS]
    team, name = (each.text if isinstance(each, nodes.Scalar) else "" for each in values)
    return team, name


def _project_files(path: str, *, required: bool) -> list[str]:
    if path == STANDARD_INPUT:
        return [reading.STANDARD_INPUT]
    if path == reading.STANDARD_INPUT:
        path = os.path.join(".", path)
    if not os.path.lexists(path):
        raise UsageError(f"{path} is not there", hint="name an ml-project.yaml or a folder that holds one")
    if not os.path.isdir(path):
        return [path]
    files = sorted(_search(path))
    if required and not files:
        raise _missing(f"there is no {NAME} in {path}", path, f"tidegate init {path}")
    return files


def _search(folder: str) -> Iterator[str]:
    from generator.git import working_tree  # imported late: not needed for a file that is named

    listed = working_tree.files(folder, NAME)
    if listed is not None:
        for name in listed:
            path = os.path.join(folder, name) if folder != "." else name
            if not any(part.startswith(".") for part in name.split("/")) and not _is_link(folder, name):
                yield path
        return
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if NAME in files and not os.path.islink(os.path.join(root, NAME)):
            yield os.path.normpath(os.path.join(root, NAME))


def _is_link(folder: str, name: str) -> bool:
    return not os.path.isfile(os.path.join(folder, name)) or os.path.islink(os.path.join(folder, name))
