"""Rules for fields of a training that a JobSet does not support."""

from collections.abc import Iterator

from generator.components.training import refusals
from generator.source.finding import Finding
from generator.validate import operators
from generator.validate.context import CheckedComponent, Rules

SINCE = (0, 6)
"""The first version with `failurePolicy.rules` (its CRD)."""


def _restart(component: CheckedComponent) -> Iterator[Finding]:
    if component.data.get("restart") == "container":
        what, way_out = "all nodes start again together, each in another pod", "remove it, or write restart: pod"
        yield refusals.refusal(component, ("restart",), what, (refusals.JOB,), way_out)


def _version(component: CheckedComponent) -> Iterator[Finding]:
    yield from operators.too_old(component, ("kind",), SINCE, "rules of a failurePolicy")


RULES: Rules = {
    **refusals.FIXED,
    **refusals.NO_CLOCK,
    **refusals.NO_MPI,
    _restart: frozenset({"restart"}),
    _version: frozenset(),
}
