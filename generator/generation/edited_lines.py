"""Where fields of an object are in the text of its file."""

from functools import cached_property

from generator.comparison import keyed_items
from generator.kubernetes import field_types
from generator.kubernetes.field_types import FieldType
from generator.manifest.field_path import Step, Steps
from generator.source import document, nodes, scalars


class EditedText:
    """The text of a file that holds an object of a kind, parsed when it is first asked."""

    def __init__(self, text: str, file: str, kind: str) -> None:
        self._text = text
        self._file = file
        self._type = field_types.of(kind)

    @cached_property
    def _root(self) -> nodes.Node | None:
        return document.parse(self._text.encode(errors="surrogateescape"), self._file).root

    def line(self, steps: Steps) -> int:
        """The line of a field, of what would hold it if it is gone, 1 if the text is not YAML."""
        node, field, found = self._root, self._type, 1
        for step in steps:
            child = _child(node, step, field)
            if child is None:
                return found
            found, node = child
            field = field_types.below(field, step)
        return found


def _child(node: nodes.Node | None, step: Step, field: FieldType) -> tuple[int, nodes.Node] | None:
    """The value at a step, and its line."""
    if isinstance(node, nodes.Mapping) and isinstance(step, str):
        entry = node.entries.get(step)
        return None if entry is None else (entry.key.mark.line, entry.value)
    if isinstance(node, nodes.Sequence):
        number = keyed_items.position([scalars.raw(each) for each in node.items], step, field)
        return None if number is None else (node.items[number].mark.line, node.items[number])
    return None
