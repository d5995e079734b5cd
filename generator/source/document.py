"""A YAML file as the tool reads it: a tree with places, and everything that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.errors import InputError, Mark, Problem
from generator.source import paths, scan
from generator.source.compose import LOADER, Composer
from generator.source.nodes import Mapping, Node, Scalar, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file. `file` is its name in messages; every offset and place counts characters of `text`.

    `text` is as written, CRLF included, but without the byte order mark that `bom` tells of. `root` is None where the
    file is no YAML, empty or beyond a limit; `problems` then holds exactly one.
    """

    file: str
    text: str
    bom: bool
    root: Node | None
    problems: tuple[Problem, ...]


def parse(data: bytes, file: str, *, loader: type[Any] = LOADER) -> Document:
    """Read any bytes; never raises. At most 1 MiB, 64 levels and 100,000 values after aliases."""
    text = scan.decode(data, file)
    if isinstance(text, Problem):
        return Document(file=file, text="", bom=False, root=None, problems=(text,))
    scanned = scan.scan(text)
    composer = Composer(scanned, file, loader)
    try:
        root = composer.compose()
        problems = composer.ledger.all()
    except InputError as error:
        root, problems = None, error.problems
        refused = composer.ledger.first_refused()
        # A control character is often the reason why the rest is no YAML.
        if refused is not None and refused.mark[1:] <= problems[0].mark[1:]:
            problems = (refused,)
    if root is None or _is_empty(root):
        root, problems = None, (problems or (_empty(file),))[:1]
    return Document(file=file, text=scanned.text, bom=scanned.bom, root=root, problems=problems)


def where(document: Document, node: Node) -> str:
    """The dotted path of a node of this document, a key's being that of its value; "" for the root and for strangers.

    A node that aliases share has the path of its first place.
    """
    if document.root is None:
        return ""
    return next((path for path, found in _walk(document.root) if found is node), "")


def at(document: Document, mark: Mark) -> str:
    """The dotted path of the key or scalar that begins at a place; "" where none does."""
    if document.root is None:
        return ""
    return next((path for path, found in _walk(document.root) if found.mark == mark and isinstance(found, Scalar)), "")


def _walk(root: Node) -> Iterator[tuple[str, Node]]:
    """Every node and key once, in the order of the file."""
    seen: set[int] = set()
    todo: list[tuple[str, Node]] = [("", root)]
    while todo:
        path, node = todo.pop()
        yield path, node
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))
        todo.extend(reversed(list(_children(path, node))))


def _children(path: str, node: Mapping | Sequence) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Sequence):
        yield from ((paths.item(path, index), item) for index, item in enumerate(node.items))
        return
    for key, entry in node.entries.items():
        below = paths.child(path, key)
        yield below, entry.key
        yield below, entry.value


def _is_empty(root: Node) -> bool:
    return isinstance(root, Scalar) and root.plain and not root.text


def _empty(file: str) -> Problem:
    return Problem(
        mark=Mark(file, 1, 1),
        where="",
        fact="the file is empty",
        hint="write at least apiVersion and name",
        code="yaml-empty",
    )
