"""Messages for values that violate a schema rule. `hint` is the rule's `x-hint`."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from generator.named_tuples import NamedTuple
from generator.source import nodes, redaction, scalars, schema_rules, secrets
from generator.source.format_error import FormatError
from generator.source.suggestion import Suggestion, quoted, shortened


class Message(NamedTuple):
    """The texts and codes of a Finding, without its node."""

    fact: str
    hint: str
    code: str
    subject: str = ""
    meant: str = ""


TYPOGRAPHIC_QUOTES = frozenset("\u201c\u201d\u201e\u2018\u2019\u201a\xab\xbb")
"""Quotes as word processors write them; YAML takes them for a part of the text."""
TYPE_NAMES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}
_UNSPACED = r"\s*(?:- )?([A-Za-z_][\w.-]*:)(?![\s:/\\])\S"
"""A key that a colon ends without a space; no URL, and no path of Windows."""
MAX_LISTED_KEYS = 12
"""If there is a suggestion, the known keys are listed only up to this number."""
MAX_LISTED_ALONE = 20
"""Without one they are listed up to this number; of more only the nearest are."""
MOST_NEAR = 3
LIKENESS = 0.55
"""How similar a name is that may be meant, as `difflib` measures it, but not similar enough to suggest it."""
MOST_COMPARED = 64
_BOOLEAN_WORDS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def of_type(types: frozenset[str], node: nodes.Node, hint: str) -> Message:
    """The message for a node that is of none of these types."""
    wanted = " or ".join(word for each, word in TYPE_NAMES.items() if each in types)
    if not isinstance(node, nodes.Scalar):
        found = "a mapping" if isinstance(node, nodes.Mapping) else "a list"
        return Message(fact=f"expected {wanted}, found {found}", hint=hint, code="type")
    if node.is_null:
        hint = hint or "write a value, or leave the key out"
        return Message(fact=f"expected {wanted}, found no value", hint=hint, code="null")
    text = quoted(node.text)
    if not node.plain and scalars.scalar(types, node._replace(plain=True)) is not scalars.ABSENT:
        hint = f"write it without quotes: {shortened(node.text)}"
        return Message(fact=f"{text} is text, not {wanted}", hint=hint, code="type")
    if "object" in types and node.plain and (key := unspaced_key(node.text)):
        fact, hint = f"a space is missing after the colon of {quoted(key)}", f"write {shortened(key)} ..."
        return Message(fact=fact, hint=hint, code="type")
    if types == {"boolean"}:
        word = node.text.lower()
        meant = word if word in {"true", "false"} else _BOOLEAN_WORDS.get(word, "")
        # not in `meant`, which is displayed in quotes: a quoted value would be text
        hint = f"did you mean {meant}?" if meant else hint
        return Message(fact=f"{text} is not true or false", hint=hint, code="type")
    return Message(fact=f"{text} is not {wanted}", hint=hint, code="type")


def of_named_secret(message: Message, node: nodes.Scalar, path: tuple[str | int, ...]) -> Message:
    """The message without the text, if the name of its field says that it is a secret."""
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    if not secrets.is_named(name, node.text):
        return message
    fact, hint = (redaction.without(said, node.text) for said in (message.fact, message.hint))
    return message._replace(fact=fact, hint=hint, code="secret", meant="")


def has_typographic_quotes(node: nodes.Scalar) -> bool:
    """Whether a text begins and ends with quotes that YAML does not know."""
    return node.plain and len(node.text) > 1 and {node.text[:1], node.text[-1:]} <= TYPOGRAPHIC_QUOTES


def typographic_quotes(node: nodes.Scalar) -> Message:
    """The message for a text between quotes that YAML does not know."""
    text = node.text.strip("".join(TYPOGRAPHIC_QUOTES))
    return Message(
        fact=f"the quotes {node.text[0]} {node.text[-1]} are a part of the text: YAML knows only \" and '",
        hint=f"write {quoted(text)}",
        code="quotes",
    )


def unspaced_key(text: str) -> str:
    """The key with colon at the begin of a text, if a space is missing after it; else empty. Its value may be a secret."""
    match = re.match(_UNSPACED, text)
    return match[1] if match else ""


def of_enum(rule: schema_rules.Rule, node: nodes.Scalar, suggestion: Suggestion, hint: str) -> Message:
    """The message for a value that is not in the rule's `enum`."""
    known = [str(item) for item in rule.enum or ()]
    wanted = f"is not one of {', '.join(known)}" if len(known) > 1 else f"is not {known[0]}"
    fact = f"{quoted(node.text)} {wanted}"
    if node.text in known:
        return Message(fact=fact, hint=hint, code="enum")
    hint = "" if suggestion.meant else suggestion.advice or hint
    return Message(fact=fact, hint=hint, code="enum", meant=suggestion.meant)


