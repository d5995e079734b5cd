"""Separation of rendered text into an ObjectTemplate and its values, so that text with the same structure is parsed once.

While a template runs, each value that it prints is stored, and a mark is printed instead. Drafts that take the same branches of a
template then give the same text whatever their values, and the parsed text is cached. The result equals that of parsing each object
if every mark is a wmatch scalar of the text and no part of the template reads what another part printed.
"""

import re
from typing import Any

import jinja2.nodes as syntax

from generator.manifest import yaml_reader
from generator.manifest.object_template import ObjectTemplate, Placeholder

MARK = "~@"
_MARK_PATTERN = re.compile(f"{MARK}([0-9]+)")
_OUTPUT_READERS: tuple[type[syntax.Node], ...] = (
    *(syntax.AssignBlock, syntax.Block, syntax.CallBlock, syntax.Extends, syntax.FromImport, syntax.Import),
    syntax.Macro,
)
"""Statements with which a template can read its own output."""


def mark(number: int) -> str:
    """The text printed instead of a value: a scalar that is valid anywhere in YAML and occurs in no template."""
    return f'"{MARK}{number}"'


def reads_output(template: syntax.Template) -> bool:
    """Whether a template may read its own output and so notice marks; the filter `indent` alone is harmless."""
    return (
        any(True for _ in template.find_all(_OUTPUT_READERS))
        or any(each.recursive for each in template.find_all(syntax.For))
        or any(each.filter.name != "indent" or each.filter.node for each in template.find_all(syntax.FilterBlock))
        or any(MARK in each.data or "\\" in each.data for each in template.find_all(syntax.TemplateData))
    )


def object_template(text: str) -> ObjectTemplate | None:
    """Parse a text with marks; None if a mark is part of a scalar or a key."""
    try:
        content = yaml_reader.read(text)
        return ObjectTemplate(_with_placeholders(content)) if _is_object(content) else None
    except ValueError:
        return None


def _is_object(content: Any) -> bool:
    """Whether the content is an object with kind and metadata, whatever the values are."""
    return (
        isinstance(content, dict)
        and isinstance(content.get("metadata"), dict)
        and isinstance(content.get("kind"), str)
        and MARK not in content["kind"]
        and "apiVersion" in content
    )


def _with_placeholders(node: Any) -> Any:
    if isinstance(node, dict):
        if any(MARK in key for key in node):
            raise ValueError("a value is a key")
        return {key: _with_placeholders(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_with_placeholders(value) for value in node]
    if not isinstance(node, str) or MARK not in node:
        return node
    match = _MARK_PATTERN.fullmatch(node)
    if match is None:
        raise ValueError("a value is a part of a scalar")
    return Placeholder(int(match[1]))
