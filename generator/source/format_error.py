"""What a format check says of a text that it refuses."""

from typing import NamedTuple, Self


class _Fields(NamedTuple):
    fact: str
    hint: str
    meant: str


class FormatError(_Fields):
    """What is wrong with one text, before it is known where the text stands; `hint` is empty where the fact says it all.

    `meant` is the text that was probably meant, empty where nothing was guessed. The words are for people: code decides by
    whether there is an error, and by `meant`.
    """

    __slots__ = ()

    def __new__(cls, *, fact: str, hint: str = "", meant: str = "") -> Self:
        """All by keyword."""
        return super().__new__(cls, fact, hint, meant)
