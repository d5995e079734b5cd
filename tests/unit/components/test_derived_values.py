from generator.components.derived_values import DERIVED
from generator.components.kinds import KINDS


def test_kinds_that_derive_values_are_known() -> None:
    assert DERIVED.keys() <= KINDS.keys()
