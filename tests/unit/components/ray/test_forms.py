from generator.components.ray.forms import FORMS
from generator.environment import operators


def test_there_is_a_form_for_each_operator() -> None:
    assert list(FORMS) == list(operators.FORMS["ray"])
    assert all(callable(form.drafts) for form in FORMS.values())
