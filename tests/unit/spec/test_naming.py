import pytest

from generator.spec import naming
from generator.spec.naming import Derived


def test_the_base_joins_project_and_component() -> None:
    assert naming.base("fraud", "api") == "fraud-api"


@pytest.mark.parametrize(("slot", "name"), [("blue", "fraud-api-blue"), ("green", "fraud-api-green")])
def test_a_slot_is_named_after_its_colour(slot: str, name: str) -> None:
    assert naming.slot("fraud-api", slot) == name


def test_the_preview_has_a_name_of_its_own() -> None:
    assert naming.preview("fraud-api") == "fraud-api-preview"


def test_the_hash_of_content_is_fixed_for_ever() -> None:
    assert (naming.content_hash(b""), naming.content_hash(b"threshold: 0.8\n")) == ("e3b0c44298", "4d6818d42b")


def test_a_hashed_name_ends_in_the_hash() -> None:
    assert naming.hashed("fraud-train", "e3b0c44298") == "fraud-train-e3b0c44298"


@pytest.mark.parametrize(
    ("kind", "names"),
    {
        "service": (
            Derived("fraud-x", 63, "Service"),
            Derived("fraud-x-blue", 63, "blue slot"),
            Derived("fraud-x-green", 63, "green slot"),
            Derived("fraud-x-preview", 63, "preview Service"),
        ),
        "job": (Derived("fraud-x-0000000000", 63, "Job"),),
        "cronjob": (Derived("fraud-x", 52, "CronJob"),),
        "notebook": (Derived("fraud-x", 63, "objects"),),
    }.items(),
)
def test_derived_lists_every_name_with_a_limit(kind: str, names: tuple[Derived, ...]) -> None:
    assert naming.derived(kind, "fraud", "x") == names


@pytest.mark.parametrize(
    ("kind", "longest"), {"service": 55 - 6, "job": 52 - 6, "cronjob": 52 - 6, "notebook": 63 - 6}.items()
)
def test_a_component_may_use_what_the_limit_leaves(kind: str, longest: int) -> None:
    fits = [naming.too_long(kind, "fraud", "x" * length) is None for length in (longest, longest + 1)]
    assert fits == [True, False]


def test_too_long_names_the_longest_part_that_the_team_wrote() -> None:
    found = naming.too_long("service", "fraud", "a" * 51)
    assert found is not None
    assert (found.part, found.fact, found.hint) == (
        "component",
        f'"fraud-{"a" * 51}-preview" (the preview Service) has 65 characters, at most 63 are allowed',
        "shorten the component's name by 2 characters: 63 is the limit",
    )


def test_a_long_project_is_the_part_to_shorten() -> None:
    found = naming.too_long("cronjob", "p" * 48, "api1")
    assert found is not None
    assert (found.part, found.derived, found.hint) == (
        "project",
        Derived(f"{'p' * 48}-api1", 52, "CronJob"),
        "shorten the project's name by 1 character: 52 is the limit",
    )
