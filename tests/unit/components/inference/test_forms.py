from generator.components.inference.forms import FORMS
from generator.environment import operators


def test_each_form_of_the_schema_has_a_module() -> None:
    assert [*FORMS] == [*operators.FORMS["inference"]]
    assert {*operators.TRAFFIC} < {*FORMS}
