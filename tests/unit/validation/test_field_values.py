"""The rows of a field: whole ones, those below it, and parts of a list."""

from collections.abc import Sequence

from generator.errors import SCHEMA, Mark
from generator.validation import field_values
from generator.validation.explained_rows import Row

ROWS = [
    Row("dev", "components.api.scale.min", "1", SCHEMA),
    Row("dev", "components.api (green, candidate).image", "a:2", Mark("f", 1, 1)),
    Row("dev", "components.api2.expose", [{"host": "a", "hosts": ["b"]}], Mark("f", 2, 1)),
]


def chosen(component: str, *wanted: str) -> Sequence[tuple[str, object]]:
    return [(row.field, row.value) for row in field_values.of_components(ROWS, component, wanted)]


def test_a_component_has_the_rows_of_all_of_its_slots() -> None:
    assert [field for field, _ in chosen("api")] == [row.field for row in ROWS[:2]]
    assert chosen("", "image") == [("components.api (green, candidate).image", "a:2")]
    assert chosen("api", "image") == chosen("", "image")


def test_parentheses_of_a_path_are_no_slot() -> None:
    row = Row("dev", 'components.api.files["/etc/a (b)"]', "x", Mark("f.yaml", 1, 1))
    assert [*field_values.of_components([row], "api", ["files"])] == [row]


def test_a_field_has_what_lies_below_it_and_nothing_else() -> None:
    assert chosen("", "scale") == [("components.api.scale.min", "1")]
    assert chosen("", "scal") == []
    assert chosen("api", "scale", "min") == [("components.api.scale.min", "1")]


def test_a_part_of_a_list_is_shown_alone() -> None:
    assert chosen("", "expose", "0", "hosts", "0") == [("components.api2.expose[0].hosts[0]", "b")]
    assert chosen("", "expose", "1") == []
    assert chosen("", "expose", "0", "path") == []
