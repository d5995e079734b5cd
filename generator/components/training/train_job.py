"""The form `trainjob`: a TrainJob of Kubeflow Trainer 2, whose runtime makes a JobSet of it.

What a TrainJob has no field for is a patch of its runtime: the place, user and volumes of the pods, under the manager of tidegate.
It cannot add containers, probes or classes (`PodSpecPatch`). The runtime injects the variables of torchrun, which its webhook
refuses in ours, and those of JAX and MPI.
"""

from collections.abc import Iterator

from generator.components import runs
from generator.components.training import fields, job_set, pods, ranks, train_job_rules
from generator.kubernetes import derived_names, object_kinds
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.component import Variable
from generator.spec.project import Target

KIND = "TrainJob"
NODE, LAUNCHER = "node", "launcher"
"""The replicated Jobs of a runtime that get our image: those of MPI have a launcher beside the nodes."""


def problems(target: Target) -> Iterator[Finding]:
    """Yield a name with which that of the last pod of its JobSet is too long."""
    suffix = job_set.pod_suffix(target)
    yield from derived_names.problems(target, [object_kinds.of(KIND).derived(_name(target), suffix)])


def drafts(target: Target) -> Iterator[Draft]:
    """The TrainJob."""
    component, training, name = target.component, fields.of(target.component), _name(target)
    runtimes = train_job_rules.runtimes(target.environment.operators.of("training"))
    variables = (*_ranks(training.framework, name), *ranks.checkpoints(component))
    values = {
        "name": name,
        **runs.metadata(target, training.run),
        **pods.values(target, variables, "", injected=ranks.INJECTED[training.framework]),
        "runtime": runtimes[training.framework],
        "nodes": training.nodes,
        "processes": fields.processes(component),
        "timeout": pods.deadline(target),
        "jobs": [NODE, LAUNCHER] if training.framework == "mpi" else [NODE],
    }
    yield Draft(template="training/trainjob.yaml", folder=fields.FOLDER, file=target.base, values=values)


def _ranks(framework: fields.Framework, name: str) -> Iterator[Variable]:
    """The address of the first node, for programs that torchrun does not start."""
    return ranks.first_node(f"{name}-node-0-0.{name}") if framework == "pytorch" else iter(())


def _name(target: Target) -> str:
    return runs.name(target, fields.of(target.component).run, {KIND})
