import pytest

from generator.kubernetes.effects import tables


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("metadata", ("metadata", "labels", "team")),
        ("spec.template", ("spec", "template")),
        ("spec.ports[*].name", ("spec", "ports", "*", "name")),
        ("spec.*.name", ("spec", "target", "name")),
        ("metadata.annotations[tidegate.dev/release]", ("metadata", "annotations", "tidegate.dev/release")),
    ],
)
def test_a_row_is_for_its_field_and_what_is_below_it(path: str, steps: tuple[str, ...]) -> None:
    assert tables.fits(path, steps)


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("spec.template", ("spec",)),
        ("spec.template", ("spec", "templates")),
        ("spec.ports[*].name", ("spec", "ports", "*", "port")),
        ("metadata.annotations[tidegate.dev/release]", ("metadata", "annotations", "release")),
    ],
)
def test_a_row_is_not_for_other_fields(path: str, steps: tuple[str, ...]) -> None:
    assert not tables.fits(path, steps)


def test_a_kind_that_nobody_knows_has_no_table() -> None:
    assert tables.of("Widget") is None
