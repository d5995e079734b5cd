from generator.components.training.forms import FORMS
from generator.environment import operators


def test_every_operator_of_training_has_a_form() -> None:
    assert list(FORMS) == list(operators.FORMS["training"])
    assert all(hasattr(form, "drafts") and hasattr(form, "problems") for form in FORMS.values())
