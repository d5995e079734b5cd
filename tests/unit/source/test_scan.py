import re
import sys

import pytest

from generator.errors import Mark, Problem
from generator.source import scan

NEL, SEPARATOR = "\x85", "\u2028"


def test_plain_text_reaches_the_parser_as_it_is() -> None:
    text = "a: é\r\nb:\tc\n"
    assert scan.scan(text) == scan.Scanned(text=text, bom=False, parsed=text, forbidden=(), restore={})


def test_a_byte_order_mark_is_taken_off_and_told() -> None:
    scanned = scan.scan("\ufeffa: b\n")
    assert (scanned.text, scanned.bom, scanned.is_changed) == ("a: b\n", True, False)


def test_a_line_separator_is_hidden_from_the_parser_and_given_back() -> None:
    scanned = scan.scan(f"a: x{SEPARATOR}y\n")
    assert SEPARATOR not in scanned.parsed
    assert len(scanned.parsed) == len(scanned.text)
    assert scanned.parsed.translate(scanned.restore) == scanned.text
    assert (scanned.forbidden, scanned.is_changed) == ((), True)


def test_what_hides_a_character_is_used_nowhere_in_the_text() -> None:
    taken = "\ue000"
    scanned = scan.scan(f'a: {taken}{SEPARATOR}\nb: "\\ue001"\n')
    assert [*scanned.restore] == [0xE002]


def test_offsets_of_refused_characters_are_those_of_the_text() -> None:
    assert scan.scan(f"a: x{NEL}\nb: \x07\nc: 1\rd\n").forbidden == (4, 9, 15)


def test_at_most_a_hundred_refused_characters_are_told() -> None:
    assert len(scan.scan("\x07" * 200).forbidden) == 100


@pytest.mark.parametrize(
    ("text", "offset", "line", "column"),
    [("a\nb", 0, 1, 1), ("a\nb", 2, 2, 1), ("a\r\nb", 3, 2, 1), ("a\rb", 2, 2, 1), ("aü\nb", 2, 1, 3), ("", 0, 1, 1)],
)
def test_a_place_counts_characters_and_every_kind_of_newline(text: str, offset: int, line: int, column: int) -> None:
    assert scan.Lines("f", text).mark(offset) == Mark("f", line, column)


@pytest.mark.parametrize(
    ("character", "fact", "hint"),
    [
        ("\x00", "U+0000 is a control character", "remove it; only tab and newline are allowed"),
        ("\x9f", "U+009F is a control character", "remove it; only tab and newline are allowed"),
        ("\r", "U+000D is a carriage return", "end lines with LF or CRLF"),
        ("\ufeff", "U+FEFF is a byte order mark, which may only start the file", "remove it"),
        ("\uffff", "U+FFFF is not a character", "remove it"),
    ],
)
def test_a_refused_character_is_named_by_its_number(character: str, fact: str, hint: str) -> None:
    found = scan.forbidden(character, Mark("f", 1, 1), "a.b")
    assert (found.where, found.fact, found.hint, found.code) == ("a.b", fact, hint, "yaml-control")


def test_a_mebibyte_is_read_and_a_byte_more_is_not() -> None:
    assert scan.decode(b"a" * scan.MAX_BYTES, "f") == "a" * scan.MAX_BYTES
    problem = scan.decode(b"a" * (scan.MAX_BYTES + 1), "f")
    assert isinstance(problem, Problem)
    assert problem.fact == "the file has 1,048,577 bytes, more than 1,048,576"


def test_no_special_character_is_printable() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert not [each for each in re.findall(scan._SPECIAL, everything) if each.isprintable()]  # noqa: SLF001 - the claim of scan()
