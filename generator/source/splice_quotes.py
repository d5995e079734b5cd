"""Replacement of a text in a YAML file in the quotes that it is written in."""

import re

from generator.source import document as documents
from generator.source import nodes, splice, splice_values
from generator.source import splice_positions as positions
from generator.source.document import Document
from generator.source.splice import Put
from generator.source.splice_positions import Change

_PLAIN = re.compile(r"[A-Za-z/][\w./@+=-]*(?::[\w./@+=-]+)*", re.ASCII)
_SINGLE = re.compile(r"[\x20-\x26\x28-\x7e]*")


def edit(document: Document, path: tuple[str, ...], text: str) -> str:
    """Set the text at a path of mapping keys as `splice.edit` does; in the old one's quotes if it is read as the same text there.

    Raises CannotEdit as `splice.edit` does.
    """
    edited = splice.edit(document, [Put(path, text)])
    new = documents.parse((_bom(document) + edited).encode(), document.file)
    was, now = _at(document.root, path), _at(new.root, path)
    if was is None or now is None or now.start < 0:
        return edited
    styled = _styled(document.text[was.start : was.end], was, text)
    if not styled:
        return edited
    changed = positions.changed(edited, [Change(now.start, now.end, styled)])
    found = documents.parse((_bom(document) + changed).encode(), document.file)
    return changed if not found.problems and _meaning(found) == _meaning(new) else edited


def _styled(written: str, old: nodes.Scalar, text: str) -> str:
    if old.plain:
        return text if _PLAIN.fullmatch(written) and _PLAIN.fullmatch(text) else ""
    return f"'{text}'" if written.startswith("'") and _SINGLE.fullmatch(text) else ""


def _meaning(document: Document) -> splice_values.Meaning:
    return splice_values.meaning_of(document.root) if document.root is not None else None


def _bom(document: Document) -> str:
    return "\ufeff" if document.bom else ""


def _at(root: nodes.Node | None, path: tuple[str, ...]) -> nodes.Scalar | None:
    """The text at a path; None if it is an alias, or no text."""
    node: nodes.Node | None = root
    aliased = False
    for key in path:
        entry = node.entries.get(key) if isinstance(node, nodes.Mapping) else None
        if entry is None:
            return None
        node, aliased = entry.value, aliased or entry.aliased
    return node if isinstance(node, nodes.Scalar) and not aliased else None
