"""Slips that the parser complains of elsewhere, or in words of its own: spaces and colons that are missing, columns, odd spaces.

What is told follows from the tokens before the complaint: only they say where a text goes on in the next line, and which blocks
are open.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from generator.errors import Problem
from generator.named_tuples import NamedTuple
from generator.source import scan, tokens
from generator.source.suggestion import quoted, shortened
from generator.source.tokens import OpenBlock, ScalarToken

_Slip = tuple[int, str, str]
"""Offset, fact and hint."""
_COLON = "\uff1a"
_ODD_SPACES = {
    "\xa0": "a no-break space",
    "\u2002": "an en space",
    "\u2003": "an em space",
    "\u2007": "a figure space",
    "\u2009": "a thin space",
    "\u200b": "a zero width space",
    "\u202f": "a narrow no-break space",
    "\u3000": "an ideographic space",
    _COLON: "a fullwidth colon",
}
"""Characters that look like a space, nothing or a colon, and are letters for YAML."""
_SPACES = "".join(each for each in _ODD_SPACES if each != _COLON)
_ODD = rf"(?!['\"])(?:(?:-|[^\n:{_COLON}]*:)?([{_SPACES}])|[^\n:{_COLON}]*({_COLON}))"
"""An odd space in front of a text or after its dash or colon, or an odd colon."""
_COMPLAINTS = r"mapping values|document start|could not find expected ':'|expected key|block end|'-' indicator"
"""What the parser says because of a slip."""
_UNSPACED = r"([A-Za-z_][\w.-]*:)(?![\s:/\\])\S"
_SPACE = r" *"
_DASHES = r" *(?:- +)*"
_KEY = r"[\w./-]+"
_WORD = r"[\w.-]+"


class _Place(NamedTuple):
    """Where the parser stopped: the offset, the start of its line, and that of the key for which it missed a colon.

    `above` are the scalars that begin in the line of the last one above; `blocks` are those that are open, the innermost last.
    """

    complaint: str
    text: str
    offset: int
    line: int
    key: int | None
    above: tuple[ScalarToken, ...]
    blocks: tuple[OpenBlock, ...]

    @property
    def content(self) -> int:
        """Where the content of the line begins; a dash is content."""
        return _after(_SPACE, self.text, self.line)

    @property
    def column(self) -> int:
        """The 0-based column of the content."""
        return self.content - self.line

    @property
    def is_continued(self) -> bool:
        """Whether a text that begins above goes on in the line, perhaps against what it looks like."""
        return bool(self.above) and self.above[-1].end > self.line

    @property
    def is_beside(self) -> bool:
        """Whether the last text above begins in the column of the content."""
        start = self.above[-1].start if self.above else 0
        return bool(self.above) and start - _line(self.text, start) == self.column


def find(error: yaml.MarkedYAMLError, text: str, file: str, loader: type[Any]) -> Problem | None:
    """The problem of a slip that explains the parser's complaint; None if it has another cause."""
    if error.problem_mark is None or re.search(_COMPLAINTS, error.problem or "") is None:
        return None
    place = _place(error, error.problem_mark.index, text, loader)
    for found in (_odd_space(place), _missing_space(place), _below(place), _between(place)):
        if found is not None:
            offset, fact, hint = found
            return Problem(mark=scan.Lines(file, text).mark(offset), where="", fact=fact, hint=hint, code="yaml-syntax")
    return None


def _place(error: yaml.MarkedYAMLError, offset: int, text: str, loader: type[Any]) -> _Place:
    complaint, line = error.problem or "", _line(text, offset)
    scalars, blocks = tokens.before(offset, line, scan.scan(text).parsed, loader)
    above = [each for each in scalars if each.start < line]
    return _Place(
        complaint=complaint,
        text=text,
        offset=offset,
        line=line,
        key=error.context_mark.index if error.context_mark is not None and "':'" in complaint else None,
        above=tuple(each for each in above if _line(text, each.start) == _line(text, above[-1].start)),
        blocks=tuple(blocks),
    )


