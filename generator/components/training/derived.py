"""What follows from `framework` for the pods: variables of ranks, how many processes a node runs, how much memory they share."""

from collections.abc import Iterable, Iterator, Mapping

from generator.components.derived_value import DerivedValue
from generator.components.training import fields, ranks
from generator.kubernetes import pod
from generator.manifest.manifest import Draft
from generator.spec.component import Component, Variable
from generator.spec.project import Target

OPERATOR = "(the operator sets it)"
PROCESSES: Mapping[str, str] = {
    "pytorch": "torchrun starts one for each device of a node",
    "mpi": "mpirun starts one for each device of a node",
}
ONE_PROCESS = "one process has all devices of a node"
SHARED_MEMORY = "processes of a node exchange data there, and get half of its memory"
UNLIMITED = "(what the pod may use)"
"""The size where no memory is named, of which there could be a half."""
REASONS: Mapping[str, str] = {
    ranks.INDEX: "the number of the node",
    ranks.JOB: "the name of the run, of which those of the nodes are made",
    ranks.CHECKPOINT_PATH: "what checkpoint says",
    ranks.CHECKPOINT_URI: "what checkpoint says",
    **dict.fromkeys(("MASTER_ADDR", "MASTER_PORT", "JAX_COORDINATOR_ADDRESS"), "where the first node waits"),
    **dict.fromkeys(("PET_MASTER_ADDR", "PET_MASTER_PORT"), "where the first node waits, for torchrun"),
    **dict.fromkeys(("RANK", "PET_NODE_RANK", "JAX_PROCESS_ID"), "the number of the node"),
    **dict.fromkeys(("PET_NNODES", "JAX_NUM_PROCESSES"), "how many nodes there are"),
    "WORLD_SIZE": "how many processes all nodes run",
    "PET_NPROC_PER_NODE": "how many processes a node runs",
    "TF_CONFIG": "the addresses of all nodes, and the number of this one",
}


def values(target: Target, drafts: Iterable[Draft]) -> Iterator[DerivedValue]:
    """What follows for the pods: variables, processes and shared memory, as they are rendered."""
    component, framework = target.component, fields.of(target.component).framework
    written = {each.name for each in component.env}
    for variable in _variables(target, drafts):
        if variable.name not in written and variable.name in REASONS.keys() | ranks.GIVEN[framework]:
            why = REASONS.get(variable.name, "how the launcher finds the nodes")
            yield DerivedValue(("env", variable.name), _text(variable), f"default of {framework}: {why}")
    if not fields.of(component).processes:
        why = PROCESSES.get(framework, ONE_PROCESS)
        yield DerivedValue(("processesPerNode",), str(fields.processes(component)), f"default of {framework}: {why}")
    yield from _shared_memory(component, framework)


def _variables(target: Target, drafts: Iterable[Draft]) -> Iterator[Variable]:
    """Those of the nodes that we write, then those that the operator adds."""
    ours = {
        each.name: each for draft in drafts if draft.folder == fields.FOLDER for each in draft.values.get("env", ())
    }
    yield from ours.values()
    if not target.environment.operators.runs(target.component.kind, "job", "jobset"):
        names = ranks.GIVEN[fields.of(target.component).framework]
        yield from (Variable(name, value=OPERATOR) for name in names if name not in ours)


def _shared_memory(component: Component, framework: str) -> Iterator[DerivedValue]:
    if all(each.path != pod.SHARED_MEMORY for each in component.volumes):
        size, path = pod.shared_memory(component.resources), ("volumes", pod.SHARED_MEMORY, "memory")
        yield DerivedValue(path, size or UNLIMITED, f"default of {framework}: {SHARED_MEMORY}")


def _text(variable: Variable) -> str:
    return f"{{field: {variable.field}}}" if variable.value is None else variable.value