def unknown_key(rule: schema_rules.Rule, path: Sequence[str | int], suggestion: Suggestion) -> Message:
    """The message for an unknown key, the last of `path`.

    The suggestion, and the known keys if they are few, else the nearest if there is none, and the command that lists all.
    """
    key = str(path[-1])
    if suggestion.meant and not 1 < len(rule.known) <= MAX_LISTED_KEYS:
        hint = ""
    else:
        hint = suggestion.advice or _known_keys(key, rule.known, path[:-1])
    return Message(
        fact=f"unknown key {quoted(key)}", hint=hint, code="unknown-key", subject=key, meant=suggestion.meant
    )


def _known_keys(key: str, known: Sequence[str], place: Sequence[str | int]) -> str:
    """What may stand in place of an unknown key: all, or of many the nearest and the command that lists all.

    Only components and environments have so many. `explain` knows a component by its name, wherever it stands.
    """
    if len(known) <= MAX_LISTED_ALONE:
        return f"choose from: {', '.join(sorted(known))}"
    import difflib  # slow to import, and needed only for wrong names

    lower = {each.lower(): each for each in sorted(known)}
    near = difflib.get_close_matches(key.lower()[:MOST_COMPARED], lower, n=MOST_NEAR, cutoff=LIKENESS)
    nearest = f"nearest: {', '.join(lower[each] for each in near)}; " if near else ""
    named = shortened(str(place[-1])) if place else "environment"
    return f"{nearest}tidegate explain {named} lists all that may stand here"


def of_format(error: FormatError, name: str, hint: str) -> Message:
    """The message for a text that does not have the format `name`."""
    hint = error.hint or ("" if error.meant else hint)
    return Message(fact=error.fact, hint=hint, code=name, meant=error.meant)


def mismatch(form: str) -> str:
    """What is said of a text that does not match a pattern; `form` is the `x-form` beside it."""
    return f"is not {form}" if form else "does not match the expected form"


def limits(rule: schema_rules.Rule, node: nodes.Scalar, value: Any, hint: str) -> Iterator[Message]:
    """The messages for a scalar of the right type that violates the rule's pattern, bounds or maximum length."""
    text = shortened(node.text)
    if rule.pattern is not None and not rule.pattern.search(node.text):
        yield Message(fact=f'"{text}" {mismatch(rule.form)}', hint=hint, code="pattern")
    if rule.minimum is not None and isinstance(value, int | float) and value < rule.minimum:
        yield Message(fact=f"{text} is less than {rule.minimum}", hint=hint, code="minimum")
    if rule.maximum is not None and isinstance(value, int | float) and value > rule.maximum:
        yield Message(fact=f"{text} is more than {rule.maximum}", hint=hint, code="maximum")
    if rule.max_length is not None and len(node.text) > rule.max_length:
        fact = f"{len(node.text)} characters are more than {rule.max_length}"
        yield Message(fact=fact, hint="shorten it", code="too-long")


def counts(rule: schema_rules.Rule, node: nodes.Mapping | nodes.Sequence, hint: str) -> Iterator[Message]:
    """The messages for a mapping or list with too few or too many entries."""
    if isinstance(node, nodes.Mapping):
        least, most = rule.schema.get("minProperties", 0), rule.schema.get("maxProperties")
        count, empty, many = len(node.entries), "at least one entry is needed", "entries"
    else:
        least, most = rule.schema.get("minItems", 0), rule.schema.get("maxItems")
        count, empty, many = len(node.items), "the list is empty", "items"
    if count < least:
        yield Message(fact=empty, hint=hint, code="too-few")
    if most is not None and count > most:
        yield Message(fact=f"{count} {many} are more than {most}", hint=hint, code="too-many")
