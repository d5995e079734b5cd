"""The table of forms of Spark: what each operator runs."""

from generator.components.operator_form import OperatorForm
from generator.lazy_table import LazyTable


def _spark_operator() -> OperatorForm:
    from generator.components.spark import application

    return application


FORMS: LazyTable[OperatorForm] = LazyTable({"spark-operator": _spark_operator})
