"""Rules for inference that a schema cannot express: the runtimes of a format."""

from collections.abc import Iterator

from generator.components.inference import runtimes
from generator.source.finding import Finding
from generator.validate.context import CheckedComponent, Rules


def _runtime(component: CheckedComponent) -> Iterator[Finding]:
    if "runtime" not in component.data:
        return
    chosen, served = component.data["runtime"], runtimes.SERVED[component.data["format"]]
    if chosen not in served:
        fact = f"{chosen} does not serve format {component.data['format']}"
        hint = f"use {' or '.join(served)}" if served else "remove it: the image of a custom format is its runtime"
        yield component.finding(("runtime",), fact=fact, hint=hint, code="kind-value")


RULES: Rules = {
    _runtime: frozenset({"format", "runtime"}),
}
