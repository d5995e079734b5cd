"""Rules for training that a schema cannot express, of any operator; `*_rules.py` are those of one."""

from collections.abc import Iterator

from generator.components import batch_rules, operator_form
from generator.components.training import job_set_rules, pytorch_job_rules, ranks, refusals, train_job_rules
from generator.components.training.fields import MOUNTED, SEVERAL_PROCESSES, most_nodes
from generator.source.finding import Finding
from generator.validate import rdma, variables, volumes
from generator.validate.context import PARTS, CheckedComponent, Rules


def _processes(component: CheckedComponent) -> Iterator[Finding]:
    framework = component.data["framework"]
    if component.data.get("processesPerNode", 1) > 1 and framework not in SEVERAL_PROCESSES:
        fact = f"framework {framework} has one process on each node, which uses all of its devices"
        hint = "remove it, or write framework: pytorch, whose torchrun starts several"
        yield component.finding(("processesPerNode",), fact=fact, hint=hint, code="kind-value")


def _elastic(component: CheckedComponent) -> Iterator[Finding]:
    elastic, node = component.data.get("elastic"), component.node.get("nodes")
    if elastic is None:
        return
    if elastic["min"] > elastic["max"]:
        fact, hint = f"min {elastic['min']} is more than max {elastic['max']}", "raise max, or lower min"
        yield component.finding(("elastic", "min"), fact=fact, hint=hint, code="scale")
    if node is not None and node.mark.line:
        hint = f"remove one of the two: elastic starts with {elastic['min']} nodes"
        yield component.finding(("nodes",), fact='"elastic" says how many nodes there are', hint=hint, code="choice")


def _checkpoint(component: CheckedComponent) -> Iterator[Finding]:
    """A claim or a share is mounted at a path; `volumes` has nothing else there."""
    written = component.data.get("checkpoint", {})
    source = next((key for key in MOUNTED if key in written), None)
    if source is not None and "path" not in written:
        hint = f"write where it is mounted: {{path: /checkpoints, {source}: {written[source]}}}"
        yield component.finding(("checkpoint",), fact='"path" is missing', hint=hint, code="missing", subject="path")
    path = written.get("path", "")
    volume = component.data.get("volumes", {}).get(path, {})
    if source is not None and path and volume != {source: written[source]}:
        fact = f'"{path}" is already the path of a volume'
        hint = "give one of them another path, or leave the volume out: the checkpoint is one"
        yield component.finding(("checkpoint", "path"), fact=fact, hint=hint, code="mount-twice")


def _given(component: CheckedComponent) -> Iterator[Finding]:
    """Variables that tell a process its rank; a written one would be read in place of them, or be refused."""
    always = (ranks.INDEX, ranks.JOB, ranks.CHECKPOINT_PATH, ranks.CHECKPOINT_URI)
    of_framework = ranks.GIVEN[component.data["framework"]]
    yield from variables.given(component, always, "for every node")
    yield from variables.given(component, of_framework, "for every node", "remove it, or write framework: none")


def _parallel(component: CheckedComponent) -> Iterator[Finding]:
    if most_nodes(component.data) > 1:
        yield from volumes.on_one_node(component, "all pods of a training run at once")


RULES: Rules = {
    **batch_rules.PROBE_RULES,
    _processes: frozenset({"framework", "processesPerNode"}),
    _elastic: frozenset({"elastic", "nodes"}),
    _checkpoint: frozenset({"checkpoint", "volumes"}),
    _given: frozenset({"env", "framework"}),
    _parallel: frozenset({"elastic", "nodes", "volumes", *PARTS}),
    **rdma.RULES,
    **operator_form.rules("job", {**refusals.FIXED, **refusals.NO_MPI}),
    **operator_form.rules("trainjob", train_job_rules.RULES),
    **operator_form.rules("pytorchjob", pytorch_job_rules.RULES),
    **operator_form.rules("jobset", job_set_rules.RULES),
}
