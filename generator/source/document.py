"""YAML parsing: a file's bytes to a Document, its node tree with positions and its problems."""

from collections.abc import Iterator
from typing import Any

from generator.errors import InputError, Mark, Problem
from generator.named_tuples import NamedTuple
from generator.source import paths, scan
from generator.source.compose import LOADER, Composer
from generator.source.nodes import Mapping, Node, Scalar, Sequence


class Document(NamedTuple):
    """One parsed file. `file` is its name in messages; offsets and marks count characters of `text`.

    `text` is unchanged, CRLF included, except that a byte order mark is removed (`bom` says whether there was one). `root` is
    None if the file is not YAML, is empty or exceeds a limit; `problems` then has exactly one item.
    """

    file: str
    text: str
    bom: bool
    root: Node | None
    problems: tuple[Problem, ...]


def parse(data: bytes, file: str, *, loader: type[Any] = LOADER) -> Document:
    """Parse any bytes; never raises. Limits: 1 MiB, 64 levels, 100,000 values with aliases expanded."""
    text = scan.decode(data, file)
    if isinstance(text, Problem):
        return Document(file=file, text="", bom=False, root=None, problems=(text,))
    scanned = scan.scan(text)
    composer = Composer(scanned, file, loader)
    try:
        root = composer.compose()
        problems = composer.collector.all()
    except InputError as error:
        root, problems = None, error.problems
        forbidden = composer.collector.first_forbidden()
        # A control character is often why the rest fails to parse.
        if forbidden is not None and forbidden.mark[1:] <= problems[0].mark[1:]:
            problems = (forbidden,)
    if root is None or _is_empty(root):
        root, problems = None, (problems or (_empty(file),))[:1]
    return Document(file=file, text=scanned.text, bom=scanned.bom, root=root, problems=problems)


def node_path(document: Document, node: Node) -> str:
    """The dotted path of a node; a key has the path of its value. "" for the root and for nodes of other documents.

    A node with aliases has the path of its first occurrence.
    """
    return NodePaths(document).path_of(node)


class NodePaths:
    """The dotted paths of a document's nodes, indexed in one walk of the tree."""

    def __init__(self, document: Document) -> None:
        self._parents: dict[int, tuple[int, str | int | None]] = {}
        self._ids_by_mark: dict[Mark, int] = {}
        for parent, part, node in _walk(document.root) if document.root is not None else ():
            is_first = self._parents.setdefault(id(node), (parent, part)) == (parent, part)
            if is_first and (isinstance(node, Scalar) or isinstance(part, int)):
                self._ids_by_mark.setdefault(node.mark, id(node))

    def path_of(self, node: Node) -> str:
        """The dotted path of a node, as `node_path` returns it."""
        return self._path(id(node))

    def path_at(self, mark: Mark) -> str:
        """The dotted path of the key, scalar or list item that begins at `mark`; "" if none does."""
        node_id = self._ids_by_mark.get(mark)
        return "" if node_id is None else self._path(node_id)

    def _path(self, node: int) -> str:
        parts = []
        while (step := self._parents.get(node)) is not None and step[1] is not None:
            node = step[0]
            parts.append(step[1])
        path = ""
        for part in reversed(parts):
            path = paths.item(path, part) if isinstance(part, int) else paths.child(path, part)
        return path


def _walk(root: Node) -> Iterator[tuple[int, str | int | None, Node]]:
    """Yield (parent's id, key or index, node) for every node and key in document order; shared nodes are entered once."""
    seen: set[int] = set()
    todo: list[tuple[int, str | int | None, Node]] = [(0, None, root)]
    while todo:
        parent, part, node = todo.pop()
        yield parent, part, node
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
