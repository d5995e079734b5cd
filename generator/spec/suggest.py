"""Words for messages: the user's text in quotes, and the name that was probably meant."""

from collections.abc import Collection

LISTED = 12
"""Up to so many known names a hint lists them all."""

_SHOWN = 60
_COMPARED = 64


def quoted(text: str) -> str:
    """The text in double quotes as the user wrote it, cut at 60 characters, with what does not print escaped."""
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    if not shown.isprintable():
        shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in shown)
    return f'"{shown}"'


def closest(name: str, known: Collection[str]) -> str | None:
    """The known name that was probably meant: another case, another word separator, or a slip of the keyboard."""
    by_letters = {_letters(each): each for each in sorted(known, reverse=True)}
    same = by_letters.get(_letters(name))
    if same is not None or len(name) > _COMPARED:
        return same
    import difflib  # only a wrong name pays for it

    found = difflib.get_close_matches(_letters(name), sorted(by_letters), n=1, cutoff=0.65)
    return by_letters[found[0]] if found else None


def hint(name: str, known: Collection[str]) -> str:
    """What to write instead of an unknown name: `did you mean "ready"?`, and all there is where that is short."""
    guess = closest(name, known)
    meant = "" if guess is None else f"did you mean {quoted(guess)}?"
    listed = f"there is: {', '.join(sorted(known))}" if 0 < len(known) <= LISTED else ""
    return " ".join(part for part in (meant, listed) if part)


def _letters(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
