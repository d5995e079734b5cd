"""Words for messages: the user's text in quotes, and the name that was probably meant."""

from collections.abc import Collection

LISTED = 12
"""Up to so many known names a hint lists them all."""

_SHOWN = 60
_COMPARED = 64
_SHORT_FORM = 3


def quoted(text: str) -> str:
    """The text in double quotes as the user wrote it, cut at 60 characters, with what does not print escaped."""
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    if not shown.isprintable():
        shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in shown)
    return f'"{shown}"'


def closest(name: str, known: Collection[str]) -> str | None:
    """The known name that was probably meant: another case or word separator, a short form of it, or a slip of the keyboard."""
    by_letters = {_letters(each): each for each in sorted(known, reverse=True)}
    same = by_letters.get(_letters(name))
    if same is not None or len(name) > _COMPARED:
        return same
    begun = _letters(name)
    longer = [each for letters, each in by_letters.items() if letters.startswith(begun)]
    if len(longer) == 1 and len(begun) >= _SHORT_FORM:
        return longer[0]
    import difflib  # only a wrong name pays for it

    found = difflib.get_close_matches(_letters(name), sorted(by_letters), n=1, cutoff=0.65)
    return by_letters[found[0]] if found else None


def hint(name: str, known: Collection[str]) -> str:
    """What to write instead of an unknown name: `did you mean "ready"?`, and all there is where that is short."""
    guess = closest(name, known)
    meant = "" if guess is None else f"did you mean {quoted(guess)}?"
    others = set(known) - {guess}
    listed = f"there is: {', '.join(sorted(known))}" if others and len(known) <= LISTED else ""
    return " ".join(part for part in (meant, listed) if part)


def or_else(meant: str, way: str) -> str:
    """A hint that asks for what was meant, where there is that, and shows how to write one."""
    return f"did you mean {quoted(meant)}? {way}" if meant else way


def _letters(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
