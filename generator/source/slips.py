"""Slips that the parser complains of elsewhere, or in words of its own: spaces and colons that are missing, columns, odd spaces."""

import re
from collections import deque
from collections.abc import Iterator

import yaml

from generator.errors import Problem
from generator.source.scan import Lines

_UNSPACED = r"([A-Za-z_][\w.-]*:)(?![\s:/\\])(\S.*)"
_LINE = r"(?m)^(?P<indent> *)(?P<dashes>(?:- +)*)(?P<content>[^\s#].*)$"
"""A line that is neither empty nor a comment."""
_OPENS = r":(?:\s+[&!]\S+)*\s*(?:\s#.*)?$"
"""The end of a line whose value begins in the next one."""
_ODD = r"(?:[ \w.-]*?|[^#\"'\n]*?[:-])([{odd}])"
_FIRST_KEY = r" *(?:- +)*([\w./-]+)"
_WORD = r"[\w.-]+"
_ODD_SPACES = {
    "\xa0": "a no-break space",
    "\u2002": "an en space",
    "\u2003": "an em space",
    "\u2007": "a figure space",
    "\u2009": "a thin space",
    "\u200b": "a zero width space",
    "\u202f": "a narrow no-break space",
    "\u3000": "an ideographic space",
    "\uff1a": "a fullwidth colon",
}
"""Characters that look like a space, nothing or a colon, and are letters for YAML."""


def find(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem | None:
    """The problem of a slip that explains the parser's complaint; None if it has another cause."""
    for found in (_odd_space(error, text), _missing_space(error, text), _column(error, text)):
        if found is not None:
            offset, fact, hint = found
            return Problem(mark=Lines(file, text).mark(offset), where="", fact=fact, hint=hint, code="yaml-syntax")
    return None


def _odd_space(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str, str] | None:
    """A character that only looks like a space, where a space would end an indentation, a colon or a dash."""
    place = re.compile(_ODD.format(odd="".join(_ODD_SPACES)))
    for start in _suspects(error, text):
        match = place.match(text, start)
        if match is not None:
            found = match[1]
            fact = f"{_ODD_SPACES[found]} (U+{ord(found):04X}) is a letter for YAML"
            instead = "a colon and a space" if found == "\uff1a" else "plain spaces"
            return match.start(1), fact, f"write {instead}: it comes with text that was copied"
    return None


def _suspects(error: yaml.MarkedYAMLError, text: str) -> Iterator[int]:
    """The starts of the lines that the parser may have read in another way than they look: the last key, and the last two."""
    if error.context_mark is not None and "could not find expected ':'" in (error.problem or ""):
        yield text.rfind("\n", 0, error.context_mark.index) + 1
    if error.problem_mark is not None:
        start = text.rfind("\n", 0, error.problem_mark.index) + 1
        yield text.rfind("\n", 0, max(start - 1, 0)) + 1
        yield start


def _missing_space(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str, str] | None:
    """The place of `key:value`, for the parser a text that never becomes a key, or that goes on in the next line.

    Other complaints have other causes: a text such as `fraud:1.4` or `localhost:8080` in the line above is none.
    """
    complaint, match = error.problem or "", None
    if error.context_mark is not None and "could not find expected ':'" in complaint:
        match = re.compile(_UNSPACED).match(text, error.context_mark.index)
    elif error.problem_mark is not None and re.search("mapping values|document start", complaint):
        match = _unspaced_above(text, error.problem_mark.index)
    if match is None:
        return None
    fact, hint = f'a space is missing after the colon of "{match[1]}"', f"write {match[1]} {match[2].strip()}"
    return match.end(1), fact, hint


def _unspaced_above(text: str, offset: int) -> re.Match[str] | None:
    """The `key:value` of the line above, if the parser stopped at a first key that begins in the same column.

    It has to begin a value: within a text of several lines it is a part of that, whatever it looks like.
    """
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    line = re.compile(_LINE).match(text, start)
    lines = deque(re.finditer(_LINE, text[:start]), maxlen=2)
    if line is None or line["dashes"] or ": " in text[start:offset] or not lines:
        return None
    *before, above = lines
    column = len(line["indent"])
    is_begun = above["dashes"] or not before or len(before[0]["indent"]) >= column or re.search(_OPENS, before[0][0])
    if len(above["indent"] + above["dashes"]) != column or not is_begun:
        return None
    return re.compile(_UNSPACED).match(text, above.start("content"))


def _column(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str, str] | None:
    """A first key of a line in a column where no block begins, or below a line that has no colon or has its value."""
    complaint, mark = error.problem or "", error.problem_mark
    if mark is None:
        return None
    start = max(text.rfind("\n", 0, mark.index), text.rfind("\r", 0, mark.index)) + 1
    line, above = re.compile(_LINE).match(text, start), deque(re.finditer(_LINE, text[:start]), maxlen=1)
    key = re.compile(_FIRST_KEY).match(text, start)
    if line is None or key is None or not above:
        return None
    if "mapping values" in complaint and key.end() == mark.index and not line["dashes"]:
        return _below(above[0], key)
    if re.search("expected key|block end", complaint) and line.start("content") == mark.index:
        return _between(list(_open_columns(text, start)), key)
    return None


def _below(above: re.Match[str], key: re.Match[str]) -> tuple[int, str, str] | None:
    """A line that is indented more than one that opens nothing."""
    column, name = above.start("content") - above.start(), above["content"].strip()
    if key.start(1) - key.start() <= column:
        return None
    if re.fullmatch(_WORD, name) and not above["dashes"]:
        return above.start("content") + len(name), f'a ":" is missing after "{name}"', f"write {name}:"
    parent = re.match(rf"({_WORD}): +\S", above["content"])
    if parent is None:
        return None
    fact = f'"{key[1]}" is indented more than "{parent[1]}" in the line above, which has a value already'
    hint = f"begin it in column {column + 1}, as {parent[1]}; if it continues that text, put the whole in quotes"
    return key.start(1), fact, hint


def _between(columns: list[tuple[int, int]], key: re.Match[str]) -> tuple[int, str, str] | None:
    """A line that begins between the columns of the blocks above it; these are pairs of column and line, the nearest first."""
    column = key.start(1) - key.start()
    deeper = [each for each in columns if each[0] > column]
    higher = [each for each in columns if each[0] < column]
    if not deeper or not higher or any(each[0] == column for each in columns):
        return None
    fact = f'"{key[1]}" begins in column {column + 1}, where no block above it begins'
    places = [f"column {each + 1}, as line {line}" for each, line in (deeper[-1], higher[0])]
    return key.start(1), fact, f"begin it in {places[0]}, or in {places[1]}"


def _open_columns(text: str, end: int) -> Iterator[tuple[int, int]]:
    """The columns of the blocks that are open before an offset, each with the line of its last entry, the nearest first."""
    least: int | None = None
    lines = [(each, number) for number, each in enumerate(text[:end].splitlines(), start=1)]
    for written, number in reversed(lines):
        line = re.match(_LINE, written)
        if line is None:
            continue
        for column in dict.fromkeys((len(line["indent"] + line["dashes"]), len(line["indent"]))):
            if least is None or column < least:
                yield column, number
                least = column
