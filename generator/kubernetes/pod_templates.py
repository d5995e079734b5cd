"""Where the pod templates of an object are, by its kind's row in the table of object kinds."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.kubernetes import object_kinds

Path = tuple[str, ...]


def find(kind: str, found: Mapping[str, Any]) -> dict[Path, Any]:
    """Every pod template of an object of a kind by its path, of any shape; places where nothing is are left out."""
    paths = object_kinds.of(kind).pod_templates
    return {where: template for path in paths for where, template in _below(found, path.split("."), ())}


def _below(node: Any, path: list[str], above: Path) -> Iterator[tuple[Path, Any]]:
    if not path:
        yield above, node
        return
    for name, value in _members(node, path[0]):
        yield from _below(value, path[1:], (*above, name))


def _members(node: Any, part: str) -> Iterator[tuple[str, Any]]:
    if part != "*":
        if isinstance(node, Mapping) and part in node:
            yield part, node[part]
    elif isinstance(node, Mapping):
        yield from ((str(key), value) for key, value in node.items())
    elif isinstance(node, list):
        yield from ((str(index), value) for index, value in enumerate(node))
