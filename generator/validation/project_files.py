"""The files beside `ml-project.yaml` that a project puts into its containers."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence

from generator.components.kinds import KINDS
from generator.components.tables import TABLES
from generator.discovery import platform_folder
from generator.errors import Problem, Severity
from generator.files import reading
from generator.named_tuples import NamedTuple
from generator.resolve import project as projects
from generator.source import document, finding, nodes
from generator.spec.project import Project
from generator.validate import secret_findings

CODE = "file"
LARGE_FILE_POINTER = (b"version https://git-lfs.github.com/spec/", b"version https://hawser.github.com/spec/")
"""How the text begins that Git LFS keeps in place of a large file (the specification of git-lfs)."""
RELATIVE = ("./", "../")
NAME = re.compile(r"(?:\./)?[\w-][\w./-]*\.[A-Za-z]\w*")
"""A relative path of one word with an ending, such as `train.py`."""

MARKS = (b"from", b"./", b"\\")
"""Without one of these, a project file names no other file: the key, the beginning of a path, an escape in a text."""


class Beside(NamedTuple):
    """What lies beside a project file, as far as it names files: all that the work on a project reads but for its own file.

    `contents` are as they are in Git, `unreadable` tells why a file cannot be read, and `paths` are texts of one line that
    are the path of a file.
    """

    contents: Mapping[str, bytes]
    unreadable: Mapping[str, str]
    paths: frozenset[str]


NOTHING = Beside({}, {}, frozenset())


class Files(NamedTuple):
    """The contents of the files that a project names, by path, and their problems."""

    contents: Mapping[str, bytes]
    problems: Sequence[Problem]


def names(path: str) -> Iterator[str]:
    """The names of the files that a project file refers to, relative to its folder; none if its schema refuses it."""
    project = _read(reading.read(path), path)
    for name, _, _ in projects.file_references(project) if project is not None else ():
        yield name


def beside(content: bytes, path: str) -> Beside:
    """What lies beside the project file at `path`, which has this content."""
    project = _read(content, path)
    return NOTHING if project is None else look(project)


def _read(content: bytes, path: str) -> Project | None:
    """The project of a content that may name files; None if it names none, or its schema refuses it."""
    if not any(mark in content for mark in MARKS):
        return None
    parsed = document.parse(content, path)
    return projects.read(parsed, platform_folder.schemas(), TABLES, KINDS).project


def look(project: Project) -> Beside:
    """Read the files of every `{from: path}`, and look for those that a text seems to mean."""
    contents: dict[str, bytes] = {}
    unreadable: dict[str, str] = {}
    folder = os.path.dirname(project.document.file)
    for path in dict.fromkeys(path for path, _, _ in projects.file_references(project)):
        if TABLES.formats["relative-path"](path) is not None:
            continue  # reported by the check of the format
        try:
            contents[path] = reading.within(folder, path)
        except ValueError as error:
            unreadable[path] = str(error)
    texts = (node.text.strip() for _, node, _ in projects.file_texts(project))
    paths = frozenset(path for path in texts if _is_path(path) and _is_file(folder, path))
    return Beside(_as_committed(folder, contents), unreadable, paths)


def read(project: Project, found: Beside | None = None) -> Files:
    """The files of every `{from: path}`; with `found`, nothing is read from disk."""
    found = found or look(project)
    problems = list(_meant_paths(project, found))
    for path, node, where in projects.file_references(project):
        if path in found.contents:
            problems += _check_content(found.contents[path], path, node, where)
        elif path in found.unreadable:
            fact, hint = f'"{path}": {found.unreadable[path]}', "name a file in the project's folder or below it"
            problems.append(Problem(mark=node.mark, where=where, fact=fact, hint=hint, code=CODE))
    return Files(found.contents, problems)


def _as_committed(folder: str, contents: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The contents as they are in Git, so that they are the same on machines that check them out with other line ends."""
    if not any(b"\r\n" in content for content in contents.values()):
        return contents
    from generator.git import checkout  # few files have such line ends

    return checkout.as_committed(folder, contents)


def _check_content(content: bytes, path: str, node: nodes.Scalar, where: str) -> Iterator[Problem]:
    if content.startswith(LARGE_FILE_POINTER):
        fact = f'"{path}" holds only the pointer of Git LFS, not the file'
        hint = "fetch the file first: git lfs pull; in CI check out with LFS"
        yield Problem(mark=node.mark, where=where, fact=fact, hint=hint, code=CODE)
    text = nodes.Scalar(content.decode("utf-8", "replace"), plain=False, mark=node.mark)
    yield from finding.problems(secret_findings.find(text, arguments=False), [], where)


def _meant_paths(project: Project, found: Beside) -> Iterator[Problem]:
    """Texts of one line that are, or look like, the path of a file: the file would hold its own name."""
    for target, node, where in projects.file_texts(project):
        path = node.text.strip()
        if path in found.paths:
            inside = path.removeprefix("./")
            why = (
                "and it is a path outside of the project's folder"
                if _is_outside(path)
                else "and there is a file of that name"
            )
            fact = f'"{path}" would be the text of the file, {why}'
            hint = (
                f"copy it beside ml-project.yaml, and write {{from: {os.path.basename(path)}}}"
                if ".." in inside.split("/")
                else f"write {{from: {inside}}}"
            )
            yield Problem(mark=node.mark, where=where, fact=fact, hint=hint, code=CODE)
        elif _is_like(path, target):
            fact = f'"{path}" is all that the file holds, and looks like the name of one'
            hint = f"write {{from: {path.removeprefix('./')}}} for a file beside ml-project.yaml, or the text of the file after a |"
            yield Problem(mark=node.mark, where=where, fact=fact, hint=hint, code=CODE, severity=Severity.WARNING)


def _is_like(path: str, target: str) -> bool:
    """Whether a text is one word that ends as the path of the file in the container does, or is its name."""
    if not NAME.fullmatch(path):
        return False
    name, ending = os.path.basename(target), os.path.splitext(target)[1]
    return os.path.basename(path) == name or (ending != "" and os.path.splitext(path)[1] == ending)


def _is_outside(path: str) -> bool:
    return f"{os.path.normpath(path)}/".startswith("../")


def _is_path(text: str) -> bool:
    return text.startswith(RELATIVE) and "\n" not in text


def _is_file(folder: str, path: str) -> bool:
    """Whether there is such a file; what is outside of the folder is judged by its form, and not looked up."""
    if _is_outside(path):
        return os.path.basename(path) not in {"", "..", "."} and not any(map(str.isspace, path))
    try:
        return os.path.isfile(os.path.join(folder, path))
    except ValueError:  # a null character, which other rules report
        return False
