"""What fields of an object mean to Kubernetes beside their JSON type: merge keys of lists, sets, quantities, durations, defaults.

`field_types.json` is made from the schemas of Kubernetes and of the custom resources (`tools/field_types.py`); defaults of built-in
kinds are in `api_defaults.py`.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from generator.kubernetes import api_defaults, object_kinds
from generator.manifest.field_path import ABSENT, Step

_FILE = Path(__file__).with_suffix(".json")
_Node = dict[str, Any]


class FieldType(NamedTuple):
    """What is known of a field: `fields` below a mapping by name, `items` of a list or of a mapping with free keys."""

    fields: Mapping[str, "FieldType"] = {}
    items: "FieldType | None" = None
    keys: tuple[str, ...] = ()
    """The merge keys of a list."""
    is_set: bool = False
    scalar: Literal["", "quantity", "duration"] = ""
    default: Any = ABSENT
    """The value that means the same as none; an empty mapping if the fields below it have defaults."""
    unless: tuple[str, Any] | None = None
    """The name and value of a field beside it with which it has no default."""


UNTYPED = FieldType()
"""A field of which nothing is known."""


@cache
def of(kind: str) -> FieldType:
    """The type of objects of a kind (case-sensitive)."""
    tree: _Node = json.loads(json.dumps(_known().get(kind, {})))
    row = object_kinds.TABLE.get(kind.lower())
    if row is not None and row.schema == "kubernetes":
        for path in row.pod_templates:
            for default in api_defaults.POD:
                _put(tree, default._replace(path=f"{path}.{default.path}"))
    for default in api_defaults.KINDS.get(kind, ()):
        _put(tree, default)
    return _type(tree)


def below(field: FieldType, step: Step) -> FieldType:
    """The type of what is at a step below a field: of a field of a mapping, or of an item."""
    items = field.items or UNTYPED
    return field.fields.get(step, items) if isinstance(step, str) else items


@cache
def _known() -> dict[str, _Node]:
    found: dict[str, _Node] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def _put(tree: _Node, default: api_defaults.Default) -> None:
    for part in default.path.split("."):
        tree = tree.setdefault("items", {}) if part == "*" else tree.setdefault("fields", {}).setdefault(part, {})
    tree.update(default=default.value, unless=default.unless)


def _type(tree: _Node) -> FieldType:
    default = tree.get("default", ABSENT)
    return FieldType(
        fields={name: _type(node) for name, node in tree.get("fields", {}).items()},
        items=_type(tree["items"]) if "items" in tree else None,
        keys=tuple(tree.get("keys", ())),
        is_set=tree.get("set", False),
        scalar=tree.get("is", ""),
        default={} if isinstance(default, Mapping) else default,
        unless=tree.get("unless"),
    )
