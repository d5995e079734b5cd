from generator.components.derived_value import DerivedValue


def test_a_value_has_the_path_of_its_field_and_what_settles_it() -> None:
    assert DerivedValue(("env", "A"), "1", "default of pytorch: one") == (("env", "A"), "1", "default of pytorch: one")
