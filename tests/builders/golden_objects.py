"""The objects that golden cases render, as plain data."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from generator.manifest import yaml_reader

GOLDEN = Path(__file__).parent.parent / "golden"
Object = dict[str, Any]


@cache
def by_environment() -> dict[str, list[Object]]:
    """All objects of each environment of each golden case; those of kustomize aside."""
    found: dict[str, list[Object]] = {}
    for path in sorted(GOLDEN.glob("*/expected/**/*.yaml")):
        content = _object(path)
        if content:
            place = str(
                path.relative_to(GOLDEN).parent if "clusters" in path.parts else path.relative_to(GOLDEN).parents[1]
            )
            found.setdefault(place, []).append(content)
    return found


@cache
def by_kind() -> dict[str, list[Object]]:
    """The objects of each kind, no two alike."""
    found: dict[str, dict[str, Object]] = {}
    for each in (each for objects in by_environment().values() for each in objects):
        found.setdefault(each["kind"], {})[repr({**each, "metadata": ""})] = each
    return {kind: list(objects.values()) for kind, objects in sorted(found.items())}


def leaves(node: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of all scalars and empty collections in an object."""
    children = list(node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ())
    if not children:
        yield steps
    for key, value in children:
        yield from leaves(value, (*steps, key))


def _object(path: Path) -> Object:
    text = path.read_text(encoding="utf-8")
    if path.name == "kustomization.yaml" or "\nkind: " not in text:
        return {}
    content: Any = yaml_reader.read(text)
    known = isinstance(content, dict) and isinstance(content.get("kind"), str)
    return content if known and "kustomize.config" not in str(content.get("apiVersion")) else {}
