"""A text that is replaced stays in the quotes that it was written in, where it is read as the same text."""

import pytest

from generator.source import document, splice
from generator.source.splice import CannotEdit


def edited(text: str, new: str = "ghcr.io/acme/api:2") -> str:
    return splice.edit(document.parse(text.encode(), "f.yaml"), [splice.Put(("a", "image"), new)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a:\n  image: acme/api:1   # first\n  b: 1\n", "a:\n  image: ghcr.io/acme/api:2   # first\n  b: 1\n"),
        ("a:\n  image: 'acme/api:1'\n", "a:\n  image: 'ghcr.io/acme/api:2'\n"),
        ('a:\n  image: "acme/api:1"\n', 'a:\n  image: "ghcr.io/acme/api:2"\n'),
        ("a: {image: acme/api:1, b: 1}\n", "a: {image: ghcr.io/acme/api:2, b: 1}\n"),
        ("a: {image: 'acme/api:1'}\r\n", "a: {image: 'ghcr.io/acme/api:2'}\r\n"),
        ("\ufeffa: {image: acme/api:1}", "a: {image: ghcr.io/acme/api:2}"),
        ("a:\n  image: >-\n    acme/api:1\n", 'a:\n  image: "ghcr.io/acme/api:2"\n'),
        ("x: &x acme/api:1\na: {image: *x}\n", 'x: &x acme/api:1\na: {image: "ghcr.io/acme/api:2"}\n'),
    ],
)
def test_the_quotes_and_the_comment_stay(before: str, after: str) -> None:
    assert edited(before) == after


@pytest.mark.parametrize(
    ("new", "written"),
    [("it's", '"it\'s"'), ("a: b", '"a: b"'), ("a b", "a b"), ("5", '"5"'), ("a #b", '"a #b"'), ("a:", '"a:"')],
)
def test_only_a_text_that_would_be_read_as_another_gets_double_quotes(new: str, written: str) -> None:
    assert edited("a:\n  image: acme/api:1\n", new).splitlines()[1] == f"  image: {written}"


def test_a_text_that_is_repeated_elsewhere_is_not_edited() -> None:
    with pytest.raises(CannotEdit, match="is repeated by"):
        edited("a: {image: &x acme/api:1}\nb: *x\n")


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ("['--a', '--b']", ["--a", "--c"], "['--a', '--c']"),
        ('["--a", "--b"]', ["--a", "it's", "5"], '["--a", "it\'s", "5"]'),
        ("['--a']", ["--b", "--c"], "['--b', '--c']"),
        ("[--a, '--b']", ["--a", "--c"], "[--a, --c]"),
        ("\n  - '--a' # one\n", ["--a", "--b"], "\n  - '--a' # one\n  - '--b'\n"),
        ("\n  - 'a'\n  - 5\n", ["a", "b"], "\n  - 'a'\n  - b\n"),
    ],
)
def test_an_item_of_a_list_is_in_quotes_where_all_texts_are(before: str, new: list[str], after: str) -> None:
    found = document.parse(f"a: {before}".encode(), "f.yaml")
    assert splice.edit(found, [splice.Put(("a",), new)]) == f"a: {after}"
