import pytest
import yaml

from generator.source import tokens
from generator.source.tokens import OpenBlock, ScalarToken


def before(text: str, line: str) -> tokens.Tokens:
    """The tokens before the last line."""
    start = text.index(line)
    return tokens.before(start, start, text, yaml.SafeLoader)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("a:\n  b: 1\n  c: 2\n!", [OpenBlock(0, 1), OpenBlock(2, 3)]),
        ("a:\n  b: 1\nc: 2\n!", [OpenBlock(0, 3)]),
        ("a:\n  - b: 1\n    c: 2\n!", [OpenBlock(0, 1), OpenBlock(2, 2), OpenBlock(4, 3)]),
        ("a:\n- b\n- c\n!", [OpenBlock(0, 3)]),
        ("a: {b: 1,\n  c: [2]}\n!", [OpenBlock(0, 1)]),
        ("a: |\n  b: 1\n!", [OpenBlock(0, 1)]),
        ("a: 'b\n  c: 1'\n!", [OpenBlock(0, 1)]),
    ],
)
def test_a_block_is_open_until_a_line_begins_left_of_it(text: str, blocks: list[OpenBlock]) -> None:
    assert before(text, "!").blocks == blocks


def test_a_text_has_all_its_lines() -> None:
    text = "a: b\n  c\n'd': |\n  e\nf: 1"
    assert before(text, "f").scalars == [
        ScalarToken(0, 1, plain=True),
        ScalarToken(3, 8, plain=True),
        ScalarToken(9, 12, plain=False),
        ScalarToken(14, 20, plain=False),
    ]


def test_what_the_scanner_refuses_ends_the_tokens() -> None:
    assert before("a: 1\nb: @\nc: 1", "c").scalars[:2] == [ScalarToken(0, 1, plain=True), ScalarToken(3, 4, plain=True)]
