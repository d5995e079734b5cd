"""What follows from a framework; `tests/acceptance/test_presets.py` has each of them, as `explain` shows it."""

import pytest

from generator.components.derived_values import DERIVED
from generator.components.training import derived
from tests.builders import samples, trainings
from tests.builders.samples import TRAINING


def values(operator: str, **written: object) -> dict[str, str]:
    unit = samples.settled({**TRAINING, **written}, None, trainings.operators(operator))
    return {".".join(each.path): each.value for each in DERIVED["training"](unit.target, unit.drafts)}


@pytest.mark.parametrize(
    ("operator", "value"), [("job", "$(JOB_NAME)-0.fraud-api"), ("pytorchjob", "(the operator sets it)")]
)
def test_where_the_first_node_is_depends_on_the_operator(operator: str, value: str) -> None:
    assert values(operator)["env.MASTER_ADDR"] == value


def test_what_is_written_is_not_derived() -> None:
    found = values("job", processesPerNode=2, volumes={"/dev/shm": {"memory": "1Gi"}})  # noqa: S108 - a path in the container
    assert "processesPerNode" not in found
    assert "volumes./dev/shm.memory" not in found
    assert found["env.PET_NPROC_PER_NODE"] == "2"


def test_shared_memory_has_no_size_where_no_memory_is_named() -> None:
    found = values("job", resources={"requests": {"cpu": "1"}})
    assert found["volumes./dev/shm.memory"] == "(what the pod may use)"


def test_every_variable_has_a_reason() -> None:
    assert derived.REASONS.keys() >= {"MASTER_ADDR", "TF_CONFIG", "JAX_PROCESS_ID"}
