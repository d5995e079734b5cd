"""Fields of objects as they are read: any of their parents may be missing, or of another type."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

BROKEN = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What reading a field of another type than the API has may raise, as in files that a person or another program wrote."""


def value_at(node: Any, path: Iterable[str]) -> Any:
    """The value at a path of keys; None where there is none."""
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node


def items(node: Any, *path: str) -> Iterator[Mapping[str, Any]]:
    """The mappings in the list at a path of keys; none where there is no list."""
    found = value_at(node, path)
    yield from (each for each in (found if isinstance(found, list) else ()) if isinstance(each, Mapping))


def found(node: Any, path: Sequence[str], parents: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The values at a path, each with the keys or positions that lead to it; a part `*` stands for every key or position."""
    if not path:
        yield parents, node
        return
    for name, value in _members(node, path[0]):
        yield from found(value, path[1:], (*parents, name))


def _members(node: Any, part: str) -> Iterator[tuple[str, Any]]:
    if part != "*":
        if isinstance(node, Mapping) and part in node:
            yield part, node[part]
    elif isinstance(node, Mapping):
        yield from ((str(key), value) for key, value in node.items())
    elif isinstance(node, list):
        yield from ((str(index), value) for index, value in enumerate(node))
