"""A YAML file as the tool reads it: a tree with places, and everything that is wrong with it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from generator.errors import InputError, Mark, Problem
from generator.source import paths, scan
from generator.source.compose import LOADER, Composer
from generator.source.nodes import Mapping, Node, Scalar, Sequence


class Document(NamedTuple):
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
    return Places(document).where(node)


class Places:
    """The paths of a document's nodes, found in one walk however many are asked for."""

    def __init__(self, document: Document) -> None:
        self._above: dict[int, tuple[int, str | int | None]] = {}
        self._begins: dict[Mark, int] = {}
        for above, part, node in _walk(document.root) if document.root is not None else ():
            if self._above.setdefault(id(node), (above, part)) == (above, part) and isinstance(node, Scalar):
                self._begins.setdefault(node.mark, id(node))

    def where(self, node: Node) -> str:
        """The dotted path of a node, as `where` gives it."""
        return self._path(id(node))

    def at(self, mark: Mark) -> str:
        """The dotted path of the key or scalar that begins at a place; "" where none does."""
        found = self._begins.get(mark)
        return "" if found is None else self._path(found)

    def _path(self, node: int) -> str:
        parts = []
        while (step := self._above.get(node)) is not None and step[1] is not None:
            node = step[0]
            parts.append(step[1])
        path = ""
        for part in reversed(parts):
            path = paths.item(path, part) if isinstance(part, int) else paths.child(path, part)
        return path


def _walk(root: Node) -> Iterator[tuple[int, str | int | None, Node]]:
    """Every node and key once, in the order of the file, with what it stands in and under which name or number."""
    seen: set[int] = set()
    todo: list[tuple[int, str | int | None, Node]] = [(0, None, root)]
    while todo:
        above, part, node = todo.pop()
        yield above, part, node
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))
        todo.extend(reversed(list(_children(node))))


def _children(node: Mapping | Sequence) -> Iterator[tuple[int, str | int, Node]]:
    if isinstance(node, Sequence):
        yield from ((id(node), index, item) for index, item in enumerate(node.items))
        return
    for key, entry in node.entries.items():
        yield id(node), key, entry.key
        yield id(node), key, entry.value


def _is_empty(root: Node) -> bool:
    return isinstance(root, Scalar) and root.plain and not root.text


def _empty(file: str) -> Problem:
    return Problem(
        mark=Mark(file, 1, 1),
        where="",
        fact="the file is empty",
        hint="begin with apiVersion: tidegate.dev/v1; tidegate init writes a first project file",
        code="yaml-empty",
    )
