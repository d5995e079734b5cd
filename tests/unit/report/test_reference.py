"""docs/reference.md is what the schemas say: `make reference` writes it."""

from pathlib import Path

from generator.components.kinds import KINDS
from generator.report import reference
from generator.validation import field_lookup

PAGE = Path(__file__).parents[3] / "docs" / "reference.md"


def test_the_page_is_up_to_date(*, regenerate: bool) -> None:
    if regenerate:
        PAGE.write_text(reference.page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == reference.page(), "run: make reference"


def test_every_field_has_a_section() -> None:
    sections = {line.split()[1] for line in reference.page().splitlines() if line.startswith("### ")}
    tops = [*field_lookup.component_fields(), *(each for top in field_lookup.files().values() for each in top.children)]
    assert {f"`{field.name}`" for field in tops} - sections == {"`components`"}


def test_a_cell_ends_no_table_and_is_no_tag() -> None:
    rows = [line for line in reference.page().splitlines() if line.startswith("| `")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {5, len(KINDS) + 2}
