from generator.components.notebook.forms import FORMS
from generator.environment import operators


def test_every_form_that_a_platform_may_name_is_there() -> None:
    assert list(FORMS) == list(operators.FORMS["notebook"])
