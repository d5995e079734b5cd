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
CANNOT_START = 'a "key: value" cannot start here / check the indentation; put a text with ": " in quotes'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n  b:\xa0x\n  c: y\n", f"2:5: {NO_BREAK}"),
        ("a:\n  -\xa0x\n  c: y\n", f"2:4: {NO_BREAK}"),
        ("a:\n  b: 1\n\xa0 c: 2\n  d: 3\n", f"3:1: {NO_BREAK}"),
        ("# a:\xa0b\na: 1\n'x:\xa0y': 2\n b: 3\n", f"4:3: {CANNOT_START}"),
        ("a: x\n b\xa0: y\nc: d\n", f"2:3: {NO_BREAK}"),
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