def _line(text: str, offset: int) -> int:
    """Where the line of an offset begins."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _after(pattern: str, text: str, offset: int) -> int:
    match = re.compile(pattern).match(text, offset)
    return offset if match is None else match.end()


def _odd_space(place: _Place) -> _Slip | None:
    """A character that only looks like a space, where a space would end an indentation, a colon or a dash."""
    for start in _misread(place):
        match = re.compile(_ODD).match(place.text, start)
        if match is not None:
            found = match[1] or match[2]
            fact = f"{_ODD_SPACES[found]} (U+{ord(found):04X}) is a letter for YAML"
            instead = "a colon and a space" if found == _COLON else "plain spaces"
            return match.end() - 1, fact, f"write {instead}: it comes with text that was copied"
    return None


def _misread(place: _Place) -> Iterator[int]:
    """Where something begins that the parser may have read in another way than it looks."""
    if place.key is not None:
        yield place.key
    if place.is_continued or place.is_beside:
        yield from (each.start for each in place.above if each.plain)
    if not place.is_continued:
        yield place.content


def _missing_space(place: _Place) -> _Slip | None:
    """The place of `key:value`, for the parser a text that never becomes a key, or that goes on in the next line.

    Other complaints have other causes: a text such as `fraud:1.4` or `localhost:8080` in the line above is none. The value is
    not told, as it may be a secret.
    """
    start = place.key
    is_at_key = ": " not in place.text[place.line : place.offset]
    if start is None and is_at_key and place.is_beside and place.above[-1].plain:
        start = place.above[-1].start
    if start is None or _after(_DASHES, place.text, _line(place.text, start)) != start:
        return None
    match = re.compile(_UNSPACED).match(place.text, start)
    if match is None:
        return None
    key = shortened(match[1])
    return match.end(1), f'a space is missing after the colon of "{key}"', f"write {key} ..."


def _below(place: _Place) -> _Slip | None:
    """A key in the line below one that opens nothing: it has no colon, or has its value."""
    key = re.compile(_KEY).match(place.text, place.content)
    if "mapping values" not in place.complaint or key is None or key.end() != place.offset or not place.is_continued:
        return None
    start = place.above[-1].start
    line, end = _line(place.text, start), _after(r"[^\r\n]*", place.text, start)
    content, name = _after(_DASHES, place.text, line), place.text[start:end].strip()
    if place.text[end : place.line].strip() or place.column <= content - line:
        return None
    if re.fullmatch(_WORD, name) and start == _after(_SPACE, place.text, line):
        return start + len(name), f'a ":" is missing after {quoted(name)}', f"write {shortened(name)}:"
    parent = re.compile(rf"({_WORD}): +\S").match(place.text, content)
    if parent is None:
        return None
    above = shortened(parent[1])
    fact = f'{quoted(key[0])} is indented more than "{above}" in the line above, which has a value already'
    hint = f"begin it in column {content - line + 1}, as {above}; if it continues that text, put the whole in quotes"
    return key.start(), fact, hint


def _between(place: _Place) -> _Slip | None:
    """A key that begins between the columns of the blocks above it."""
    key = re.compile(_KEY).match(place.text, place.content)
    if re.search("expected key|block end", place.complaint) is None or key is None or key.start() != place.offset:
        return None
    blocks = [*place.blocks, *_text_block(place)]
    deeper = [each for each in blocks if each.column > place.column]
    higher = [each for each in blocks if each.column < place.column]
    if not deeper or not higher or any(each.column == place.column for each in blocks):
        return None
    fact = f"{quoted(key[0])} begins in column {place.column + 1}, where no block above it begins"
    places = [f"column {each.column + 1}, as line {each.line}" for each in (deeper[0], higher[-1])]
    return key.start(), fact, f"begin it in {places[0]}, or in {places[1]}"


def _text_block(place: _Place) -> Iterator[OpenBlock]:
    """The text after `|` or `>` that ends above the line."""
    start, end = place.above[-1][:2] if place.above else (0, 0)
    match = re.compile(r"[|>][^\n]*\n(?:[ \r]*\n)*( *)[^ \r\n]").match(place.text, start, end)
    if match is not None:
        yield OpenBlock(len(match[1]), scan.Lines("", place.text).mark(match.end()).line)
