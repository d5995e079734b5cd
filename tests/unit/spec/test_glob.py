"""Patterns of the platform, held against the standard library's, which knows more signs than `*`."""

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.spec import glob


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("*.acme.dev", "fraud.production.acme.dev", True),
        ("*.acme.dev", "acme.dev", False),
        ("*.acme.dev", "*.acme.dev", True),
        ("acme.dev", "acme.dev", True),
        ("acme.dev", "xacme.dev", False),
        ("ml-*", "ml-", True),
        ("a*a", "a", False),
        ("*", "", True),
    ],
)
def test_a_star_stands_for_any_text(pattern: str, text: str, expected: bool) -> None:  # noqa: FBT001 - a case
    assert glob.matches(pattern, text) is expected


@given(pattern=st.text("ab*.", max_size=8), text=st.text("ab.", max_size=10))
def test_it_decides_as_fnmatch_does(pattern: str, text: str) -> None:
    assert glob.matches(pattern, text) is fnmatch.fnmatchcase(text, pattern)


def test_one_of_several_patterns_is_enough() -> None:
    assert glob.matches_any(["x", "a/*"], "a/b")
    assert not glob.matches_any(["x", "a/*"], "xa/b")
    assert not glob.matches_any([], "a/b")
