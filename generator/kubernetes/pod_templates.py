"""The pod templates of an object, found by the paths in the table of object kinds."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.kubernetes import object_kinds

Path = tuple[str, ...]


def find(kind: str, content: Mapping[str, Any]) -> dict[Path, Any]:
    """The pod templates in an object of a kind, by path; they may be of any type. Paths that the object lacks are left out."""
    paths = object_kinds.of(kind).pod_templates
    return {where: template for path in paths for where, template in _descend(content, path.split("."), ())}


def _descend(node: Any, path: list[str], parents: Path) -> Iterator[tuple[Path, Any]]:
    if not path:
        yield parents, node
        return
    for name, value in _members(node, path[0]):
        yield from _descend(value, path[1:], (*parents, name))


def _members(node: Any, part: str) -> Iterator[tuple[str, Any]]:
    if part != "*":
        if isinstance(node, Mapping) and part in node:
            yield part, node[part]
    elif isinstance(node, Mapping):
        yield from ((str(key), value) for key, value in node.items())
    elif isinstance(node, list):
        yield from ((str(index), value) for index, value in enumerate(node))
