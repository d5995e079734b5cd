"""The variables that tell a process of a run its rank and where the others are, in the names that each framework reads.

`JOB_COMPLETION_INDEX` and `JOB_NAME` come first, since the others refer to them: the Job controller appends its own index after all
others, unless there is one (`addCompletionIndexEnvVariable`). A pod is called `<Job>-<index>` in the headless Service.
"""

import json
from collections.abc import Callable, Iterator, Mapping

from generator.components.training import fields
from generator.components.training.fields import Framework
from generator.spec.component import Component, Variable

PORT = 29500
"""Where the first node waits for the others: the default of torchrun."""
TENSORFLOW_PORT = 2222
INDEX, JOB = "JOB_COMPLETION_INDEX", "JOB_NAME"
OWN_INDEX = f"$({INDEX})"
POSITION = (
    Variable(INDEX, field="metadata.annotations['batch.kubernetes.io/job-completion-index']"),
    Variable(JOB, field="metadata.labels['batch.kubernetes.io/job-name']"),
)
"""The number of a pod in its Job, and the name of that: both are on the pods of every Indexed Job."""
CHECKPOINT_PATH, CHECKPOINT_URI = "CHECKPOINT_PATH", "CHECKPOINT_URI"
_TORCHRUN = ("PET_NNODES", "PET_NPROC_PER_NODE", "PET_NODE_RANK", "PET_MASTER_ADDR", "PET_MASTER_PORT")
GIVEN: Mapping[Framework, tuple[str, ...]] = {
    "pytorch": ("MASTER_ADDR", "MASTER_PORT", "RANK", "WORLD_SIZE", *_TORCHRUN),
    "tensorflow": ("TF_CONFIG",),
    "jax": ("JAX_COORDINATOR_ADDRESS", "JAX_NUM_PROCESSES", "JAX_PROCESS_ID"),
    "mpi": (
        *("OMPI_MCA_orte_default_hostfile", "OMPI_MCA_plm_rsh_args"),
        *("OMPI_MCA_orte_keep_fqdn_hostnames", "OMPI_MCA_orte_set_default_slots"),
    ),
    "none": (),
}
"""The variables of each framework that we or an operator set: Kubeflow Trainer refuses those of torchrun and of MPI."""
INJECTED: Mapping[Framework, tuple[str, ...]] = {**GIVEN, "pytorch": _TORCHRUN}
"""Those that Kubeflow Trainer sets itself."""


def port(framework: Framework) -> int:
    """The port on which the nodes find each other."""
    return TENSORFLOW_PORT if framework == "tensorflow" else PORT


def of_job(component: Component, service: str) -> tuple[Variable, ...]:
    """All variables for the pods of one Indexed Job, whose names a headless `service` knows."""
    return (*POSITION, *_FRAMEWORKS[fields.of(component).framework](component, service), *checkpoints(component))


def checkpoints(component: Component) -> Iterator[Variable]:
    """The variables that say where the checkpoints are."""
    path, uri = fields.of(component).checkpoints
    yield from (Variable(CHECKPOINT_PATH, value=path) for _ in range(bool(path)))
    yield from (Variable(CHECKPOINT_URI, value=uri) for _ in range(bool(uri)))


def first_node(address: str) -> Iterator[Variable]:
    """The address and port of the first node, as PyTorch reads them."""
    yield Variable("MASTER_ADDR", value=address)
    yield Variable("MASTER_PORT", value=str(PORT))


def _address(index: int | str, service: str) -> str:
    return f"$({JOB})-{index}.{service}"


def _pytorch(component: Component, service: str) -> Iterator[Variable]:
    """`RANK` is that of the node and `WORLD_SIZE` counts processes, which torchrun sets for each of them again."""
    nodes, processes, first = fields.of(component).nodes, fields.processes(component), _address(0, service)
    yield from first_node(first)
    yield Variable("RANK", value=OWN_INDEX)
    yield Variable("WORLD_SIZE", value=str(nodes * processes))
    yield Variable("PET_NNODES", value=str(nodes))
    yield Variable("PET_NPROC_PER_NODE", value=str(processes))
    yield Variable("PET_NODE_RANK", value=OWN_INDEX)
    yield Variable("PET_MASTER_ADDR", value=first)
    yield Variable("PET_MASTER_PORT", value=str(PORT))


def _tensorflow(component: Component, service: str) -> Iterator[Variable]:
    workers = [f"{_address(index, service)}:{TENSORFLOW_PORT}" for index in range(fields.of(component).nodes)]
    cluster = json.dumps({"worker": workers})
    yield Variable("TF_CONFIG", value=f'{{"cluster": {cluster}, "task": {{"type": "worker", "index": {OWN_INDEX}}}}}')


def _jax(component: Component, service: str) -> Iterator[Variable]:
    yield Variable("JAX_COORDINATOR_ADDRESS", value=f"{_address(0, service)}:{PORT}")
    yield Variable("JAX_NUM_PROCESSES", value=str(fields.of(component).nodes))
    yield Variable("JAX_PROCESS_ID", value=OWN_INDEX)


def _none(_component: Component, _service: str) -> Iterator[Variable]:
    return iter(())


_FRAMEWORKS: Mapping[Framework, Callable[[Component, str], Iterator[Variable]]] = {
    "pytorch": _pytorch,
    "tensorflow": _tensorflow,
    "jax": _jax,
    "mpi": _none,
    "none": _none,
}
