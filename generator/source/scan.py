"""Bytes to text that every YAML parser reads alike.

libyaml follows YAML 1.1: it takes NEL, U+2028 and U+2029 for line breaks and rewrites them inside values. They, and the
characters that are refused anyway, are hidden behind unused characters before parsing and given back in every value, so
that offsets, lines and texts are those of the file and all refused characters are found in one run.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

from generator.errors import Mark, Problem

MAX_BYTES = 1024 * 1024
MAX_CHARACTERS_SHOWN = 100

# Tab and newline are the only control characters; a carriage return only as half of CRLF.
_REFUSED = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
REFUSED = re.compile(f"[{_REFUSED}\r]")
"""What no value may hold, however it is written."""
_REFUSED_RAW = f"[{_REFUSED}\ufeff]|\r(?!\n)"
_HIDDEN = f"[{_REFUSED}\ufeff\u2028\u2029]"
_SPECIAL = re.compile(f"[{_REFUSED}\ufeff\u2028\u2029]|\r(?!\n)")
_ESCAPE = r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))"
_NEWLINE = "\r\n?|\n"
# Private use first, then every plane above the first: more characters than a file of MAX_BYTES can hold.
_SPARE = (range(0xE000, 0xF900), range(0x10000, 0x10FFFE))


class Lines:
    """Offsets to places, for the few that the parser did not give."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._starts = [0, *(match.end() for match in re.finditer(_NEWLINE, text))]

    def mark(self, offset: int) -> Mark:
        """The place of a character offset."""
        line = bisect_right(self._starts, offset)
        return Mark(self._file, line, offset - self._starts[line - 1] + 1)


class Scanned(NamedTuple):
    """The text as written and as the parser gets it, character for character at the same offset.

    `refused` holds the offsets of the first refused characters; `restore` turns hidden characters back.
    """

    text: str
    bom: bool
    parsed: str
    refused: tuple[int, ...]
    restore: dict[int, int]

    @property
    def is_changed(self) -> bool:
        """Whether any value may hold a hidden or a refused character."""
        return bool(self.refused or self.restore)


def decode(data: bytes, file: str) -> str | Problem:
    """The text with its byte order mark, or why it is none: too big, or not UTF-8."""
    if len(data) > MAX_BYTES:
        return Problem(
            mark=Mark(file, 1, 1),
            where="",
            fact=f"the file has {len(data):,} bytes, more than {MAX_BYTES:,}",
            hint="a file of settings is at most 1 MiB; keep data elsewhere",
            code="yaml-limit",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, error.start, file)
    return _not_utf8(data, 0, file) if "\0" in text[:2] else text


def scan(text: str) -> Scanned:
    """Take the byte order mark off, find refused characters and hide what a parser would bend."""
    bom = text.startswith("\ufeff")
    if bom:
        text = text[1:]
    if _SPECIAL.search(text) is None:
        return Scanned(text=text, bom=bom, parsed=text, refused=(), restore={})
    hide = dict(zip(sorted({ord(found) for found in re.findall(_HIDDEN, text)}), _spare(text), strict=False))
    return Scanned(
        text=text,
        bom=bom,
        parsed=text.translate(hide),
        refused=tuple(match.start() for match in islice(re.finditer(_REFUSED_RAW, text), MAX_CHARACTERS_SHOWN)),
        restore={spare: character for character, spare in hide.items()},
    )


def refused(character: str, mark: Mark, where: str) -> Problem:
    """The problem of one refused character, which is named by its number: printing it could do harm."""
    what, hint = _what(character)
    return Problem(
        mark=mark,
        where=where,
        fact=f"U+{ord(character):04X} is {what}",
        hint=hint,
        code="yaml-control",
    )


def _what(character: str) -> tuple[str, str]:
    if character == "\ufeff":
        return "a byte order mark, which may only start the file", "remove it"
    if character == "\r":
        return "a carriage return", "end lines with LF or CRLF"
    if character < "\xa0":
        return "a control character", "remove it; only tab and newline are allowed"
    return "not a character", "remove it"


def _spare(text: str) -> Iterator[int]:
    used = {ord(character) for character in set(text)}
    used.update(int(short or long, 16) for short, long in re.findall(_ESCAPE, text))
    return (code for code in chain(*_SPARE) if code not in used)


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
