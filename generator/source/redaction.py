"""Removes secrets from messages: the text itself, its parts in quotes, and other spellings of them."""

import re

from generator.source import secrets
from generator.source.suggestion import quoted, shortened

HIDDEN = "***"
_QUOTED = r'"([^"]*)"'
_LEAST_WHOLE = 4
"""A shorter text is hidden only between quotes: it occurs in other words."""


def without(said: str, text: str) -> str:
    """A message about `text` without the text, its parts in quotes, and other spellings of them."""
    said = said.replace(quoted(text), f'"{HIDDEN}"')
    for whole in (text, shortened(text)) if len(text) >= _LEAST_WHOLE else ():
        said = said.replace(whole, HIDDEN)
    within = _letters(text)
    return re.sub(
        _QUOTED, lambda part: f'"{HIDDEN}"' if _letters(part[1]) and _letters(part[1]) in within else part[0], said
    )


def without_secrets(said: str) -> str:
    """A message about several texts without the quoted parts and words that have the form of a secret."""
    if secrets.find(said) is None:
        return said
    said = re.sub(_QUOTED, lambda part: f'"{HIDDEN}"' if secrets.find(part[1]) else part[0], said)
    return " ".join(HIDDEN if secrets.find(word) else word for word in said.split(" "))


def _letters(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())
