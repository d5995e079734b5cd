"""Fields of objects as they are read: any of their parents may be missing, or of another type."""

from collections.abc import Iterable, Mapping
from typing import Any


def value_at(node: Any, path: Iterable[str]) -> Any:
    """The value at a path of keys; None where there is none."""
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node
