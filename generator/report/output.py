"""The output of a command: texts for stdout and stderr, in order."""

from generator.named_tuples import NamedTuple


class Output(NamedTuple):
    """A text for stdout or, with `err`, for stderr; of `coloured` texts, ANSI colours are always kept.

    Lines of `prose` are broken between words on a terminal that is narrower.
    """

    text: str
    err: bool = False
    coloured: bool = False
    prose: bool = False


def note(text: str) -> Output:
    """A line on stderr, apart from the results."""
    return Output(f"{text}\n", err=True, prose=True)
