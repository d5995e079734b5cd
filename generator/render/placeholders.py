"""What templates print, told apart into a shape and its values.

While a template runs, each value that it prints is set aside and a mark stands in its place. Templates that chose the same
branches then print the same text, whatever the values: it is read once. That is as good as reading every object, where a
mark is a whole scalar of the text and no part of the template looks into what another printed.
"""

import re
from typing import Any

import jinja2.nodes as syntax

from generator.manifest import yaml_reader
from generator.manifest.object_template import ObjectTemplate, Placeholder

MARK = "~@"
_HOLE = re.compile(f"{MARK}([0-9]+)")
_LOOKS: tuple[type[syntax.Node], ...] = (
    *(syntax.AssignBlock, syntax.Block, syntax.CallBlock, syntax.Extends, syntax.FromImport, syntax.Import),
    syntax.Macro,
)
"""What gives a template printed text to look into."""


def mark(number: int) -> str:
    """The text that stands for a value: a scalar that YAML can hold anywhere, and nobody writes."""
    return f'"{MARK}{number}"'


def looks(template: syntax.Template) -> bool:
    """Whether a template could tell a mark from a value: indenting what was printed is the one thing that cannot."""
    return (
        any(True for _ in template.find_all(_LOOKS))
        or any(each.recursive for each in template.find_all(syntax.For))
        or any(each.filter.name != "indent" or each.filter.node for each in template.find_all(syntax.FilterBlock))
        or any(MARK in each.data or "\\" in each.data for each in template.find_all(syntax.TemplateData))
    )


def object_template(text: str) -> ObjectTemplate | None:
    """The object that a text with marks is; None where a mark stands for a part of a scalar or for a key."""
    try:
        found = yaml_reader.read(text)
        return ObjectTemplate(_opened(found)) if _is_object(found) else None
    except ValueError:
        return None


def _is_object(found: Any) -> bool:
    """Whether it is for all values an object with a kind and metadata, whose keys can be put in order."""
    return (
        isinstance(found, dict)
        and isinstance(found.get("metadata"), dict)
        and isinstance(found.get("kind"), str)
        and MARK not in found["kind"]
        and "apiVersion" in found
    )


def _opened(node: Any) -> Any:
    if isinstance(node, dict):
        if any(MARK in key for key in node):
            raise ValueError("a value is a key")
        return {key: _opened(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_opened(value) for value in node]
    if not isinstance(node, str) or MARK not in node:
        return node
    hole = _HOLE.fullmatch(node)
    if hole is None:
        raise ValueError("a value is a part of a scalar")
    return Placeholder(int(hole[1]))
