"""The variables that a training of one node needs in a pod of another component, such as that of a step.

Those of ranks are not among them: one node has no peers to find, and torchrun numbers its processes itself.
"""

from collections.abc import Iterator

from generator.components.training import fields, ranks
from generator.resolve import defaults
from generator.source import nodes
from generator.spec.component import Component, Variable

PROCESSES = "PET_NPROC_PER_NODE"
"""How many processes torchrun starts, one without it."""


def with_variables(training: nodes.Mapping) -> nodes.Mapping:
    """The training with what its other fields say as variables before its own: where checkpoints are, how many processes."""
    given = dict(_given(training))
    env = training.get("env")
    if not given or (env is not None and not isinstance(env, nodes.Mapping)):
        return training
    own = {} if env is None else env.entries
    entry = defaults.entry("env", nodes.Mapping({**given, **own}, training.mark))
    return training.copy_with({**training.entries, "env": entry})


def _given(training: nodes.Mapping) -> Iterator[tuple[str, nodes.Entry]]:
    """Variables at the positions of the fields that say them."""
    written = training.get("checkpoint")
    checkpoint = written if isinstance(written, nodes.Mapping) else nodes.Mapping({}, training.mark)
    found = {
        ranks.CHECKPOINT_PATH: checkpoint.get("path"),
        ranks.CHECKPOINT_URI: checkpoint.get("uri"),
        PROCESSES: training.get("processesPerNode"),
    }
    for name, value in found.items():
        if isinstance(value, nodes.Scalar):
            source = nodes.Mapping({"value": defaults.entry("value", value)}, value.mark)
            yield name, nodes.Entry(nodes.Scalar(name, plain=True, mark=value.mark), source)


def processes(pod: Component) -> Iterator[Variable]:
    """One process for each device, as in a training, unless another number is written."""
    count = fields.devices(pod)
    if count > 1 and all(each.name != PROCESSES for each in pod.env):
        yield Variable(PROCESSES, value=str(count))
