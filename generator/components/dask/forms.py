"""The table of the forms of Dask: the Dask operator is the only one."""

from generator.components.operator_form import OperatorForm
from generator.lazy_table import LazyTable


def _dask_operator() -> OperatorForm:
    from generator.components.dask import dask_operator

    return dask_operator


FORMS: LazyTable[OperatorForm] = LazyTable({"dask-operator": _dask_operator})
