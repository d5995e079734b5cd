import pytest

from generator.components.kinds import KINDS
from generator.spec import naming
from generator.spec.naming import DerivedName


@pytest.mark.parametrize(
    ("kind", "names"),
    {
        "service": (
            DerivedName("fraud-x", 63, "Service", starts_with_letter=True),
            DerivedName("fraud-x-blue", 63, "blue slot"),
            DerivedName("fraud-x-green", 63, "green slot"),
            DerivedName("fraud-x-preview", 63, "preview Service"),
        ),
        "job": (DerivedName("fraud-x-0000000000", 63, "Job"),),
        "cronjob": (DerivedName("fraud-x", 52, "CronJob"),),
    }.items(),
)
def test_names_lists_every_name_with_a_limit(kind: str, names: tuple[DerivedName, ...]) -> None:
    assert KINDS[kind].names("fraud-x") == names


@pytest.mark.parametrize(("kind", "longest"), {"service": 55 - 6, "job": 52 - 6, "cronjob": 52 - 6}.items())
def test_a_component_may_use_what_the_limit_leaves(kind: str, longest: int) -> None:
    def fits(length: int) -> bool:
        return naming.too_long(KINDS[kind].names(f"fraud-{'x' * length}"), "fraud", "x" * length) is None

    assert (fits(longest), fits(longest + 1)) == (True, False)
