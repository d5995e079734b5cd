from generator.components.spark.forms import FORMS
from generator.environment import operators


def test_every_operator_of_spark_has_a_form() -> None:
    assert list(FORMS) == list(operators.FORMS["spark"])
    assert all(hasattr(form, "drafts") and hasattr(form, "problems") for form in FORMS.values())
