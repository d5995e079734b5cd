"""Rules for inference that a schema cannot express: runtimes of a format, and what each form adds or leaves out."""

from collections.abc import Iterator

from generator.components.inference import kserve_rules, runtimes
from generator.components.service import network_rules, route_rules
from generator.components.service import rules as service
from generator.source.finding import Finding
from generator.spec.templates import MODELS
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rules


def _runtime(component: CheckedComponent) -> Iterator[Finding]:
    if "runtime" not in component.data:
        return
    chosen, served = component.data["runtime"], runtimes.SERVED[component.data["format"]]
    if chosen not in served:
        fact = f"{chosen} does not serve format {component.data['format']}"
        hint = f"use {' or '.join(served)}" if served else "remove it: the image of a custom format is its runtime"
        yield component.finding(("runtime",), fact=fact, hint=hint, code="kind-value")


def _models(component: CheckedComponent) -> Iterator[Finding]:
    """Several models of one that has a single one in `components`: there would be a template in some environments only."""
    if MODELS in component.data:
        fact, hint = (
            '"models" are of a component in all environments',
            "write them in components, in the place of model",
        )
        yield component.finding((MODELS,), fact=fact, hint=hint, code="choice")


OF_A_SERVICE: Rules = {**network_rules.RULES, **route_rules.RULES, **route_rules.SPLIT_RULES}
"""Rules for the Service and routes of the form `deployment`; KServe makes others."""
RULES: Rules = {
    **service.RULES,
    **{kserve_rules.elsewhere(rule): fields | {ENVIRONMENT} for rule, fields in OF_A_SERVICE.items()},
    **kserve_rules.RULES,
    _runtime: frozenset({"format", "runtime"}),
    _models: frozenset({MODELS}),
}
