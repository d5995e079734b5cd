"""Words for what a rule refuses: the fact, the way out and a code. `way` is the way out that the schema knows."""

from collections.abc import Iterator
from typing import Any

from generator.source import nodes, scalars, schema_rules

Said = tuple[str, str, str]

WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}
LISTED = 12
"""Up to so many known keys are listed beside the one that was probably meant."""
_YES = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def of(types: frozenset[str], node: nodes.Node, way: str) -> Said:
    """What is said of a node that is of none of these types."""
    wanted = " or ".join(word for each, word in WORDS.items() if each in types)
    if not isinstance(node, nodes.Scalar):
        held = "a mapping" if isinstance(node, nodes.Mapping) else "a list"
        return f"{held} stands here, not {wanted}", way, "type"
    if node.is_null:
        return f"nothing is written here, {wanted} is wanted", way or "write a value, or leave the key out", "null"
    text = f'"{short(node.text)}"'
    if not node.plain and scalars.scalar(types, node._replace(plain=True)) is not scalars.ABSENT:
        return f"{text} is text, not {wanted}", f"write it without quotes: {short(node.text)}", "type"
    if types == {"boolean"}:
        word = node.text.lower()
        meant = word if word in {"true", "false"} else _YES.get(word, "")
        return f"{text} is not true or false", f"did you mean {meant}?" if meant else way, "type"
    return f"{text} is not {wanted}", way, "type"


def word(rule: schema_rules.Rule, node: nodes.Scalar, meant: str, way: str) -> Said:
    """What is said of a text that is none of a rule's words."""
    known = [str(item) for item in rule.enum or ()]
    wanted = f"is none of {', '.join(known)}" if len(known) > 1 else f"is not {known[0]}"
    return f'"{short(node.text)}" {wanted}', way if node.text in known else meant or way, "enum"


def instead(meant: str, rule: schema_rules.Rule) -> str:
    """What to write for an unknown key: what was meant, and all there is where that is short or nothing was guessed."""
    listed = f"there is: {', '.join(sorted(rule.known))}"
    if not meant:
        return listed
    return f"{meant} {listed}" if meant.endswith("?") and 1 < len(rule.known) <= LISTED else meant


def limits(rule: schema_rules.Rule, node: nodes.Scalar, value: Any, way: str) -> Iterator[Said]:
    """What is said of a scalar of the right type that a rule's pattern or bounds refuse."""
    text = short(node.text)
    if rule.pattern is not None and not rule.pattern.search(node.text):
        yield f'"{text}" does not fit', way, "pattern"
    if rule.minimum is not None and isinstance(value, int | float) and value < rule.minimum:
        yield f"{text} is less than {rule.minimum}", way, "minimum"
    if rule.maximum is not None and isinstance(value, int | float) and value > rule.maximum:
        yield f"{text} is more than {rule.maximum}", way, "maximum"
    if rule.max_length is not None and len(node.text) > rule.max_length:
        yield f"{len(node.text)} characters are more than {rule.max_length}", "shorten it", "too-long"


def counts(rule: schema_rules.Rule, node: nodes.Mapping | nodes.Sequence, way: str) -> Iterator[Said]:
    """What is said of a collection with too few or too many in it."""
    if isinstance(node, nodes.Mapping):
        least, most = rule.schema.get("minProperties", 0), rule.schema.get("maxProperties")
        count, empty, many = len(node.entries), "at least one entry is needed", "entries"
    else:
        least, most = rule.schema.get("minItems", 0), rule.schema.get("maxItems")
        count, empty, many = len(node.items), "the list is empty", "items"
    if count < least:
        yield empty, way, "too-few"
    if most is not None and count > most:
        yield f"{count} {many} are more than {most}", way, "too-many"


def short(text: str, most: int = 60) -> str:
    """A text on one line, cut where it is long."""
    text = text.replace("\n", "\\n").replace("\t", "\\t")
    return text if len(text) <= most else text[: most - 1] + "…"
