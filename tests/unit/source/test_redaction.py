import pytest

from generator.source import redaction

URL = "postgresql://mlflow:" + "hunter22@db:5432/mlflow"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (f'"{URL}" is not sqlite', '"***" is not sqlite'),
        (f"write it without quotes: {URL}", "write it without quotes: ***"),
        ('"hunter22@db" is not a registry', '"***" is not a registry'),
        ('use lower-case letters: "postgresql-mlflow-hunter22"', 'use lower-case letters: "***"'),
        ('write "sidecar", and ":" after it', 'write "sidecar", and ":" after it'),
    ],
)
def test_neither_a_secret_nor_what_follows_from_it_is_said(said: str, expected: str) -> None:
    assert redaction.without(said, URL) == expected


def test_a_long_secret_is_hidden_as_it_is_shortened() -> None:
    text = "hunter22" * 20
    assert redaction.without(f'"{text[:59]}…" is not a list', text) == '"***" is not a list'


def test_a_short_secret_is_hidden_where_it_is_no_part_of_other_words() -> None:
    assert redaction.without('"is" is not a list', "is") == '"***" is not a list'


def test_words_that_are_secrets_by_their_form_are_hidden() -> None:
    assert redaction.without_secrets(f"the address {URL} has no port") == "the address *** has no port"
    assert redaction.without_secrets(f'"{URL}" in "c" is not sqlite') == '"***" in "c" is not sqlite'
    assert redaction.without_secrets(f'"Bearer {"a1" * 18}" is not a path') == '"***" is not a path'
    assert redaction.without_secrets("the address db:5432 has no  host") == "the address db:5432 has no  host"
