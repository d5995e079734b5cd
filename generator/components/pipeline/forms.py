"""The table of the forms of pipelines: Argo Workflows is the only operator."""

from generator.components.operator_form import OperatorForm
from generator.lazy_table import LazyTable


def _argo_workflows() -> OperatorForm:
    from generator.components.pipeline import workflow

    return workflow


FORMS: LazyTable[OperatorForm] = LazyTable({"argo-workflows": _argo_workflows})
