"""What a command prints: texts for the two output streams, in order."""

from typing import NamedTuple


class Output(NamedTuple):
    """A text for stdout or, with `err`, for stderr; `coloured` texts are printed as they are, colours included."""

    text: str
    err: bool = False
    coloured: bool = False


def note(text: str) -> Output:
    """A line for people beside the results."""
    return Output(f"{text}\n", err=True)
