"""Rules for fields of a training that several operators do not support, and the finding that names an operator that does."""

from collections.abc import Iterator

from generator.components import run_rules
from generator.source.finding import Finding, Path
from generator.validate.context import CheckedComponent, Rules

JOB, TRAIN_JOB, PYTORCH_JOB, JOB_SET = "job", "trainjob", "pytorchjob", "jobset"


def refusal(component: CheckedComponent, path: Path, what: str, able: tuple[str, ...], way_out: str) -> Finding:
    """The finding of a field that the environment's operator does not support; its hint names the first operator of `able`."""
    operator = component.environment.operators.of(component.kind)
    fact = f"{what} with operators.training: {operator.api if operator is not None else ''}"
    platform = f"ask the platform team for operators: {{training: {able[0]}}}" if able else ""
    hint = "; or ".join(filter(None, (way_out, platform)))
    return component.finding(path, fact=fact, hint=hint, code="operator", place=component.environment.name)


def _elastic(component: CheckedComponent) -> Iterator[Finding]:
    if "elastic" in component.data:
        what = "the number of nodes cannot change"
        yield refusal(component, ("elastic",), what, (PYTORCH_JOB,), "write nodes in its place")


def _schedule(component: CheckedComponent) -> Iterator[Finding]:
    if run_rules.is_scheduled(component):
        yield refusal(component, ("run",), "training has no schedule", (JOB,), run_rules.STEP)


def _mpi(component: CheckedComponent) -> Iterator[Finding]:
    if component.data["framework"] == "mpi":
        what = "nothing gives MPI its hosts"
        yield refusal(component, ("framework",), what, (TRAIN_JOB,), "write another framework")


FIXED: Rules = {_elastic: frozenset({"elastic"})}
"""Of operators that start a fixed number of nodes."""
NO_CLOCK: Rules = {_schedule: frozenset({"run"})}
"""Of operators that start a run at once."""
NO_MPI: Rules = {_mpi: frozenset({"framework"})}
"""Of operators that know nothing of MPI."""
