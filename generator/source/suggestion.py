"""Suggestions for unknown names, and their wording in hints."""

from typing import NamedTuple

_MAX_LENGTH = 60


class Suggestion(NamedTuple):
    """What to write instead of an unknown name: the name `meant`, or `advice` in prose, or nothing (both are empty)."""

    meant: str = ""
    advice: str = ""


def hint_text(meant: str, hint: str) -> str:
    """The hint as displayed: "did you mean …?" if `meant` is set, then `hint`."""
    return " ".join(filter(None, (f"did you mean {quoted(meant)}?" if meant else "", hint)))


def quoted(text: str) -> str:
    """The text in double quotes, cut at 60 characters, with unprintable characters escaped."""
    shown = text if len(text) <= _MAX_LENGTH else text[: _MAX_LENGTH - 1] + "…"
    if not shown.isprintable():
        shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in shown)
    return f'"{shown}"'
