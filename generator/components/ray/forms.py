"""The table of the forms of Ray: KubeRay is the only operator."""

from generator.components.operator_form import OperatorForm
from generator.lazy_table import LazyTable


def _kuberay() -> OperatorForm:
    from generator.components.ray import kuberay

    return kuberay


FORMS: LazyTable[OperatorForm] = LazyTable({"kuberay": _kuberay})
