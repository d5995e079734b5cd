"""Decoding of YAML files, and substitution of characters on which YAML parsers disagree.

libyaml follows YAML 1.1: it treats NEL, U+2028 and U+2029 as line breaks and rewrites them inside values. These and all
forbidden characters are replaced by unused characters before parsing and restored in every value. So offsets, lines and texts
are those of the file, and one run reports all forbidden characters.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import chain, islice

from generator.errors import Mark, Problem
from generator.named_tuples import NamedTuple

MAX_BYTES = 1024 * 1024
MAX_CHARACTERS_SHOWN = 100

# Tab and newline are the only control characters; a carriage return only as half of CRLF.
_FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
FORBIDDEN = f"[{_FORBIDDEN}\r]"
"""Characters that no value may contain, not even by an escape."""
_FORBIDDEN_RAW = f"[{_FORBIDDEN}\ufeff]|\r(?!\n)"
_SUBSTITUTED = f"[{_FORBIDDEN}\ufeff\u2028\u2029]"
_SPECIAL = f"[{_FORBIDDEN}\ufeff\u2028\u2029]|\r(?!\n)"  # none of them is printable: few texts need the pattern
_ESCAPE = r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))"
_NEWLINE = "\r\n?|\n"
# Substitutes: private use first, then all planes above the first. They are more than a file of MAX_BYTES can contain.
_SUBSTITUTES = (range(0xE000, 0xF900), range(0x10000, 0x10FFFE))


class Lines:
    """Conversion of character offsets in a text to positions."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._starts = [0, *(match.end() for match in re.finditer(_NEWLINE, text))]

    def mark(self, offset: int) -> Mark:
        """The position of a character offset."""
        line = bisect_right(self._starts, offset)
        return Mark(self._file, line, offset - self._starts[line - 1] + 1)


class Scanned(NamedTuple):
    """A text as written and, in `parsed`, as given to the parser; both have the same length.

    `forbidden` has the offsets of the first 100 forbidden characters; `restore` maps substitutes to the originals.
    """

    text: str
    bom: bool
    parsed: str
    forbidden: tuple[int, ...]
    restore: dict[int, int]

    @property
    def is_changed(self) -> bool:
        """Whether `parsed` has substitutes or the text has forbidden characters."""
        return bool(self.forbidden or self.restore)


def decode(data: bytes, file: str) -> str | Problem:
    """The text, byte order mark included, or the problem: the file is too big or not UTF-8."""
    if len(data) > MAX_BYTES:
        return Problem(
            mark=Mark(file, 1, 1),
            where="",
            fact=f"the file has {len(data):,} bytes, more than {MAX_BYTES:,}",
            hint="a YAML file may have at most 1 MiB; move data to other files",
            code="yaml-limit",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, error.start, file)
    return _not_utf8(data, 0, file) if "\0" in text[:2] else text


def scan(text: str) -> Scanned:
    """Remove the byte order mark, find forbidden characters and substitute those that a parser would change."""
    bom = text.startswith("\ufeff")
    if bom:
        text = text[1:]
    if text.replace("\n", "").isprintable() or re.search(_SPECIAL, text) is None:
        return Scanned(text=text, bom=bom, parsed=text, forbidden=(), restore={})
    substitutes = dict(
        zip(sorted({ord(found) for found in re.findall(_SUBSTITUTED, text)}), _unused(text), strict=False)
    )
    return Scanned(
        text=text,
        bom=bom,
        parsed=text.translate(substitutes),
        forbidden=tuple(match.start() for match in islice(re.finditer(_FORBIDDEN_RAW, text), MAX_CHARACTERS_SHOWN)),
        restore={substitute: character for character, substitute in substitutes.items()},
    )


def forbidden(character: str, mark: Mark, where: str) -> Problem:
    """The problem of one forbidden character, given by its number: printing it could disturb a terminal."""
    description, hint = _description(character)
    return Problem(
        mark=mark,
        where=where,
        fact=f"U+{ord(character):04X} is {description}",
        hint=hint,
        code="yaml-control",
    )


def _description(character: str) -> tuple[str, str]:
    if character == "\ufeff":
        return "a byte order mark, which may only start the file", "remove it"
    if character == "\r":
        return "a carriage return", "end lines with LF or CRLF"
    if character < "\xa0":
        return "a control character", "remove it; only tab and newline are allowed"
    return "not a character", "remove it"


def _unused(text: str) -> Iterator[int]:
    used = {ord(character) for character in set(text)}
    used.update(int(short or long, 16) for short, long in re.findall(_ESCAPE, text))
    return (code for code in chain(*_SUBSTITUTES) if code not in used)


def _not_utf8(data: bytes, offset: int, file: str) -> Problem:
    before = data[:offset].decode("utf-8").removeprefix("\ufeff")
    wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"} or 0 in data[:2]
    return Problem(
        mark=Lines(file, before).mark(len(before)),
        where="",
        fact="the file is UTF-16 or UTF-32, not UTF-8" if wide else f"the byte 0x{data[offset]:02x} is not UTF-8",
        hint="save the file as UTF-8",
        code="yaml-encoding",
    )
