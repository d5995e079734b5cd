import sys

import pytest

from generator.spec import naming
from generator.spec.naming import DerivedName


def test_the_base_joins_project_and_component() -> None:
    assert naming.base("fraud", "api") == "fraud-api"


@pytest.mark.parametrize(("slot", "name"), [("blue", "fraud-api-blue"), ("green", "fraud-api-green")])
def test_a_slot_is_named_after_its_colour(slot: str, name: str) -> None:
    assert naming.slot("fraud-api", slot) == name


def test_the_preview_has_a_name_of_its_own() -> None:
    assert naming.preview("fraud-api") == "fraud-api-preview"


def test_the_hash_of_content_is_fixed_for_ever() -> None:
    assert (naming.content_hash(b""), naming.content_hash(b"threshold: 0.8\n")) == ("e3b0c44298", "4d6818d42b")


@pytest.mark.parametrize("missing", [(), ("_sha256",), ("_sha256", "_sha2")])
def test_the_hash_is_the_same_by_every_library(missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    for module in missing:
        monkeypatch.setitem(sys.modules, module, None)
    naming._sha256.cache_clear()  # noqa: SLF001 - else the first library stays
    assert naming.content_hash(b"threshold: 0.8\n") == "4d6818d42b"


def test_a_hashed_name_ends_in_the_hash() -> None:
    assert naming.hashed("fraud-train", "e3b0c44298") == "fraud-train-e3b0c44298"


def test_the_longest_name_decides_how_long_a_component_may_be() -> None:
    def fits(length: int) -> bool:
        base = naming.base("fraud", "x" * length)
        derived = (DerivedName(base, 63, "Service"), DerivedName(naming.preview(base), 63, "preview Service"))
        return naming.too_long(derived, "fraud", "x" * length) is None

    assert (fits(49), fits(50)) == (True, False)


def test_too_long_names_the_longest_part_that_the_team_wrote() -> None:
    found = naming.too_long([DerivedName(f"fraud-{'a' * 51}-preview", 63, "preview Service")], "fraud", "a" * 51)
    assert found is not None
    assert (found.part, found.fact, found.hint) == (
        "component",
        f'"fraud-{"a" * 51}-preview" (the preview Service) has 65 characters, at most 63 are allowed',
        "shorten the component's name by 2 characters: 63 is the limit",
    )


def test_a_long_project_is_the_part_to_shorten() -> None:
    found = naming.too_long([DerivedName(f"{'p' * 48}-api1", 52, "CronJob")], "p" * 48, "api1")
    assert found is not None
    assert (found.part, found.derived, found.hint) == (
        "project",
        DerivedName(f"{'p' * 48}-api1", 52, "CronJob"),
        "shorten the project's name by 1 character: 52 is the limit",
    )


def test_a_component_of_an_unknown_kind_is_as_long_as_a_label() -> None:
    assert naming.objects("fraud-x") == (DerivedName("fraud-x", 63, "objects"),)


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("fraud-train-e3b0c44298", "fraud-train"),
        ("fraud-train", None),
        ("fraud-production", None),
        ("fraud-e3b0c4429", None),
        ("-e3b0c44298", None),
    ],
)
def test_a_name_without_a_hash_has_no_base(name: str, base: str | None) -> None:
    assert naming.unhashed(name) == base
