"""Fields of objects as they are read: any of their parents may be missing, or of another type."""

from collections.abc import Iterable, Iterator, Mapping
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
