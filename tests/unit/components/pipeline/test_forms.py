from generator.components.pipeline.forms import FORMS
from generator.environment import operators


def test_every_operator_of_pipelines_has_a_form() -> None:
    assert list(FORMS) == list(operators.FORMS["pipeline"])
    assert all(hasattr(form, "drafts") and hasattr(form, "problems") for form in FORMS.values())
