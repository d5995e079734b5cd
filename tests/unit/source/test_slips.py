"""What people write by mistake, where the parser complains of something else."""

import pytest

from tests.builders import documents


def said(text: str) -> list[str]:
    return [
        f"{each.mark.line}:{each.mark.column}: {each.fact} / {each.hint}" for each in documents.parse(text).problems
    ]


NO_BREAK = "a no-break space (U+00A0) is a letter for YAML / write plain spaces: it comes with text that was copied"
HAS_VALUE = "in the line above, which has a value already"
IN_QUOTES = "if it continues that text, put the whole in quotes"
NO_BLOCK = "where no block above it begins"
IN_TEXT = "begin it in column 5, as line 3, or in column 3, as line 2"
SAME_COLUMN = "check quotes and indentation; the lines of one block, here since line {}, start in the same column"
CANNOT_START = 'a "key: value" cannot start here / check the indentation; put a text with ": " in quotes'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n  b:\xa0x\n  c: y\n", f"2:5: {NO_BREAK}"),
        ("a:\n  -\xa0x\n  c: y\n", f"2:4: {NO_BREAK}"),
        ("a:\n  b: 1\n\xa0 c: 2\n  d: 3\n", f"3:1: {NO_BREAK}"),
        ("# a:\xa0b\na: 1\n'x:\xa0y': 2\n b: 3\n", f"4:3: {CANNOT_START}"),
        ("a: x\n b\xa0: y\nc: d\n", f"2:4: {CANNOT_START}"),  # with a plain space it is no less wrong
        ("a:\n  -\xa0 b: x\n    c: y\n", f"2:4: {NO_BREAK}"),
        ("a:\n  b: |\n    x:\xa0y\n   c: 1\n", f'4:4: "c" begins in column 4, {NO_BLOCK} / {IN_TEXT}'),
        ("- a:\xa0b\n- 'c\n", "2:3: this quote is never closed / close it with the same quote"),
        ("a:\n  - x:\xa0y\n  b: c\n", '3:3: unexpected "b" / ' + SAME_COLUMN.format(2)),
        ("password:hunter2\nb: 1\n", '1:10: a space is missing after the colon of "password:" / write password: ...'),
        (
            f"{'k' * 70}:v\nb: 1\n",
            f'1:72: a space is missing after the colon of "{"k" * 59}…" / write {"k" * 59}… ...',
        ),
        ("a:\n  b:1\n  c:2\n  d: 3\n", '2:5: a space is missing after the colon of "b:" / write b: ...'),
        ("a:\n  b:1\n  # d\n  c: 2\n", '2:5: a space is missing after the colon of "b:" / write b: ...'),
        ("a: some\n  word\n    c: d\n", f"3:6: {CANNOT_START}"),
        ('a: "x\n    y"\n  b: c\n', '3:3: unexpected "b" / ' + SAME_COLUMN.format(1)),
        (
            "z: \u2028\na:\n  b:\n    c: 1\n   d: 2\n",
            f'5:4: "d" begins in column 4, {NO_BLOCK} / begin it in column 5, as line 4, or in column 3, as line 3',
        ),
        (
            "a:\n  b\uff1ax\n  c: y\n",
            "2:4: a fullwidth colon (U+FF1A) is a letter for YAML / write a colon and a space: it comes with text that was copied",
        ),
        (
            "a:\n  b:\n    c: 1\n   d: 2\n",
            f'4:4: "d" begins in column 4, {NO_BLOCK} / begin it in column 5, as line 3, or in column 3, as line 2',
        ),
        (
            "a:\n  b: x\n    c: y\n",
            f'3:5: "c" is indented more than "b" {HAS_VALUE} / begin it in column 3, as b; {IN_QUOTES}',
        ),
        ("a:\n  api\n    kind: x\n", '2:6: a ":" is missing after "api" / write api:'),
        ("a:\n  api # b\n", ""),
        ("a: x: y\n", f"1:5: {CANNOT_START}"),
        (
            "a:\n  - b: 1\n     c: 2\n",
            f'3:6: "c" is indented more than "b" {HAS_VALUE} / begin it in column 5, as b; {IN_QUOTES}',
        ),
        (
            "a: 'x\xa0y'\nb: x: y\n",
            f"2:5: {CANNOT_START}",
        ),
    ],
)
def test_the_slip_is_told_where_it_is(text: str, expected: str) -> None:
    assert said(text) == ([expected] if expected else [])
