"""YAML documents and their nodes: read from text or plain data by the real parser, so that every node has its place."""

import json
import re
from collections.abc import Iterable
from typing import Any

from generator.errors import Mark
from generator.source import document, nodes, suggestion
from generator.source.document import Document
from generator.source.finding import Finding

Data = dict[str, Any]
FILE = "ml-project.yaml"
HERE = Mark(FILE, 1, 1)
ODD = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")


def dump(data: Any) -> str:
    """YAML that every reader takes for the same: JSON with a line for each value."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def parse(text: str | bytes, file: str = FILE) -> Document:
    """A document, with whatever problems it has."""
    return document.parse(text if isinstance(text, bytes) else text.encode(), file)


def root(text: str | bytes, file: str = FILE) -> nodes.Node:
    """The root of a text that holds a value."""
    found = parse(text, file)
    assert found.root is not None, found.problems
    return found.root


def mapping(data: Data, file: str = FILE) -> nodes.Mapping:
    """Plain data as a mapping that stands in a file."""
    found = root(dump(data), file)
    assert isinstance(found, nodes.Mapping)
    return found


def entry(within: Document | nodes.Node, *path: str) -> nodes.Entry:
    """The entry at a path of keys."""
    node = within.root if isinstance(within, Document) else within
    for key in path[:-1]:
        assert isinstance(node, nodes.Mapping), path
        node = node.get(key)
    assert isinstance(node, nodes.Mapping), path
    return node.entries[path[-1]]


def node(within: Document | nodes.Node, *path: str | int) -> nodes.Node:
    """The node at a path of keys and numbers."""
    found = within.root if isinstance(within, Document) else within
    for part in path:
        if isinstance(found, nodes.Sequence) and isinstance(part, int):
            found = found.items[part]
        else:
            assert isinstance(found, nodes.Mapping), path
            assert isinstance(part, str), path
            found = found.get(part)
    assert found is not None, path
    return found


def texts(found: nodes.Node | None) -> Any:
    """A tree with every scalar as its source text."""
    match found:
        case nodes.Mapping():
            return {key: texts(entry.value) for key, entry in found.entries.items()}
        case nodes.Sequence():
            return [texts(item) for item in found.items]
        case nodes.Scalar():
            return found.text
        case None:
            return None


def scalar(text: str, *, plain: bool = True) -> nodes.Scalar:
    """One scalar at the beginning of a file."""
    return nodes.Scalar(text, plain=plain, mark=HERE)


def messages(findings: Iterable[Finding]) -> list[str]:
    """Findings as a person reads them, without places: `fact -> way out`."""
    places = ((each, f" in {each.place}" if each.place else "") for each in findings)
    ways = ((each.fact + place, suggestion.hint_text(each.meant, each.hint)) for each, place in places)
    return [f"{fact} -> {way}" if way else fact for fact, way in ways]
