"""The style of a text that takes the place of another one, or joins the items of a list: that of what is there."""

import re

from generator.source import nodes, splice_values
from generator.source import splice_positions as positions

_PLAIN = re.compile(r"[A-Za-z/][\w./@+=-]*(?::[\w./@+=-]+)*", re.ASCII)
"""Images and addresses, which are plain in braces, too, where the text before them was: not all parsers read a colon there."""


def replaced(text: str, entry: nodes.Entry, value: str, *, flow: bool, named: bool) -> str:
    """`value` on one line in place of an entry's value; `flow` is whether it is within braces or brackets.

    A text in quotes or without them stays so, if it is read as the same text. Where nothing is to be kept, keys that people
    choose (`named`) have plain values as far as possible, fields those that every parser takes for the same text.
    """
    old = entry.value
    if entry.aliased or not isinstance(old, nodes.Scalar) or positions.block_header(text, old):
        return splice_values.in_block(value) if named and not flow else splice_values.scalar(value)
    if quote := positions.quote(text, old):
        return splice_values.quoted(value, quote)
    if _PLAIN.fullmatch(text, old.start, old.end) and _PLAIN.fullmatch(value):
        return value
    return splice_values.in_block(value) if named and not flow else splice_values.scalar(value)


def item(text: str, old: nodes.Sequence, value: str, *, named: bool) -> str:
    """`value` on one line as an item of a list, in quotes if all of its texts are."""
    quotes = {positions.quote(text, each) for each in old.items if isinstance(each, nodes.Scalar)}
    if len(quotes) == 1 and (quote := quotes.pop()):
        return splice_values.quoted(value, quote)
    return splice_values.in_block(value) if named and not old.flow else splice_values.scalar(value)
