import pytest

from generator.spec import suggest

KNOWN = ("ready", "live", "startup", "runAsUser", "blue-green")


@pytest.mark.parametrize(
    ("name", "expected"),
    {
        "redy": "ready",
        "Live": "live",
        "run_as_user": "runAsUser",
        "run-as-user": "runAsUser",
        "runasuser": "runAsUser",
        "blueGreen": "blue-green",
        "statrup": "startup",
        "start": "startup",
        "st": None,
        "---": None,
        "zzz": None,
        "": None,
        "ready" * 100: None,
    }.items(),
)
def test_closest_is_what_was_probably_meant(name: str, expected: str | None) -> None:
    assert suggest.closest(name, KNOWN) == expected


def test_closest_to_nothing_known_is_nothing() -> None:
    assert suggest.closest("ready", ()) is None


def test_a_hint_asks_and_lists() -> None:
    assert suggest.hint("redy", {"ready", "live"}) == 'did you mean "ready"? choose from: live, ready'


def test_a_hint_without_a_guess_lists() -> None:
    assert suggest.hint("zzz", ("ready", "live")) == "choose from: live, ready"


def test_a_long_list_is_left_out() -> None:
    assert suggest.hint("name7", [f"name{number:02}" for number in range(13)]) == 'did you mean "name07"?'


def test_a_hint_to_nothing_known_is_empty() -> None:
    assert suggest.hint("redy", ()) == ""


@pytest.mark.parametrize(
    ("noun", "expected"), [("worker", "a worker"), ("inference", "an inference"), ("mlflow", "an mlflow")]
)
def test_a_kind_has_its_article(noun: str, expected: str) -> None:
    assert suggest.article(noun) == expected
