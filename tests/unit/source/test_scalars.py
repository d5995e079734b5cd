from typing import Any

import pytest

from generator.source import scalars
from tests.builders import documents


def value(text: str, *types: str, plain: bool = True) -> Any:
    found = scalars.scalar(frozenset(types), documents.scalar(text, plain=plain))
    return "ABSENT" if found is scalars.ABSENT else found


@pytest.mark.parametrize("text", ["yes", "on", "True", "TRUE", "1", "0", "~"])
def test_only_true_and_false_are_booleans(text: str) -> None:
    assert value("true", "boolean") is True
    assert value("false", "boolean") is False
    assert value(text, "boolean") == "ABSENT"


@pytest.mark.parametrize("text", ["0", "-1", "80", "123456789012345"])
def test_whole_numbers_are_decimal(text: str) -> None:
    assert value(text, "integer") == int(text)


@pytest.mark.parametrize("text", ["0x10", "0o7", "010", "1_000", "+1", "1.0", "1e3", "1234567890123456", "-", ""])
def test_other_readers_numbers_are_no_whole_numbers(text: str) -> None:
    assert value(text, "integer") == "ABSENT"


@pytest.mark.parametrize(("text", "number"), [("0.5", 0.5), ("-2", -2.0), ("1e3", 1000.0), ("2.5E-1", 0.25)])
def test_numbers_may_have_a_fraction(text: str, number: float) -> None:
    assert value(text, "number") == number


@pytest.mark.parametrize("text", [".5", "5.", ".inf", ".nan", "1.5Gi"])
def test_what_json_calls_no_number_is_none(text: str) -> None:
    assert value(text, "number") == "ABSENT"


@pytest.mark.parametrize("text", ["0.80", "on", "1_000", "true"])
def test_where_text_is_wanted_every_scalar_is_its_source(text: str) -> None:
    assert value(text, "string") == text


def test_a_field_of_a_number_or_text_takes_the_number() -> None:
    assert value("25", "integer", "string") == 25
    assert value("25%", "integer", "string") == "25%"


def test_what_is_quoted_is_text_alone() -> None:
    assert value("80", "integer", plain=False) == "ABSENT"
    assert value("80", "integer", "string", plain=False) == "80"


def test_data_without_a_rule_has_the_types_that_yaml_gives_it() -> None:
    text = 'a: 1\nb: [true, 0.5, ~, "null", "7", x, 2026-01-01]\nc: {d: }\n'
    assert scalars.raw(documents.root(text)) == {
        "a": 1,
        "b": [True, 0.5, None, "null", "7", "x", "2026-01-01"],
        "c": {"d": None},
    }
