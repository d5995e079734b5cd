"""Suggestions of known names for an unknown one, and quoting for messages."""

from collections.abc import Collection

from generator.named_tuples import NamedTuple
from generator.source.suggestion import hint_text, quoted

__all__ = ["MAX_LISTED", "Known", "article", "closest", "hint", "hint_text", "of", "quoted"]

MAX_LISTED = 12
"""A hint lists all known names if there are at most so many; the first of them if there are more, and none is close."""

_MAX_COMPARED = 64
_MIN_PREFIX = 3


def closest(name: str, known: Collection[str]) -> str | None:
    """The known name that was probably meant: it differs in case, separators or a few letters, or the text is a prefix of it."""
    by_letters = {_letters(each): each for each in sorted(known, reverse=True)}
    equal = by_letters.get(_letters(name))
    if equal is not None or len(name) > _MAX_COMPARED:
        return equal
    wanted = _letters(name)
    longer = [each for letters, each in by_letters.items() if letters.startswith(wanted)]
    if len(longer) == 1 and len(wanted) >= _MIN_PREFIX:
        return longer[0]
    import difflib  # slow to import, and needed only for wrong names

    close_matches = difflib.get_close_matches(_letters(name), sorted(by_letters), n=1, cutoff=0.65)
    return by_letters[close_matches[0]] if close_matches else None


class Known(NamedTuple):
    """What to write instead of an unknown name: `meant` is the closest known name or empty, `hint` lists all if they are few."""

    meant: str
    hint: str


def of(name: str, known: Collection[str]) -> Known:
    """The suggestion for an unknown name."""
    guess = closest(name, known)
    others = set(known) - {guess}
    listed = ""
    if others and len(known) <= MAX_LISTED:
        listed = f"choose from: {', '.join(sorted(known))}"
    elif others and guess is None:
        listed = f"choose from: {', '.join(sorted(known)[:MAX_LISTED])} and {len(known) - MAX_LISTED} more"
    return Known(meant=guess or "", hint=listed)


def article(noun: str) -> str:
    """The name of a kind with its article: `a worker`, `an mlflow`."""
    return f"{'an' if noun[:1] in 'aeiou' or noun.startswith('ml') else 'a'} {noun}"


def hint(name: str, known: Collection[str]) -> str:
    """The suggestion as hint text: `did you mean "ready"? choose from: live, ready`."""
    return hint_text(*of(name, known))


def _letters(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
