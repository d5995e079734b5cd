from generator.review import causes
from generator.source import document

BASE = "a:\n  b: 1\n  c: [x, y]\n  d: old\n"


def edits(after: str, before: str | None = BASE) -> list[tuple[str, int, int]]:
    old = document.parse(before.encode(), "f") if before is not None else None
    found = causes.edits(old, document.parse(after.encode(), "f"))
    return [(".".join(each.path), each.mark.line, each.mark.column) for each in found]


def test_an_edited_value_is_where_it_stands() -> None:
    assert edits(BASE.replace("old", "new")) == [("a.d", 4, 6)]


def test_an_added_key_is_at_the_key() -> None:
    assert edits(f"{BASE}  e: 1\nf: 2\n") == [("a.e", 5, 3), ("f", 6, 1)]


def test_a_removed_key_is_at_what_held_it() -> None:
    assert edits("a:\n  b: 1\n  c: [x, y]\n") == [("a.d", 1, 1)]


def test_a_changed_list_is_at_its_key() -> None:
    assert edits(BASE.replace("[x, y]", "[y, x]")) == [("a.c", 3, 3)]


def test_another_way_to_write_the_same_is_no_edit() -> None:
    assert edits("# note\na: {b: 1, c: [x, 'y'], d: old}\n") == []


def test_a_new_file_is_at_its_first_line() -> None:
    assert edits(BASE, None) == [("", 1, 1)]
