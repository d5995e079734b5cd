from generator.components.dask.forms import FORMS
from generator.environment import operators


def test_every_operator_of_dask_has_a_form() -> None:
    assert list(FORMS) == list(operators.FORMS["dask"])
    assert all(hasattr(form, "drafts") and hasattr(form, "problems") for form in FORMS.values())
