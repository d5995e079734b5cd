"""The table of the forms of inference, by what serves the models. `deployment` needs no operator."""

from generator.components.operator_form import OperatorForm
from generator.lazy_table import LazyTable


def _deployment() -> OperatorForm:
    from generator.components.inference import deployment

    return deployment


def _standard() -> OperatorForm:
    from generator.components.inference import kserve_standard

    return kserve_standard


def _knative() -> OperatorForm:
    from generator.components.inference import kserve_knative

    return kserve_knative


FORMS: LazyTable[OperatorForm] = LazyTable(
    {"deployment": _deployment, "kserve-standard": _standard, "kserve-knative": _knative}
)
