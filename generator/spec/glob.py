"""Patterns of the platform in which `*` stands for any text, also none; every other character stands for itself."""

from collections.abc import Iterable


def matches_any(patterns: Iterable[str], text: str) -> bool:
    """Whether the whole text is of one of the patterns."""
    return any(matches(pattern, text) for pattern in patterns)


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text is of the pattern; in time linear in the text for each `*`."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    *middle, last = rest
    if not text.startswith(first):
        return False
    position = len(first)
    for part in middle:
        found = text.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return len(text) - position >= len(last) and text.endswith(last)
