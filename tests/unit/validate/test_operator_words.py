"""Names that people know from operators, and what to write in their place."""

import pytest

from generator.components import kinds
from generator.discovery import platform_folder
from generator.validate import operator_words, synonyms


def fields(kind: str) -> tuple[str, ...]:
    return tuple(platform_folder.bundled()[f"kinds/{kind}.json"]["properties"])


@pytest.mark.parametrize(("place", "words", "advice"), operator_words.ADVICE)
def test_a_word_of_an_operator_is_told_in_its_place(place: str, words: str, advice: str) -> None:
    assert {synonyms.advice_for(word, (place, "image")) for word in words.split()} == {advice}


def test_no_word_is_a_field_of_its_kind() -> None:
    for kind in kinds.KINDS:
        known = fields(kind)
        written = {word for place, words, _ in operator_words.ADVICE if place in known for word in words.split()}
        assert written & {name.lower() for name in known} == set(), kind


def test_where_all_kinds_are_possible_no_operator_is_meant() -> None:
    assert operator_words.is_of_all_kinds((*fields("training"), *fields("notebook")))
    assert not operator_words.is_of_all_kinds(fields("training"))
