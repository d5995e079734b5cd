"""The scalars and open blocks that a YAML scanner finds before an error."""

from collections.abc import Sequence
from typing import Any

import yaml

from generator.named_tuples import NamedTuple


class ScalarToken(NamedTuple):
    """A scalar from offset `start` to `end`; it may have several lines. `plain` is without quotes or block sign."""

    start: int
    end: int
    plain: bool


class OpenBlock(NamedTuple):
    """A block mapping or list: its 0-based column and the 1-based line of its last entry."""

    column: int
    line: int


class Tokens(NamedTuple):
    """The scalars that begin before the error, and the blocks that are open above its line, the innermost last."""

    scalars: Sequence[ScalarToken]
    blocks: Sequence[OpenBlock]


def before(offset: int, line_start: int, text: str, loader: type[Any]) -> Tokens:
    """The tokens of a text that begin before an offset, whose line begins at `line_start`."""
    scalars: list[ScalarToken] = []
    blocks: list[OpenBlock] = []
    try:
        for token in yaml.scan(text, Loader=loader):
            mark = token.start_mark
            if mark.index >= offset:
                break
            if isinstance(token, yaml.ScalarToken):
                scalars.append(ScalarToken(mark.index, token.end_mark.index, token.plain))
            elif mark.index < line_start:
                _follow(blocks, token)
    except (yaml.YAMLError, ValueError, OverflowError):  # the error itself, seen early
        pass
    return Tokens(scalars, blocks)


def _follow(blocks: list[OpenBlock], token: yaml.Token) -> None:
    """Open and close blocks, and give the innermost the line of its last entry."""
    match token:
        case yaml.BlockMappingStartToken() | yaml.BlockSequenceStartToken():
            blocks.append(OpenBlock(token.start_mark.column, token.start_mark.line + 1))
        case yaml.BlockEndToken():
            blocks.pop()
        case yaml.KeyToken() | yaml.BlockEntryToken() if blocks and token.start_mark.column == blocks[-1].column:
            blocks[-1] = blocks[-1]._replace(line=token.start_mark.line + 1)
        case _:
            pass
