import pytest

from tests.builders import documents


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_null_is_a_plain_null_word_or_nothing(text: str) -> None:
    assert documents.scalar(text).is_null
    assert not documents.scalar(text, plain=False).is_null


@pytest.mark.parametrize("text", ["none", "nil", "nULL", "0"])
def test_other_words_are_no_null(text: str) -> None:
    assert not documents.scalar(text).is_null


def test_a_key_that_is_not_written_has_no_value() -> None:
    mapping = documents.mapping({"a": None})
    assert mapping.get("a") == mapping.entries["a"].value
    assert mapping.get("b") is None


def test_an_entry_given_the_value_that_it_has_is_itself() -> None:
    entry = documents.entry(documents.parse("a: &x 1\nb: *x\n"), "b")
    assert entry.copy_with(entry.value) is entry
    other = entry.copy_with(documents.scalar("2"))
    assert (other.key, other.value, other.aliased) == (entry.key, documents.scalar("2"), True)


def test_a_mapping_with_other_entries_keeps_its_place() -> None:
    mapping = documents.mapping({"a": {"b": "c"}})
    other = mapping.copy_with({})
    assert other == mapping._replace(entries={})
    assert (other.mark, other.flow) == (mapping.mark, mapping.flow)
