"""What the format of a model or the framework of a training settles: `explain` gives its reason, and a written value counts."""

from typing import Any

import pytest

from generator.components.inference import runtimes
from generator.validation import explain
from generator.validation.explained_rows import Row
from tests.builders import cases, samples
from tests.builders.documents import Data

PLATFORM: Data = {"downloaders": {"*": {"image": "ghcr.io/acme/fetch:1"}}}
SETTLED = {
    "image": "ghcr.io/acme/own:1",
    "args": ["--own"],
    "ports": {"http": 9999},
    "health": {"ready": {"http": "/own"}, "startup": {"longest": "9m"}},
    "resources": {"cpu": "3", "memory": "5Gi"},
    "model": {"uri": "s3://models/a", "size": "77Gi", "longest": "33m"},
}
"""What a runtime settles, with another value."""
FORMATS = tuple(each for each in runtimes.SERVED if each != "custom")
ON_CPU = ("sklearn", "xgboost", "lightgbm")


def rows(component: Data, platform: Data = PLATFORM) -> dict[str, Row]:
    case = samples.case(component, None, platform)
    found = explain.explain(cases.judged(case), cases.platform(case.platform), "api", None)
    return {row.field.removeprefix("components.api."): row for row in found.rows}


def model(format_: str, **more: Any) -> Data:
    return {"kind": "inference", "format": format_, "model": "s3://models/a", "scale": 2, **more}


@pytest.mark.parametrize("format_", FORMATS)
def test_every_value_of_a_runtime_has_its_reason(format_: str) -> None:
    found = rows(model(format_))
    wanted = ("image", "ports.http.port", "resources.memory", "health.startup.longest", "model.size", "model.longest")
    for name in wanted:
        assert str(found[name].mark.file).startswith("default of "), name
        assert ": " in str(found[name].mark.file)


@pytest.mark.parametrize("name", SETTLED)
@pytest.mark.parametrize("format_", FORMATS)
def test_a_written_value_takes_the_place_of_a_runtimes(format_: str, name: str) -> None:
    found = rows(model(format_, **{name: SETTLED[name]}))
    written = {row.field for row in found.values() if row.mark.line}
    assert any(field.startswith(f"components.api.{name}") for field in written)
    assert samples.problems(model(format_, **{name: SETTLED[name]}), None, PLATFORM) == []


@pytest.mark.parametrize("format_", FORMATS)
def test_small_models_run_on_a_cpu_and_others_want_a_gpu(format_: str) -> None:
    found = rows(model(format_))
    on_gpu = "resources.gpu" in found
    assert on_gpu is (format_ in {"tensorflow", "pytorch", "triton", "huggingface"})
    if format_ in ON_CPU:
        assert found["resources.memory"].value == "1Gi"


GPUS: Data = {"machines": {"gpus": {"cpu": "8", "memory": "64Gi", "gpu": {"nvidia.com/gpu": 4}}}}
BY_TRAINER: Data = {
    "operators": {"training": {"api": "trainjob", "restricted": True, "runtimes": {"mpi": "deepspeed"}}}
}
VARIABLES: dict[str, tuple[str, ...]] = {
    "pytorch": ("MASTER_ADDR", "MASTER_PORT", "RANK", "WORLD_SIZE", "PET_NNODES", "PET_NPROC_PER_NODE"),
    "tensorflow": ("TF_CONFIG",),
    "jax": ("JAX_COORDINATOR_ADDRESS", "JAX_NUM_PROCESSES", "JAX_PROCESS_ID"),
    "mpi": ("OMPI_MCA_orte_default_hostfile",),
    "none": ("JOB_NAME", "JOB_COMPLETION_INDEX"),
}
PROCESSES = {"pytorch": "4", "mpi": "4", "tensorflow": "1", "jax": "1", "none": "1"}


def training(framework: str, **more: Any) -> Data:
    retries = {"retries": 0} if framework == "mpi" else {}
    return {**samples.TRAINING, "framework": framework, "nodes": 2, "machine": "gpus", **retries, **more}


def of_training(framework: str, **more: Any) -> dict[str, Row]:
    return rows(training(framework, **more), {**GPUS, **(BY_TRAINER if framework == "mpi" else {})})


@pytest.mark.parametrize("framework", VARIABLES)
def test_what_a_framework_settles_has_its_reason(framework: str) -> None:
    found = of_training(framework)
    wanted = {f"env.{name}" for name in VARIABLES[framework]} | {"processesPerNode", 'volumes["/dev/shm"].memory'}
    for name in wanted:
        assert found[name].source.startswith(f"default of {framework}: "), name
    assert found["processesPerNode"].value == PROCESSES[framework]
    assert found['volumes["/dev/shm"].memory'].value == "32Gi"


@pytest.mark.parametrize("framework", ["pytorch", "mpi"])
def test_a_training_says_how_many_processes_and_how_much_shared_memory(framework: str) -> None:
    found = of_training(framework, processesPerNode=2, volumes={"/dev/shm": {"memory": "1Gi"}})  # noqa: S108
    assert found["processesPerNode"].mark.line
    assert (found['volumes["/dev/shm"].memory'].value, found["processesPerNode"].value) == ("1Gi", "2")


def test_mpi_has_the_user_of_its_runtime() -> None:
    settled = {"security.runAsUser": "1000", "security.writableRoot": "true", "env.HOME.value": "image"}
    found = of_training("mpi")
    assert {name: found[name].value for name in settled} == settled
    assert {found[name].source.partition(":")[0] for name in settled} == {"default of mpi"}
    assert of_training("pytorch")["security.runAsUser"].value == "10001"


def test_a_written_user_takes_the_place_of_that_of_mpi() -> None:
    found = of_training("mpi", security={"runAsUser": 2000}, env={"HOME": "/work"})
    assert (found["security.runAsUser"].value, found["security.writableRoot"].value) == ("2000", "true")
    assert found["env.HOME.value"].value == "/work"


@pytest.mark.parametrize("framework", ["pytorch", "tensorflow", "jax"])
def test_variables_of_ranks_are_not_for_the_team_to_write(framework: str) -> None:
    name = VARIABLES[framework][0]
    assert samples.problems(training(framework, env={name: "x"}), None, GPUS) == [
        f'components.api.env.{name}: "{name}" is set for every node -> remove it, or write framework: none'
    ]
    assert samples.problems(training("none", env={name: "x"}), None, GPUS) == []
