"""Where a field of an object is in the text of its file."""

from generator.manifest.field_path import Steps
from generator.source import document, nodes


def line(text: str, file: str, steps: Steps) -> int:
    """The line of a field, of what would hold it if it is gone, 1 if the text is not YAML."""
    node = document.parse(text.encode(errors="surrogateescape"), file).root
    found = 1
    for step in steps:
        child = _child(node, step)
        if child is None:
            return found
        found, node = child
    return found


def _child(node: nodes.Node | None, step: str | int | tuple[str, ...]) -> tuple[int, nodes.Node] | None:
    match node, step:
        case nodes.Mapping(), str():
            entry = node.entries.get(step)
            return None if entry is None else (entry.key.mark.line, entry.value)
        case nodes.Sequence(items=items), int():
            return (items[step].mark.line, items[step]) if step < len(items) else None
        case nodes.Sequence(items=items), tuple():
            return next(((each.mark.line, each) for each in items if _has(each, step)), None)
        case _:
            return None


def _has(item: nodes.Node, keys: tuple[str, ...]) -> bool:
    """Whether an item has these merge keys, or is the one of a set; a protocol that is left out is TCP."""
    if isinstance(item, nodes.Scalar):
        return (item.text,) == keys
    texts = (
        {each.value.text for each in item.entries.values() if isinstance(each.value, nodes.Scalar)}
        if isinstance(item, nodes.Mapping)
        else set[str]()
    )
    return {*keys} <= {*texts, "TCP"}
