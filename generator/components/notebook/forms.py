"""The table of the forms of notebooks, by what runs them. `statefulset` needs no operator."""

from generator.components.operator_form import OperatorForm
from generator.lazy_table import LazyTable


def _stateful_set() -> OperatorForm:
    from generator.components.notebook import stateful_set

    return stateful_set


def _kubeflow_notebook() -> OperatorForm:
    from generator.components.notebook import kubeflow_notebook

    return kubeflow_notebook


FORMS: LazyTable[OperatorForm] = LazyTable({"statefulset": _stateful_set, "notebook": _kubeflow_notebook})
