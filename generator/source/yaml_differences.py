"""Texts that YAML readers take for different values, or that some of them refuse: they are problems here.

libyaml is lenient where YAML 1.2 and readers such as rapidyaml are not, and reads a few valid texts differently. The cases
are those of https://github.com/yaml/yaml-test-suite (in brackets). Patterns are compiled when a text needs them.
"""

import re
from collections.abc import Iterator
from typing import Any

from generator.named_tuples import NamedTuple

FLOW_ENDS = " \t\r\n,[]{}"
"""What ends the name of an anchor or alias in YAML 1.2; for libyaml other characters do, too."""
_DEFICIENT = r"\n([ ]*)(?=\t*[^ \t\r\n#\]}])"
_BLANK_LINES = r"[^\r\n]*\r?\n((?:[ ]*\r?\n)*)([ ]*)(?=[^ \r\n])"
_COMMENT = r"[,\[{:?]#"


class Ambiguity(NamedTuple):
    """What readers differ about, at a character offset."""

    offset: int
    fact: str
    hint: str


class Place(NamedTuple):
    """Where an event is: the text of the file, the end of the value before it, and the mapping or list around it.

    `indent` is the number of spaces before the keys or dashes around it, `is_key` whether it is a key of a mapping.
    """

    text: str
    before: int
    indent: int
    flow: bool
    is_key: bool = False


def are_possible(text: str, before: int, start: int, value: str) -> bool:
    """Whether readers can differ at all about a plain text without an anchor in `{...}` or `[...]`; most are clear."""
    return text.find("#", before, start) >= 0 or value == "-" or text.startswith("?", start - 1)


def is_clear(text: str, before: int, end: int) -> bool:
    """Whether readers cannot differ about `{...}` or `[...]`: it is on one line, without a comment. Most are."""
    return text.find("#", before, end + 1) < 0 and text.find("\n", before, end) < 0


def of_scalar(event: Any, start: int, place: Place) -> Iterator[Ambiguity | None]:
    """What readers differ about in a scalar whose text, without an anchor, begins at `start`."""
    text, end = place.text, event.end_mark.index
    if event.anchor is not None:
        yield _name(text, event.start_mark.index, event.anchor)
    if place.flow:
        yield _question_mark(text, event.start_mark.index) if place.is_key else None
        yield _comment_between(text, place.before, start)
        yield None if event.style else _dash(text, event.value, start)
    if event.style in {'"', "'"}:
        yield _comment_after(text, end)
        yield _indentation(text, start, end, place.indent)
    elif event.style in {"|", ">"}:
        yield _block(text, start, place.indent)


def of_start(event: Any, start: int, place: Place) -> Iterator[Ambiguity | None]:
    """What readers differ about where a mapping or list begins."""
    if event.anchor is not None:
        yield _name(place.text, event.start_mark.index, event.anchor)
    if place.flow:
        yield _comment_between(place.text, place.before, start)


def of_flow(start: int, end: int, place: Place) -> Iterator[Ambiguity | None]:
    """What readers differ about in `{...}` or `[...]`; a pair in a list, `[a: b]`, has no brackets."""
    yield _comment_between(place.text, place.before, end)
    yield _comment_after(place.text, end) if place.text[end - 1 : end] in {"]", "}"} else None
    yield None if place.flow else _indentation(place.text, start, end, place.indent)


def of_alias(event: Any, text: str) -> Iterator[Ambiguity | None]:
    """What readers differ about in an alias."""
    yield _name(text, event.start_mark.index, event.anchor)


def _question_mark(text: str, start: int) -> Ambiguity | None:
    """A `?` right before the start of a key in `{...}` or `[...]`: a mark for libyaml, a part of the text for others [652Z]."""
    if text[start - 1 : start] != "?":
        return None
    fact = 'YAML readers differ on whether this "?" is a part of the text'
    return Ambiguity(offset=start - 1, fact=fact, hint=f'put the text in quotes: "?{_word(text, start)}"')


def _name(text: str, start: int, read: str) -> Ambiguity | None:
    """An anchor or alias at `start`, whose name `read` ends earlier for libyaml than for others [Y2GN]."""
    if text[start : start + 1] not in {"&", "*"}:
        return None  # a tag, which is a problem anyway
    end = start + 1
    while end < len(text) and text[end] not in FLOW_ENDS:
        end += 1
    if text[start + 1 : end] == read:
        return None
    fact = f'YAML readers differ on whether this name is "{read}" or "{text[start + 1 : end]}"'
    return Ambiguity(offset=start, fact=fact, hint="write letters, digits, - and _, and a space behind it")


def _dash(text: str, value: str, start: int) -> Ambiguity | None:
    """A lone `-` in `{...}` or `[...]` [G5U8, YJV2]."""
    if value != "-" or text[start : start + 1] != "-":
        return None
    return Ambiguity(offset=start, fact='a lone "-" is not a text for all YAML readers', hint='put it in quotes: "-"')


def _comment_after(text: str, end: int) -> Ambiguity | None:
    """A comment right behind a quoted text or a bracket [9JBA, SU5Z]."""
    return _comment(end) if text[end : end + 1] == "#" else None


def _comment_between(text: str, start: int, end: int) -> Ambiguity | None:
    """A comment right behind a comma or bracket, between two values of `{...}` or `[...]` [CVW2]."""
    if "#" not in text[start:end]:
        return None
    found = re.compile(_COMMENT).search(text, max(start - 1, 0), end)
    return _comment(found.start() + 1) if found else None


def _block(text: str, start: int, indent: int) -> Ambiguity | None:
    """A block (`|` or `>`) with a comment right behind its mark [X4QW], or with first lines of different depth [S98Z].

    `indent` is the number of spaces before the keys around it.
    """
    header_end = text.find("\n", start)
    header = text[start : header_end if header_end >= 0 else len(text)]
    mark, found, _ = header.partition("#")
    if found and not mark[-1:].isspace():
        return _comment(start + len(mark))
    if any(each.isdigit() for each in mark):
        return None
    lines = re.compile(_BLANK_LINES).match(text, start)
    if lines is None:
        return None
    deepest = max((len(line.rstrip("\r")) for line in lines[1].split("\n")), default=0)
    if not indent < len(lines[2]) < deepest:
        return None
    fact = "YAML readers differ on where the text of this block begins: blank lines before it are deeper"
    return Ambiguity(offset=start, fact=fact, hint="take the spaces out of the blank lines at its start")


def _indentation(text: str, start: int, end: int, indent: int) -> Ambiguity | None:
    """A later line of a quoted text or of `{...}` or `[...]` that is no deeper than the keys around it [9C9N, DK95, QB6E, Y79Y].

    A line that begins with the closing bracket may be: all readers that people use take it.
    """
    if "\n" not in text[start:end]:
        return None
    for line in re.compile(_DEFICIENT).finditer(text, start, end):
        if len(line[1]) <= indent:
            fact = (
                "this line belongs to the value above, and is not indented more than its key: YAML readers differ on it"
            )
            hint = f"indent it by {indent + 2} spaces"
            return Ambiguity(offset=line.end(), fact=fact, hint=hint)
    return None


def _comment(offset: int) -> Ambiguity:
    fact = 'YAML readers differ on whether this "#" begins a comment'
    return Ambiguity(offset=offset, fact=fact, hint="put a space before it")


def _word(text: str, start: int) -> str:
    found = re.compile(r"[^\s,\[\]{}:#\"']{0,40}").match(text, start)
    return found[0] if found else ""
