"""The files beside `ml-project.yaml` that a project puts into its containers."""

import os
from collections.abc import Iterator, Mapping, Sequence

from generator.components.kinds import KINDS
from generator.components.tables import TABLES
from generator.discovery import platform_folder
from generator.errors import Problem
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


class Files(NamedTuple):
    """The contents of the files that a project names, by path, and their problems."""

    contents: Mapping[str, bytes]
    problems: Sequence[Problem]


def names(path: str) -> Iterator[str]:
    """The names of the files that a project file refers to, relative to its folder; none if its schema refuses it."""
    content = reading.read(path)
    if b"from" in content:
        parsed = document.parse(content, path)
        project = projects.read(parsed, platform_folder.schemas(), TABLES, KINDS).project
        for name, _, _ in projects.file_references(project) if project is not None else ():
            yield name


def read(project: Project) -> Files:
    """Read the files of every `{from: path}`."""
    contents: dict[str, bytes] = {}
    folder = os.path.dirname(project.document.file)
    problems = list(_meant_paths(project, folder))
    for path, node, where in projects.file_references(project):
        if TABLES.formats["relative-path"](path) is not None:
            continue  # reported by the check of the format
        try:
            contents[path] = contents[path] if path in contents else reading.within(folder, path)
        except ValueError as error:
            hint = "name a file in the project's folder or below it"
            problems.append(Problem(mark=node.mark, where=where, fact=f'"{path}": {error}', hint=hint, code=CODE))
            continue
        problems += _check_content(contents[path], path, node, where)
    return Files(_as_committed(folder, contents), problems)


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


def _meant_paths(project: Project, folder: str) -> Iterator[Problem]:
    """Texts of one line that are the path of a file: the file would hold its own name."""
    for node, where in projects.file_texts(project):
        path = node.text.strip()
        if path.startswith(RELATIVE) and "\n" not in path and _is_file(folder, path):
            fact = f'"{path}" would be the text of the file, and there is a file of that name'
            inside = path.removeprefix("./")
            hint = (
                f"copy it beside ml-project.yaml, and write {{from: {os.path.basename(path)}}}"
                if ".." in inside.split("/")
                else f"write {{from: {inside}}}"
            )
            yield Problem(mark=node.mark, where=where, fact=fact, hint=hint, code=CODE)


def _is_file(folder: str, path: str) -> bool:
    try:
        return os.path.isfile(os.path.join(folder, path))
    except ValueError:  # a null character, which other rules report
        return False
