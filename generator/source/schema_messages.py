"""What is said of a value that a rule refuses. `way` is the way out that the schema knows."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from generator.source import nodes, scalars, schema_rules
from generator.source.format_error import FormatError
from generator.source.suggestion import Suggestion


class Message(NamedTuple):
    """A fact, its code and the way out; `subject` and `meant` are those of a Finding."""

    fact: str
    hint: str
    code: str
    subject: str = ""
    meant: str = ""


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


def of_type(types: frozenset[str], node: nodes.Node, way: str) -> Message:
    """The message for a node that is of none of these types."""
    wanted = " or ".join(word for each, word in WORDS.items() if each in types)
    if not isinstance(node, nodes.Scalar):
        found = "a mapping" if isinstance(node, nodes.Mapping) else "a list"
        return Message(fact=f"{found} stands here, not {wanted}", hint=way, code="type")
    if node.is_null:
        hint = way or "write a value, or leave the key out"
        return Message(fact=f"nothing is written here, {wanted} is wanted", hint=hint, code="null")
    text = f'"{short(node.text)}"'
    if not node.plain and scalars.scalar(types, node._replace(plain=True)) is not scalars.ABSENT:
        hint = f"write it without quotes: {short(node.text)}"
        return Message(fact=f"{text} is text, not {wanted}", hint=hint, code="type")
    if types == {"boolean"}:
        word = node.text.lower()
        meant = word if word in {"true", "false"} else _YES.get(word, "")
        # not `meant`, which is written in quotes: with quotes it would be text
        hint = f"did you mean {meant}?" if meant else way
        return Message(fact=f"{text} is not true or false", hint=hint, code="type")
    return Message(fact=f"{text} is not {wanted}", hint=way, code="type")


def of_word(rule: schema_rules.Rule, node: nodes.Scalar, suggestion: Suggestion, way: str) -> Message:
    """The message for a text that is none of a rule's words."""
    known = [str(item) for item in rule.enum or ()]
    wanted = f"is none of {', '.join(known)}" if len(known) > 1 else f"is not {known[0]}"
    fact = f'"{short(node.text)}" {wanted}'
    if node.text in known:
        return Message(fact=fact, hint=way, code="enum")
    hint = "" if suggestion.meant else suggestion.way or way
    return Message(fact=fact, hint=hint, code="enum", meant=suggestion.meant)


def unknown_key(rule: schema_rules.Rule, key: str, suggestion: Suggestion) -> Message:
    """The message for an unknown key: what was meant, and all keys where there are few or nothing was guessed."""
    listed = f"there is: {', '.join(sorted(rule.known))}"
    hint = suggestion.way or listed
    if suggestion.meant:
        hint = listed if 1 < len(rule.known) <= LISTED else ""
    return Message(
        fact=f'unknown key "{short(key)}"', hint=hint, code="unknown-key", subject=key, meant=suggestion.meant
    )


def of_format(error: FormatError, name: str, way: str) -> Message:
    """The message for a text that the format of this name refuses."""
    hint = error.hint or ("" if error.meant else way)
    return Message(fact=error.fact, hint=hint, code=name, meant=error.meant)


def limits(rule: schema_rules.Rule, node: nodes.Scalar, value: Any, way: str) -> Iterator[Message]:
    """The messages for a scalar of the right type that a rule's pattern or bounds refuse."""
    text = short(node.text)
    if rule.pattern is not None and not rule.pattern.search(node.text):
        yield Message(fact=f'"{text}" does not fit', hint=way, code="pattern")
    if rule.minimum is not None and isinstance(value, int | float) and value < rule.minimum:
        yield Message(fact=f"{text} is less than {rule.minimum}", hint=way, code="minimum")
    if rule.maximum is not None and isinstance(value, int | float) and value > rule.maximum:
        yield Message(fact=f"{text} is more than {rule.maximum}", hint=way, code="maximum")
    if rule.max_length is not None and len(node.text) > rule.max_length:
        fact = f"{len(node.text)} characters are more than {rule.max_length}"
        yield Message(fact=fact, hint="shorten it", code="too-long")


def counts(rule: schema_rules.Rule, node: nodes.Mapping | nodes.Sequence, way: str) -> Iterator[Message]:
    """The messages for a collection with too few or too many in it."""
    if isinstance(node, nodes.Mapping):
        least, most = rule.schema.get("minProperties", 0), rule.schema.get("maxProperties")
        count, empty, many = len(node.entries), "at least one entry is needed", "entries"
    else:
        least, most = rule.schema.get("minItems", 0), rule.schema.get("maxItems")
        count, empty, many = len(node.items), "the list is empty", "items"
    if count < least:
        yield Message(fact=empty, hint=way, code="too-few")
    if most is not None and count > most:
        yield Message(fact=f"{count} {many} are more than {most}", hint=way, code="too-many")


def short(text: str, most: int = 60) -> str:
    """A text on one line, cut where it is long."""
    text = text.replace("\n", "\\n").replace("\t", "\\t")
    return text if len(text) <= most else text[: most - 1] + "…"
