"""A cache for functions of one text: environments and projects have the same short texts again and again, long ones are rare."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")
LONGEST = 200
"""Longer texts are not kept: they could fill the memory."""
MOST = 2048
"""The most texts that are kept for a function."""


def cached(function: Callable[[str], T]) -> Callable[[str], T]:
    """The function, its results for short texts kept; they depend on the text alone."""
    kept = lru_cache(maxsize=MOST)(function)

    @wraps(function)
    def call(text: str) -> T:
        return kept(text) if len(text) <= LONGEST else function(text)

    return call
