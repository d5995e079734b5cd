"""Words for messages: the user's text in quotes, and the name that was probably meant."""

from collections.abc import Collection
from typing import NamedTuple

from generator.source.suggestion import quoted, words

__all__ = ["LISTED", "Known", "closest", "hint", "of", "quoted", "words"]

LISTED = 12
"""Up to so many known names a hint lists them all."""

_COMPARED = 64
_SHORT_FORM = 3


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


class Known(NamedTuple):
    """What to write instead of an unknown name: `meant`, empty where nothing is near, and all there is where that is short."""

    meant: str
    hint: str


def of(name: str, known: Collection[str]) -> Known:
    """What there is to write instead of an unknown name."""
    guess = closest(name, known)
    others = set(known) - {guess}
    listed = f"there is: {', '.join(sorted(known))}" if others and len(known) <= LISTED else ""
    return Known(guess or "", listed)


def hint(name: str, known: Collection[str]) -> str:
    """The same in words: `did you mean "ready"? there is: live, ready`."""
    return words(*of(name, known))


def _letters(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
