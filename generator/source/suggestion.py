"""Suggestions for unknown names, and their wording in hints."""

from generator.named_tuples import NamedTuple

_MAX_LENGTH = 60


class Suggestion(NamedTuple):
    """What to write instead of an unknown name: the name `meant`, or `advice` in prose, or nothing (both are empty)."""

    meant: str = ""
    advice: str = ""


def hint_text(meant: str, hint: str, written: str = "") -> str:
    """The hint as displayed: "did you mean …?" if `meant` is set, then what only looks like it in `written`, then `hint`."""
    question = f"did you mean {quoted(meant)}?" if meant else ""
    return " ".join(filter(None, (question, "; ".join(filter(None, (_lookalike(written, meant), hint))))))


def _lookalike(written: str, meant: str) -> str:
    """The first letter of another script in a name that looks the same, such as a Cyrillic one; empty if there is none."""
    if written.isascii() or len(written) != len(meant):
        return ""
    different = [one for one, other in zip(written, meant, strict=True) if one.casefold() != other.casefold()]
    if not different or any(each.isascii() for each in different):
        return ""
    import unicodedata  # few names have such letters

    letter = different[0]
    return f'"{letter}" in it is {unicodedata.name(letter, "another letter")} (U+{ord(letter):04X})'


def quoted(text: str) -> str:
    """The shortened text in double quotes."""
    return f'"{shortened(text)}"'


def shortened(text: str) -> str:
    """The text cut at 60 characters, with those escaped that are not printed, such as newlines and zero width spaces."""
    shown = text if len(text) <= _MAX_LENGTH else text[: _MAX_LENGTH - 1] + "…"
    return (
        shown if shown.isprintable() else "".join(each if each.isprintable() else ascii(each)[1:-1] for each in shown)
    )
