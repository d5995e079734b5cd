"""The table of the forms of training: what each operator runs. `job` needs none."""

from generator.components.operator_form import OperatorForm
from generator.lazy_table import LazyTable


def _job() -> OperatorForm:
    from generator.components.training import indexed_job

    return indexed_job


def _train_job() -> OperatorForm:
    from generator.components.training import train_job

    return train_job


def _pytorch_job() -> OperatorForm:
    from generator.components.training import pytorch_job

    return pytorch_job


def _job_set() -> OperatorForm:
    from generator.components.training import job_set

    return job_set


FORMS: LazyTable[OperatorForm] = LazyTable(
    {"job": _job, "trainjob": _train_job, "pytorchjob": _pytorch_job, "jobset": _job_set}
)
