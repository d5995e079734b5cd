"""What was probably meant by a word that is not known: data first, words for people last."""

from typing import NamedTuple

_SHOWN = 60


class Suggestion(NamedTuple):
    """The name that was probably meant, or else a sentence that says what to do; both are empty where nobody knows."""

    meant: str = ""
    way: str = ""


def words(meant: str, hint: str) -> str:
    """The way out as a person reads it: what was probably meant, empty where nothing was guessed, before the rest."""
    return " ".join(filter(None, (f"did you mean {quoted(meant)}?" if meant else "", hint)))


def quoted(text: str) -> str:
    """The text in double quotes as the user wrote it, cut at 60 characters, with what does not print escaped."""
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    if not shown.isprintable():
        shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in shown)
    return f'"{shown}"'
