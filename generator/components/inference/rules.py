"""Rules for inference that a schema cannot express: runtimes of a format, and the operators that are supported."""

from collections.abc import Iterator

from generator.components.inference import runtimes
from generator.source.finding import Finding
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rules

SUPPORTED = "deployment"


def _runtime(component: CheckedComponent) -> Iterator[Finding]:
    if "runtime" not in component.data:
        return
    chosen, served = component.data["runtime"], runtimes.SERVED[component.data["format"]]
    if chosen not in served:
        fact = f"{chosen} does not serve format {component.data['format']}"
        hint = f"use {' or '.join(served)}" if served else "remove it: the image of a custom format is its runtime"
        yield component.finding(("runtime",), fact=fact, hint=hint, code="kind-value")


def _operator(component: CheckedComponent) -> Iterator[Finding]:
    operator = component.environment.operators.of(component.kind)
    if operator is not None and operator.api != SUPPORTED:
        yield component.finding(
            ("kind",),
            fact=f"this version of tidegate does not run inference by {operator.api} yet",
            hint=f"ask the platform team for operators: {{{component.kind}: {SUPPORTED}}}, which needs no operator",
            code="operator",
            place=component.environment.name,
        )


RULES: Rules = {
    _runtime: frozenset({"format", "runtime"}),
    _operator: frozenset({ENVIRONMENT}),
}
