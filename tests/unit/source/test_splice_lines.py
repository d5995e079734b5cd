import pytest

from generator.source import splice_lines
from generator.source.splice_positions import CannotEdit
from tests.builders import documents


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\n", "a: new\n"),
        ("a: 1 # one\n", "a: new # one\n"),
        ("a:\n", "a: new\n"),
        ("a: # none\n", "a: new # none\n"),
        ("a: &x 1\nb: *x\n", "a: &x new\nb: *x\n"),
        ("b: &x 1\na: *x\n", "b: &x 1\na: new\n"),
        ("a: |\n  x\n  y\nb: 1\n", "a: new\nb: 1\n"),
        ("a: | # why\n  x\nb: 1\n", "a: new # why\nb: 1\n"),
        ("a:\n  b: 1\n  c: 2\nd: 3\n", "a: new\nd: 3\n"),
        ("a:\n- 1\n- 2\nd: 3\n", "a: new\nd: 3\n"),
        ("a: {b: 1} # c\n", "a: new # c\n"),
    ],
)
def test_a_value_of_one_line_takes_the_place_of_any_other(before: str, after: str) -> None:
    entry = documents.entry(documents.parse(before), "a")
    assert splice_lines.replace(before, entry, "new", flow=False) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [("{a, b: 1}", "{a: new, b: 1}"), ("{a: , b: 1}", "{a: new, b: 1}"), ("{b: 1, a }", "{b: 1, a: new}")],
)
def test_a_key_without_a_value_in_braces_is_given_one(before: str, after: str) -> None:
    entry = documents.entry(documents.parse(before), "a")
    assert splice_lines.replace(before, entry, "new", flow=True) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a:\n- 1\n- 2\nb: 1\n", "a:\n- x\n- y\nb: 1\n"),
        ("a:\n    - 1\n", "a:\n    - x\n    - y\n"),
        ("a:\r\n- 1\r\n", "a:\r\n- x\r\n- y\r\n"),
    ],
)
def test_items_of_a_list_keep_its_indentation(before: str, after: str) -> None:
    assert splice_lines.items(before, documents.entry(documents.parse(before), "a"), ["x", "y"]) == after


def test_a_list_behind_something_on_its_line_is_left_to_a_person() -> None:
    text = "? a\n: - 1\n"
    with pytest.raises(CannotEdit, match="this list cannot be edited") as caught:
        splice_lines.items(text, documents.entry(documents.parse(text), "a"), ["x"])
    assert caught.value.hint == "write each item on a line of its own"


def test_a_key_after_a_question_mark_is_left_to_a_person() -> None:
    text = "? a\n: 1\n"
    with pytest.raises(CannotEdit, match=r"a key after `\?` cannot be edited") as caught:
        splice_lines.indent(text, documents.entry(documents.parse(text), "a"))
    assert caught.value.hint == "write it without `?`"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a:\n  b: 1\n  c: 2\n", "a:\n  c: 2\n"),
        ("a:\n  c: 2\n  b: |\n    x\n\n", "a:\n  c: 2\n\n"),
        ("a:\n  b: 1 # one\n# below\n", "a: {}\n# below\n"),
        ("a:\n  c: 2\n  b: 1", "a:\n  c: 2"),
    ],
)
def test_an_entry_goes_with_its_lines_and_the_last_one_leaves_an_empty_mapping(before: str, after: str) -> None:
    parsed = documents.parse(before)
    mapping = documents.node(parsed, "a")
    assert splice_lines.drop(before, documents.entry(parsed, "a"), mapping, "b") == after  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a:\nb: 1\n", "a:\n  c: 2\nb: 1\n"),
        ("a: {} # none\nb: 1\n", "a: # none\n  c: 2\nb: 1\n"),
        ("a: ~", "a:\n  c: 2"),
    ],
)
def test_lines_fill_what_has_no_value(before: str, after: str) -> None:
    entry = documents.entry(documents.parse(before), "a")
    assert splice_lines.is_fillable(before, entry)
    assert splice_lines.fill(before, entry, ["  c: 2"]) == after


@pytest.mark.parametrize("text", ["a: 1\n", "a: {b: 1}\n", "a: { # kept\n}\n", "x: &x {}\na: *x\n", "a: []\n"])
def test_nothing_that_says_something_is_filled_over(text: str) -> None:
    assert not splice_lines.is_fillable(text, documents.entry(documents.parse(text), "a"))


COMMENTED = "a:\n  - one  # 1\n  # of two\n  - two  # 2\n  - three  # 3\nb: c\n"


@pytest.mark.parametrize(
    ("new", "after"),
    [
        ([0], "a:\n  - one  # 1\nb: c\n"),
        ([1, "x"], "a:\n  # of two\n  - two  # 2\n  - x\nb: c\n"),
        ([2, 0], "a:\n  - three  # 3\n  - one  # 1\nb: c\n"),
        (["x", 0, 1, 2], "a:\n  - x\n  - one  # 1\n  # of two\n  - two  # 2\n  - three  # 3\nb: c\n"),
    ],
)
def test_comments_stay_with_their_items(new: list[str | int], after: str) -> None:
    found = splice_lines.items(COMMENTED, documents.entry(documents.parse(COMMENTED), "a"), new)
    assert found == after
    crlf = COMMENTED.replace("\n", "\r\n")
    assert splice_lines.items(crlf, documents.entry(documents.parse(crlf), "a"), new) == after.replace("\n", "\r\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "\n", "\n# end\n"])
def test_entries_change_places_with_their_lines_and_the_comments_above(newline: str, end: str) -> None:
    one, two, three = "  # of x\n  x: 1 # x\n", "  # of y\n  y:\n    - 2\n", "  z: |\n    # text"
    before = f"a: # a\n  # of all\n\n{one}{two}\n{three}{end}".replace("\n", newline)
    after = f"a: # a\n  # of all\n\n{two}\n{three}\n{one.rstrip()}{end}".replace("\n", newline)
    mapping = documents.node(documents.parse(before), "a")
    assert splice_lines.reorder(before, mapping, ["y", "z", "x"]) == after  # type: ignore[arg-type]
