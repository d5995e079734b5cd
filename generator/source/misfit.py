"""Words for what a rule refuses: the fact, the way out and a code."""

from collections.abc import Iterator
from typing import Any

from generator.source import nodes, plain, rules

Said = tuple[str, str, str]

WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}


def of(types: frozenset[str], node: nodes.Node, about: str) -> Said:
    """What is said of a node that is of none of these types."""
    wanted = " or ".join(word for each, word in WORDS.items() if each in types)
    match node:
        case nodes.Mapping():
            return f"a mapping stands here, not {wanted}", about, "type"
        case nodes.Sequence():
            return f"a list stands here, not {wanted}", about, "type"
        case _ if node.is_null:
            return (
                f"nothing is written here, {wanted} is wanted",
                about or "write a value, or leave the key out",
                "null",
            )
        case _ if not node.plain and plain.scalar(types, node._replace(plain=True)) is not plain.ABSENT:
            return f'"{short(node.text)}" is text, not {wanted}', "write it without quotes", "type"
        case _ if types == {"boolean"}:
            return f'"{short(node.text)}" is not true or false', "booleans are only true and false", "type"
        case _:
            return f'"{short(node.text)}" is not {wanted}', about, "type"


def limits(rule: rules.Rule, node: nodes.Scalar, value: Any, about: str) -> Iterator[Said]:
    """What is said of a scalar of the right type that a rule's pattern or bounds refuse."""
    text = short(node.text)
    if rule.pattern is not None and not rule.pattern.search(node.text):
        yield f'"{text}" does not fit', about, "pattern"
    if rule.minimum is not None and isinstance(value, int | float) and value < rule.minimum:
        yield f"{text} is less than {rule.minimum}", about, "minimum"
    if rule.maximum is not None and isinstance(value, int | float) and value > rule.maximum:
        yield f"{text} is more than {rule.maximum}", about, "maximum"
    if rule.max_length is not None and len(node.text) > rule.max_length:
        yield f"{len(node.text)} characters are more than {rule.max_length}", about, "too-long"


def short(text: str, most: int = 60) -> str:
    """A text on one line, cut where it is long."""
    text = text.replace("\n", "\\n").replace("\t", "\\t")
    return text if len(text) <= most else text[: most - 1] + "…"
