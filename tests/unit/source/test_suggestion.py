import pytest

from generator.source import suggestion


@pytest.mark.parametrize(
    ("meant", "hint", "words"),
    [
        ("", "", ""),
        ("", "write one", "write one"),
        ("ready", "", 'did you mean "ready"?'),
        ("ready", "there is: live, ready", 'did you mean "ready"? there is: live, ready'),
    ],
)
def test_what_was_meant_comes_before_the_rest(meant: str, hint: str, words: str) -> None:
    assert suggestion.hint_text(meant, hint) == words


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("a b", '"a b"'),
        ("x" * 60, f'"{"x" * 60}"'),
        ("x" * 61, f'"{"x" * 59}…"'),
        ("a\nb\x1b\u202e", r'"a\nb\x1b\u202e"'),
        ("ü日", '"ü日"'),
    ],
)
def test_a_users_text_is_cut_and_cannot_steer_a_terminal(text: str, quoted: str) -> None:
    assert suggestion.quoted(text) == quoted


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("servi\u0441e", 'did you mean "service"? "\u0441" in it is CYRILLIC SMALL LETTER ES (U+0441); there is: job'),
        (
            "s\u0435rvi\u0441e",
            'did you mean "service"? "\u0435" in it is CYRILLIC SMALL LETTER IE (U+0435); there is: job',
        ),
        ("s\u00e9rvyce", 'did you mean "service"? there is: job'),
        ("serivce", 'did you mean "service"? there is: job'),
        ("Service", 'did you mean "service"? there is: job'),
        ("servic\u00e9s", 'did you mean "service"? there is: job'),
    ],
)
def test_a_letter_that_only_looks_like_another_is_named(written: str, words: str) -> None:
    assert suggestion.hint_text("service", "there is: job", written) == words
